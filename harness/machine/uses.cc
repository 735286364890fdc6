#include "machine/uses.h"

#include <algorithm>

namespace rehearse::machine {
namespace {

struct Finding {
  Evidence evidence;
  std::string why;
  bool read_again = false;
  bool is_replaced = false;
};

std::optional<Finding> find_named(const Candidate& store, const Process& process) {
  const Process::Named* found = nullptr;
  for (const auto& one : process.named) {
    // What is read but once needs the restart, whatever else names the same file.
    if (one.path == store.path && (found == nullptr || (found->read_again && !one.read_again))) found = &one;
  }
  if (found == nullptr) return std::nullopt;
  if (found->is_certain) return Finding{Evidence::named, found->by, found->read_again};
  return Finding{Evidence::by_default, found->by + " in its environment, if it looks at it"};
}

std::optional<Finding> find_held(const Candidate& store, const Process& process) {
  const auto held = std::ranges::find(process.held, store.path, &Process::Held::path);
  if (held == process.held.end() || process.executable == store.path) return std::nullopt;
  const bool is_replaced = std::ranges::any_of(
      process.held, [&](const Process::Held& one) { return one.path == store.path && one.is_replaced; });
  return Finding{Evidence::open, is_replaced ? "has the file open that lay there before" : "has it open",
                 false, is_replaced};
}

std::optional<Finding> find_default(const Candidate& store, const Process& process) {
  if (process.java_store == store.path) return Finding{Evidence::by_default, "the default of its JVM"};
  if (process.executable == store.path) return Finding{Evidence::by_default, "runs it"};
  if (store.of_system && process.has_openssl) return Finding{Evidence::by_default, "has OpenSSL loaded"};
  return std::nullopt;
}

std::optional<Finding> find(const Candidate& store, const Process& process) {
  auto named = find_named(store, process);
  if (named && named->evidence == Evidence::named) return named;
  auto held = find_held(store, process);
  if (held) return held;
  return named ? named : find_default(store, process);
}

bool needs_restart(const Candidate& store, const Process& process, const Finding& found) {
  if (found.is_replaced) return true;
  if (found.read_again || (store.is_directory && process.has_openssl)) return false;
  return process.started && store.changed && *process.started <= *store.changed;
}

}  // namespace

std::string_view to_id(Evidence evidence) {
  switch (evidence) {
    case Evidence::named:
      return "named";
    case Evidence::open:
      return "open";
    case Evidence::by_default:
      return "by-default";
  }
  return "by-default";
}

std::vector<Use> uses_of(const Candidate& store, const std::vector<Process>& processes) {
  std::vector<Use> out;
  for (const auto& process : processes) {
    const auto found = find(store, process);
    if (!found) continue;
    out.push_back({process.id, process.program, process.started, found->evidence, found->why,
                   needs_restart(store, process, *found)});
  }
  return out;
}

}  // namespace rehearse::machine
