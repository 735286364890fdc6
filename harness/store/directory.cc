#include "store/directory.h"

#include <algorithm>
#include <optional>
#include <ranges>
#include <set>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/rooted_path.h"
#include "cert/native.h"
#include "store/formats.h"

namespace rehearse::store {
namespace {

namespace fs = std::filesystem;

// For the note about a directory without hashes only: enough to tell a person what is there.
constexpr std::size_t kMostFilesLookedInto = 1000;
constexpr std::size_t kMostDeadEndsNamed = 3;

std::unexpected<Error> unreadable(const fs::path& path, std::string_view why) {
  return std::unexpected(at_path(Error{"store-unreadable", std::string(why), {}}, path));
}

// A directory, and the root folder that its links lead into.
struct Place {
  fs::path directory, root;
};

// Nothing where no file is to be opened: a link that leads nowhere or to itself, a folder.
Result<std::optional<std::string>> read_file_of(const Place& place, const fs::path& name) {
  auto path = place.directory / name;
  if (!place.root.empty()) {
    const auto found = resolve_below(place.root, path.lexically_relative(place.root));
    if (!found && found.error().code == "too-many-links") return std::nullopt;
    if (!found) return unreadable(path, found.error().detail);
    if (!*found) return std::nullopt;
    path = outside(place.root, **found);
  }
  std::error_code error;
  const auto status = fs::status(path, error);
  const bool is_loop = error == std::errc::too_many_symbolic_link_levels;
  if (status.type() == fs::file_type::not_found || fs::is_directory(status) || is_loop) return std::nullopt;
  auto bytes = read_store_file(path);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  return *std::move(bytes);
}

// OpenSSL goes on to the next number only behind a file of which it has loaded all certificates. One whose
// first certificate loads and a later one does not is left to be an error: what it has loaded by then counts.
bool ends_look_up(const std::optional<std::string>& bytes) {
  // A file with a NUL is read otherwise from a disk than from memory: not asked here.
  if (!bytes) return true;
  const bool is_odd = bytes->contains('\0') && bytes->contains("-----BEGIN ");
  return !is_odd && !gives_look_up_a_certificate(*bytes);
}

// The files of one hash, from .0 on to the first gap, as a look-up goes through them.
Result<void> add_hash(const Place& place, const std::string& hash, Store& store) {
  std::error_code error;
  for (int number = 0;; ++number) {
    const auto name = fmt::format("{}.{}", hash, number);
    const auto path = place.directory / name;
    const auto status = fs::symlink_status(path, error);
    if (status.type() == fs::file_type::none) return unreadable(path, error.message());
    if (!fs::exists(status)) return {};
    const auto bytes = read_file_of(place, name);
    if (!bytes) return std::unexpected(bytes.error());
    if (ends_look_up(*bytes)) {
      store.dead_ends.push_back(name);
      return {};
    }
    auto file = read_pem(**bytes);
    if (!file) return std::unexpected(at_path(std::move(file.error()), path));
    for (auto& entry : file->entries) {
      // OpenSSL loads the whole file, and finds all of it from then on.
      entry.is_under_another_hash = subject_hash(*entry.certificate) != hash;
      entry.place = fmt::format("{}: {}", name, entry.place);
      entry.file = name;
      store.entries.push_back(std::move(entry));
    }
    for (const auto& note : file->notes) store.notes.push_back(fmt::format("{}: {}", name, note));
  }
}

void note_dead_ends(Store& store) {
  if (store.dead_ends.empty()) return;
  std::string names;
  for (const auto& name : store.dead_ends | std::views::take(kMostDeadEndsNamed))
    names += (names.empty() ? "" : ", ") + name;
  if (store.dead_ends.size() > kMostDeadEndsNamed)
    names += fmt::format(" and {} more", store.dead_ends.size() - kMostDeadEndsNamed);
  store.notes.push_back(
      fmt::format("no certificate that OpenSSL can load, where a look-up of that hash ends: {}", names));
}

void note_other_subjects(Store& store) {
  std::set<std::string> files;
  for (const auto& entry : store.entries) {
    if (entry.is_under_another_hash) files.insert(entry.file);
  }
  if (files.empty()) return;
  store.notes.push_back(
      fmt::format("{} certificates of other subjects than its name says: OpenSSL finds them once it has "
                  "looked into it, and then no more what bears their own hash",
                  files.size() == 1 ? *files.begin() + " holds"
                                    : fmt::format("{} and {} more hold", *files.begin(), files.size() - 1)));
}

// How many certificates lie in files that no look-up comes to. Files that do not read are no concern of it.
std::size_t unhashed_certificates(const Place& place) {
  std::size_t count = 0, files = 0;
  std::error_code error;
  for (fs::directory_iterator entry(place.directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (++files > kMostFilesLookedInto) break;
    const auto bytes = read_file_of(place, entry->path().filename());
    const auto file = bytes && *bytes ? read_pem(**bytes) : Result<Store>(Store{});
    if (file) count += file->entries.size();
  }
  return count;
}

}  // namespace

bool is_first_of_its_hash(std::string_view name) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return name.size() == 10 && name.ends_with(".0") && std::ranges::all_of(name.substr(0, 8), is_hex);
}

std::string subject_hash(const cert::Certificate& certificate) {
  const auto x509 = cert::to_x509(certificate);
  return x509 ? fmt::format("{:08x}", X509_subject_name_hash(x509.get())) : std::string();
}

Error at_path(Error error, const fs::path& path) {
  error.detail = fmt::format("{}: {}", path.string(), error.detail);
  return error;
}

Result<std::string> read_store_file(const fs::path& path) {
  auto bytes = read_file(path.string(), FileKind::regular);
  if (!bytes) return fail("store-unreadable", std::move(bytes.error().detail));
  return bytes;
}

Result<Store> read_directory(const fs::path& directory, const fs::path& root) {
  const Place place{directory, root};
  std::error_code error;
  const auto told = root.empty() ? directory : directory.lexically_relative(root);
  if (told.native().contains(':'))
    return unreadable(directory, "OpenSSL takes a colon for the end of a directory's name: give it another");
  std::set<std::string> hashes;  // in order: the same directory gives the same store
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (is_first_of_its_hash(name)) hashes.insert(name.substr(0, 8));
  }
  if (error) return unreadable(directory, error.message());
  Store store;
  store.kind = "pem-directory";
  for (const auto& hash : hashes) {
    if (auto added = add_hash(place, hash, store); !added) return std::unexpected(std::move(added.error()));
  }
  note_dead_ends(store);
  note_other_subjects(store);
  store.anchors = anchors_for(store, Reader::openssl);
  if (!store.entries.empty()) return store;
  const auto count = hashes.empty() ? unhashed_certificates(place) : 0;
  store.notes.push_back(
      count == 0
          ? std::string("holds no certificate that a look-up finds")
          : fmt::format("holds {} certificates in files that OpenSSL does not look up: `openssl rehash` "
                        "gives them their names",
                        count));
  return store;
}

}  // namespace rehearse::store
