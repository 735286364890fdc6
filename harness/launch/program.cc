#include "launch/program.h"

#include <fmt/format.h>

#include "base/held_signals.h"
#include "launch/started.h"
#include "launch/ways.h"

namespace rehearse::launch {
namespace {

struct Way {
  Via via;
  const char* id;
  Result<Observed> (*run)(const Program& program, const std::vector<Staged>& hosts);
};

// In the order in which they are tried.
constexpr Way kWays[] = {{Via::hosts, "hosts", run_by_hosts},
                         {Via::netns, "netns", run_by_network},
                         {Via::hosts_blind, "hosts-blind", run_by_hosts_blind},
                         {Via::proxy, "proxy", run_by_proxy}};

}  // namespace

std::string_view to_id(Via via) {
  return kWays[static_cast<std::size_t>(via)].id;
}

Result<Observed> run_program(const Program& program, const std::vector<Staged>& hosts) {
  const HeldSignals held(watched_signals());
  std::string why_not;
  for (const auto& way : kWays) {
    if (program.via && *program.via != way.via) continue;
    auto observed = way.run(program, hosts);
    if (observed) observed->via = way.via;
    if (observed) observed->why_not = why_not;
    if (observed || observed.error().code != "no-way") return observed;
    why_not += fmt::format("{}{}: {}", why_not.empty() ? "" : "; ", way.id, observed.error().detail);
  }
  return fail("no-way", why_not);
}

}  // namespace rehearse::launch
