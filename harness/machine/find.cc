#include "machine/find.h"

#include <system_error>

#include "machine/runtimes.h"
#include "store/directory.h"
#include "store/origins.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

// Where OpenSSL's clients look certificates up by hash.
constexpr const char* kDirectories[] = {"/etc/ssl/certs", "/etc/pki/tls/certs"};

// Without such names no look-up finds anything in it: Red Hat's is for people.
bool is_hashed(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (store::is_first_of_its_hash(entry->path().filename().string())) return true;
  }
  return false;
}

void add_system_stores(Candidates& candidates) {
  for (const auto bundle : store::system_bundles()) {
    auto* added = candidates.add(bundle, {.why = "the distribution's bundle", .client = "openssl"});
    if (added != nullptr) added->of_system = true;
  }
  for (const auto* const directory : kDirectories) {
    const auto found = candidates.tree().find(directory);
    if (!found || !is_hashed(candidates.tree().outside(*found))) continue;
    auto* added = candidates.add(directory, {.why = "the distribution's directory", .client = "openssl"});
    if (added != nullptr) added->of_system = true;
  }
}

void add_named_by_processes(const std::vector<Process>& processes, Candidates& candidates) {
  for (const auto& process : processes) {
    for (const auto& named : process.named) {
      if (!named.is_certain) continue;
      candidates.add_named(named.path, {.why = "a process of " + process.program + " names it",
                                        .client = named.client,
                                        .part = named.part});
    }
  }
}

}  // namespace

std::vector<Candidate> find_stores(const Search& search, Tree& tree) {
  Candidates candidates(tree, search.limits.stores);
  auto environment = search.environment;
  if (!tree.is_own()) {
    environment.clear();
    tree.note("the environment of this process: it says nothing of another root");
  }
  add_system_stores(candidates);
  add_named_by_environment(environment, candidates);
  add_java_stores(environment, candidates);
  add_python_stores(environment, candidates);
  add_node_programs(environment, candidates);
  add_named_by_processes(search.processes, candidates);
  // The folders come last: where there are too many stores, it is theirs that are left out.
  for (const auto& folder : search.folders) add_stores_below(folder, search.limits, candidates);
  return std::move(candidates).take();
}

}  // namespace rehearse::machine
