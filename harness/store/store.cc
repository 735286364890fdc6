#include "store/store.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/handle.h"
#include "cert/native.h"

namespace rehearse::store {
namespace {

namespace fs = std::filesystem;

// In the order OpenSSL's and Go's own lists have them; the first that is there is this machine's bundle.
constexpr std::string_view kSystemBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Alpine
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL, Fedora
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/etc/ssl/cert.pem",                                  // BSDs, macOS
};

void free_infos(STACK_OF(X509_INFO) * infos) {
  sk_X509_INFO_pop_free(infos, X509_INFO_free);
}

std::unexpected<Error> unreadable(std::string_view path, std::string_view why) {
  return fail("store-unreadable", fmt::format("{}: {}", path, why));
}

Result<std::string> read(const fs::path& path) {
  auto bytes = read_file(path.string(), FileKind::regular);
  if (!bytes) return fail("store-unreadable", std::move(bytes.error().detail));
  return bytes;
}

// A file of certificates is loaded whole or not at all: OpenSSL also decodes the revocation lists and keys in
// it, and one that is damaged spoils the rest. Source: OpenSSL 3.0, X509_load_cert_crl_file_ex().
Result<void> check_loadable(std::string_view bytes, std::string_view path) {
  const Handle<BIO, BIO_free> bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  if (!bio) return fail("out-of-memory", "BIO_new_mem_buf");
  ERR_clear_error();
  const Handle<STACK_OF(X509_INFO), free_infos> all(
      PEM_X509_INFO_read_bio(bio.get(), nullptr, nullptr, nullptr));
  if (all) return ERR_clear_error(), Result<void>();
  return fail("store-damaged",
              fmt::format("{}: OpenSSL's clients cannot load it: {}", path, cert::take_openssl_error()));
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Result<cert::Chain> anchors_of(std::string_view bytes, std::string_view path) {
  auto certificates = cert::from_pem(bytes);
  if (!certificates) return fail("store-damaged", fmt::format("{}: {}", path, certificates.error().detail));
  if (certificates->empty() && !is_blank(bytes)) {
    return unreadable(path, "holds no PEM certificate (other formats are not read)");
  }
  return certificates;
}

void add_new(const cert::Chain& certificates, Store& store, std::set<Sha256>& seen) {
  for (const auto& certificate : certificates) {
    if (seen.insert(certificate->sha256).second) store.anchors.push_back(certificate);
  }
}

// The hash of a subject as it stands in the name of a file: "4a6481c9".
std::string subject_hash(const cert::Certificate& certificate) {
  const auto x509 = cert::to_x509(certificate);
  return x509 ? fmt::format("{:08x}", X509_subject_name_hash(x509.get())) : std::string();
}

// "4a6481c9.0": how OpenSSL's hashed directories name certificates; "4a6481c9.r0" is a CRL.
bool is_first_of_its_hash(std::string_view name) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return name.size() == 10 && name.ends_with(".0") && std::ranges::all_of(name.substr(0, 8), is_hex);
}

Result<Store> open_file(Store store, const fs::path& path) {
  auto bytes = read(path);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  auto certificates = anchors_of(*bytes, path.string());
  if (!certificates) return std::unexpected(std::move(certificates.error()));
  if (auto loadable = check_loadable(*bytes, path.string()); !loadable && !certificates->empty())
    return std::unexpected(std::move(loadable.error()));
  store.kind = "pem-file";
  store.path = path.string();
  store.sha256 = cert::sha256(*bytes);
  std::set<Sha256> seen;
  add_new(*certificates, store, seen);
  return store;
}

// The files of one hash, from .0 on to the first gap, as a look-up goes through them.
Result<void> add_hash(const fs::path& directory, const std::string& hash, Store& store,
                      std::set<Sha256>& seen) {
  std::error_code error;
  for (int number = 0;; ++number) {
    const auto file = directory / fmt::format("{}.{}", hash, number);
    if (!fs::exists(fs::symlink_status(file, error))) return {};
    auto bytes = read(file);
    if (!bytes) return std::unexpected(std::move(bytes.error()));
    auto certificates = anchors_of(*bytes, file.string());
    if (!certificates) return std::unexpected(std::move(certificates.error()));
    // A certificate under another subject's hash is found only after a look-up for that other subject has
    // loaded it: nothing to rely on.
    std::erase_if(*certificates, [&](const auto& certificate) { return subject_hash(*certificate) != hash; });
    add_new(*certificates, store, seen);
  }
}

Result<Store> open_directory(Store store, const fs::path& directory) {
  std::error_code error;
  std::set<std::string> hashes;  // in order: the same directory gives the same store
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (is_first_of_its_hash(name)) hashes.insert(name.substr(0, 8));
  }
  if (error) return unreadable(directory.string(), error.message());
  store.kind = "pem-directory";
  store.path = directory.string();
  std::set<Sha256> seen;
  for (const auto& hash : hashes) {
    if (auto added = add_hash(directory, hash, store, seen); !added)
      return std::unexpected(std::move(added.error()));
  }
  return store;
}

Result<Store> open_path(Store store, const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error) ? open_directory(std::move(store), path)
                                       : open_file(std::move(store), path);
}

Result<Store> open_system(Store store) {
  for (const auto path : kSystemBundles) {
    std::error_code error;
    if (!fs::exists(path, error)) continue;
    store.source = fmt::format("system ({})", path);
    store.of_system = true;
    return open_file(std::move(store), path);
  }
  return unreadable("system", "this machine has no bundle in any of the usual places");
}

Result<Store> open_memory(Store store, std::string_view pem) {
  auto certificates = anchors_of(pem, store.name);
  if (!certificates) return std::unexpected(std::move(certificates.error()));
  store.source = "made for this run";
  store.kind = "pem-file";
  store.sha256 = cert::sha256(pem);
  std::set<Sha256> seen;
  add_new(*certificates, store, seen);
  return store;
}

}  // namespace

Result<Store> open(std::string name, const Source& source) {
  Store store;
  store.name = std::move(name);
  store.source = source.path;
  switch (source.kind) {
    case Source::Kind::path:
      return open_path(std::move(store), source.path);
    case Source::Kind::system:
      return open_system(std::move(store));
    case Source::Kind::memory:
      return open_memory(std::move(store), source.pem);
  }
  return fail("store-unreadable", "unknown kind of source");
}

}  // namespace rehearse::store
