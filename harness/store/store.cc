#include "store/store.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <openssl/x509.h>

#include "base/ascii.h"
#include "cert/native.h"
#include "store/detect.h"
#include "store/directory.h"
#include "store/formats.h"
#include "store/node_program.h"
#include "store/origins.h"

namespace rehearse::store {
namespace {

namespace fs = std::filesystem;

// Commands and replay lines are carried out elsewhere than where this program was started, and for the file
// itself: whose it is shows where it lies.
std::string real_path(const fs::path& path) {
  std::error_code error;
  const auto real = fs::canonical(path, error);
  return error ? path.string() : real.string();
}

// Java's KeyStore without a password passes over what is encrypted, and says nothing.
Store shut_to_java(std::string_view bytes) {
  Store out{.kind = "pkcs12", .sha256 = cert::sha256(bytes), .integrity = Integrity::not_checked};
  out.shut =
      "its certificates are encrypted, and the application gives no password: Java takes it from "
      "javax.net.ssl.trustStorePassword";
  out.notes.push_back(out.shut);
  return out;
}

Result<Store> open_bytes(Store store, std::string_view bytes, const Source& source) {
  auto read = read_bytes(bytes, source.password);
  const bool is_shut =
      !read && source.is_opened_without && !source.password && read.error().code == "store-locked";
  // What is in the clear Java reads past the rest: that file is for a person to look at.
  if (is_shut && !has_clear_certificates(bytes)) read = shut_to_java(bytes);
  if (!read) return read;
  read->name = std::move(store.name);
  read->source = std::move(store.source);
  read->path = std::move(store.path);
  read->origin = store.origin;
  constexpr std::size_t kFewestForKeytool = 6;
  read->is_password_short_for_keytool =
      is_key_store(*read) && source.password && source.password->visible().size() < kFewestForKeytool;
  return read;
}

Result<Store> open_file(Store store, const fs::path& path, const Source& source) {
  const auto bytes = read_store_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  store.path = real_path(path);
  auto read = open_bytes(std::move(store), *bytes, source);
  if (!read) return std::unexpected(at_path(std::move(read.error()), path));
  return read;
}

Result<Store> open_path(Store store, const Source& source) {
  std::error_code error;
  const fs::path path = source.path;
  if (!fs::is_directory(path, error)) return open_file(std::move(store), path, source);
  auto read = read_directory(path, source.root);
  if (!read) return read;
  read->name = std::move(store.name);
  read->source = std::move(store.source);
  read->path = real_path(path);
  return read;
}

// One that somebody else keeps, and which need not be named by its path.
Result<Store> open_kept(Store store, std::string_view keeper, const Result<fs::path>& path,
                        const Source& source) {
  if (!path) return std::unexpected(path.error());
  store.source = fmt::format("{} ({})", keeper, path->string());
  return open_file(std::move(store), *path, source);
}

// JKS and PKCS#12 are told apart by their bytes, whichever of the two is asked for; JCEKS only where it is
// named. Source: OpenJDK, sun.security.util.KeyStoreDelegator; asked of OpenJDK 17.
Result<void> check_loads_as(const Store& store, const std::string& type) {
  const auto is = [&](std::string_view name) { return same_ignoring_case(type, name); };
  const bool is_jceks = is("jceks");
  if (!type.empty() && !is("jks") && !is("pkcs12") && !is_jceks)
    return fail("store-unreadable", "javax.net.ssl.trustStoreType is " + type + ", which is not read");
  if (store.kind == "jks" || store.kind == (is_jceks ? "jceks" : "pkcs12")) return {};
  return fail("store-unreadable", fmt::format("Java loads no trust store from it: it is {}", store.kind));
}

// Java as its properties have it.
Result<Store> open_java(Store store, const Source& source) {
  const auto& told = source.java;
  if (!told.unclear.empty()) return fail("store-unreadable", "java: " + told.unclear);
  if (told.file == "NONE") {
    store.kind = "none";
    store.source = "java (" + told.by + " says NONE)";
    store.shut =
        told.by + " sets javax.net.ssl.trustStore to NONE: Java trusts nothing until that is taken away";
    store.notes.push_back(store.shut);
    return store;
  }
  const auto path = told.file ? java_told(source.path, *told.file) : java_default(source.path);
  const bool is_named = path && told.file && *path == *told.file;
  if (is_named) store.origin = Source::Kind::path;
  auto read = open_kept(std::move(store), "java", path, source);
  if (!read) return read;
  if (auto loads = check_loads_as(*read, told.type); !loads)
    return std::unexpected(at_path(std::move(loads.error()), *path));
  if (is_named) {
    read->source = fmt::format("java ({}, named by {})", path->string(), told.by);
  } else if (told.file) {
    read->notes.push_back(fmt::format("{} names {}, where no file is: Java takes cacerts instead", told.by,
                                      told.file->empty() ? "nothing" : *told.file));
  }
  return read;
}

// Source: Node 20, src/crypto/crypto_context.cc, NewRootCertStore(): a file that cannot be read is a warning
// at Node's start, and the application goes on without it; here it is an error.
Result<Store> open_node(const std::string& name, const Source& source) {
  auto store = read_node_program(source.path);
  if (!store) return store;
  store->name = name;
  store->origin = source.kind;
  store->path = real_path(source.path);
  store->source = fmt::format("node ({})", source.path);
  if (source.extra.empty()) return store;
  const auto extra = open_file({}, source.extra, {});
  if (!extra) return std::unexpected(extra.error());
  store->source = fmt::format("node ({}, and {})", source.path, source.extra);
  store->extra = real_path(source.extra);
  store->entries.insert(store->entries.end(), extra->entries.begin(), extra->entries.end());
  store->anchors = anchors_for(*store, Reader::node);
  return store;
}

// Whether OpenSSL would refuse a TLS server below this certificate, whatever else speaks for it.
bool is_forbidden(const Entry& entry) {
  if (entry.role != Entry::Role::trust_settings) return false;
  const auto* at = reinterpret_cast<const unsigned char*>(entry.aux.data());
  const cert::X509Handle x509(d2i_X509_AUX(nullptr, &at, static_cast<long>(entry.aux.size())));
  const bool forbidden =
      !x509 || X509_check_trust(x509.get(), X509_TRUST_SSL_SERVER, 0) == X509_TRUST_REJECTED;
  cert::take_openssl_error();
  return forbidden;
}

// Of several copies OpenSSL keeps the first, with its settings (x509_lu.c, x509_store_add).
cert::Chain for_openssl(const Store& store) {
  cert::Chain out;
  std::set<Sha256> seen;
  for (const auto& entry : store.entries) {
    if (seen.insert(entry.certificate->sha256).second && !is_forbidden(entry))
      out.push_back(entry.certificate);
  }
  return out;
}

// Go's crypto/x509 AppendCertsFromPEM takes CERTIFICATE alone; Node's PEM_read_bio_X509 and GnuTLS also the
// old X509 CERTIFICATE. None of them takes TRUSTED CERTIFICATE.
cert::Chain for_go(const Store& store) {
  return certificates_of(
      store, [](const Entry& entry) { return entry.label == "CERTIFICATE" && entry.is_seen_by_go; });
}

cert::Chain plain(const Store& store) {
  return certificates_of(store, [](const Entry& entry) { return entry.label == "CERTIFICATE"; });
}

// Where the application hands the text over as `ca`, the settings of a TRUSTED CERTIFICATE count, where
// NODE_EXTRA_CA_CERTS names it they do not: certificates with settings are left out, their plain copies too.
cert::Chain for_node(const Store& store) {
  std::set<Sha256> with_settings;
  for (const auto& entry : store.entries) {
    if (entry.role == Entry::Role::trust_settings) with_settings.insert(entry.certificate->sha256);
  }
  auto out = plain(store);
  std::erase_if(out, [&](const auto& one) { return with_settings.contains(one->sha256); });
  return out;
}

}  // namespace

cert::Chain certificates_of(const Store& store, const std::function<bool(const Entry&)>& pick) {
  cert::Chain out;
  std::set<Sha256> seen;
  for (const auto& entry : store.entries) {
    if (pick(entry) && seen.insert(entry.certificate->sha256).second) out.push_back(entry.certificate);
  }
  return out;
}

Result<Store> read_bytes(std::string_view bytes, const std::optional<SecretText>& password) {
  const auto read = [&]() -> Result<Store> {
    switch (detect(bytes)) {
      case Format::empty:
        return fail("store-damaged", "is empty: not a single byte");
      case Format::blank:
      case Format::pem:
        return read_pem(bytes);
      case Format::certificate:
        return read_der(bytes);
      case Format::pkcs7:
        return read_pkcs7(bytes);
      case Format::pkcs12:
        return read_pkcs12(bytes, password);
      case Format::jks:
      case Format::jceks:
        return read_keystore(bytes, password);
      case Format::nss:
        return fail("store-unreadable", "is an SQLite database, as NSS has (cert9.db), which is not read");
      case Format::utf16:
        return fail("store-unreadable", "is text in UTF-16, in which no client finds PEM");
      case Format::unknown:
        break;
    }
    return fail("store-unreadable", "is none of PEM, DER, PKCS#7, JKS, JCEKS and PKCS#12");
  };
  auto store = read();
  if (!store) return store;
  if (store->kind == "pem-file" && store->entries.empty() && detect(bytes) == Format::pem)
    return fail("store-unreadable", "holds no PEM certificate");
  if (store->kind == "pem-file" && !store->entries.empty()) {
    if (auto loadable = check_loadable(bytes); !loadable) return std::unexpected(std::move(loadable.error()));
  }
  for (const auto* refused : {&store->refused_by_java, &store->refused_by_gnutls}) {
    if (!refused->empty()) store->notes.push_back(*refused);
  }
  store->sha256 = cert::sha256(bytes);
  if (store->entries.empty()) store->notes.emplace_back("holds no certificate");
  return store;
}

Result<Store> open(std::string name, const Source& source) {
  using Kind = Source::Kind;
  if (source.kind == Kind::node) return open_node(name, source);
  Store store{.name = std::move(name), .source = source.path, .origin = source.kind};
  switch (source.kind) {
    case Kind::path:
      return open_path(std::move(store), source);
    case Kind::system:
      return open_kept(std::move(store), "system", system_bundle(), source);
    case Kind::java:
      return open_java(std::move(store), source);
    case Kind::certifi:
      return open_kept(std::move(store), "certifi", certifi_bundle(source.path), source);
    case Kind::memory: {
      store.source = "made for this run";
      const std::string named = store.name;
      auto read = open_bytes(std::move(store), source.pem, source);
      if (!read) return std::unexpected(at_path(std::move(read.error()), named));
      return read;
    }
    case Kind::node:
      break;
  }
  return fail("store-unreadable", "unknown kind of source");
}

cert::Chain anchors_for(const Store& store, Reader reader) {
  const bool pem = store.kind == "pem-file" || store.kind == "pem-directory" || store.kind == "node";
  const bool is_file = pem && store.kind != "pem-directory";
  switch (reader) {
    case Reader::openssl:
      return pem ? for_openssl(store) : cert::Chain();
    case Reader::java:
      if (store.kind == "pem-directory" || !store.refused_by_java.empty()) return {};
      return pem ? certificates_of(store, every) : store.anchors;
    case Reader::plain:
      return pem ? for_go(store) : cert::Chain();
    case Reader::node:
      return is_file ? for_node(store) : cert::Chain();
    case Reader::gnutls:
      return is_file && store.refused_by_gnutls.empty() ? plain(store) : cert::Chain();
  }
  return {};
}

std::vector<const Entry*> expired_at(const Store& store, Instant at) {
  std::vector<const Entry*> out;
  for (const auto& entry : store.entries) {
    if (at >= entry.certificate->not_after) out.push_back(&entry);
  }
  return out;
}

std::vector<const Entry*> duplicates(const Store& store) {
  std::vector<const Entry*> out;
  std::set<Sha256> seen;
  for (const auto& entry : store.entries) {
    if (!seen.insert(entry.certificate->sha256).second) out.push_back(&entry);
  }
  return out;
}

}  // namespace rehearse::store
