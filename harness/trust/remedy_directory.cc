#include "trust/remedy_directory.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/shell.h"
#include "store/directory.h"

namespace rehearse::trust {
namespace {

bool goes(const store::Entry& entry, const Remedy& change) {
  return std::ranges::any_of(change.remove,
                             [&](const auto& one) { return one.sha256 == entry.certificate->sha256; });
}

std::string hash_in(const std::string& file) {
  return file.substr(0, file.rfind('.'));
}

// "4a6481c9.2" -> 2
unsigned long number_of(const std::string& file) {
  return std::stoul(file.substr(file.rfind('.') + 1));
}

// Takes the file's name away and closes the gap with the last of its hash, as long as it is still this
// certificate.
std::string removal(const std::string& folder, const store::Entry& entry) {
  const auto hash = hash_in(entry.file);
  return fmt::format(
      "( cd {0} && test \"$(openssl x509 -in {1} -outform DER | sha256sum)\" = '{2}  -' && n={3} "
      "&& while test -e {4}.$((n + 1)); do n=$((n + 1)); done "
      "&& rm {1} && if test $n != {3}; then mv {4}.$n {1}; fi )",
      folder, entry.file, entry.certificate->sha256.hex(), number_of(entry.file), hash);
}

// What stands at a dead end is somebody else's to look at: a number behind it is not found, and moved into a
// gap it would end the look-up there.
std::string dead_end_of(const store::Store& store, const std::string& hash) {
  const auto end = std::ranges::find(store.dead_ends, hash, hash_in);
  return end == store.dead_ends.end() ? std::string() : *end;
}

}  // namespace

std::string addition_to_directory(const store::Store& store, const Remedy::Addition& addition) {
  if (!addition.certificate) return {};
  const auto hash = store::subject_hash(*addition.certificate);
  if (hash.empty() || !dead_end_of(store, hash).empty()) return {};
  return fmt::format(
      "install -m 644 {0}.pem {1}/ && ( cd {1} && n=0 "
      "&& while test -e {2}.$n || test -L {2}.$n; do n=$((n + 1)); done && ln -s {0}.pem {2}.$n )",
      label_of(addition), shell_quoted(store.path), hash);
}

std::string in_the_way(const Remedy& change, const store::Store& store) {
  for (const auto& one : change.add) {
    const auto hash = one.certificate ? store::subject_hash(*one.certificate) : std::string();
    if (const auto name = dead_end_of(store, hash); !name.empty()) return name;
  }
  for (const auto& entry : store.entries) {
    if (!goes(entry, change)) continue;
    if (const auto name = dead_end_of(store, hash_in(entry.file)); !name.empty()) return name;
  }
  return {};
}

std::string removals_from_directory(const Remedy& change, const store::Store& store) {
  std::vector<const store::Entry*> going;
  for (const auto& entry : store.entries) {
    if (goes(entry, change)) going.push_back(&entry);
  }
  for (const auto* one : going) {
    const auto shares = [&](const auto& entry) { return entry.file == one->file; };
    if (one->file.empty() || std::ranges::count_if(store.entries, shares) != 1) return {};
    if (!dead_end_of(store, hash_in(one->file)).empty()) return {};
  }
  // From the last number down: closing a gap moves what comes behind it.
  std::ranges::sort(going, std::ranges::greater(), [](const auto* one) { return number_of(one->file); });
  std::string out;
  for (const auto* one : going) out += (out.empty() ? "" : "\n") + removal(shell_quoted(store.path), *one);
  return out;
}

}  // namespace rehearse::trust
