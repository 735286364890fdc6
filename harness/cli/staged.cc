#include "cli/staged.h"

#include "base/printable.h"
#include "cli/observe.h"

namespace rehearse::cli {

std::expected<judge::Staged, Farewell> fetch_staged(Rehearsal& rehearsal) {
  for (auto& endpoint : rehearsal.profile.endpoints) endpoint.calls.clear();
  if (auto done = resolve_routes(rehearsal); !done) return std::unexpected(done.error());
  if (auto done = observe(rehearsal); !done) {
    return std::unexpected(
        Farewell{"rehearse: " + printable(done.error().text()) + "\n", true, ExitCode::defect});
  }
  return judge::staged_chains({.profile = &rehearsal.profile,
                               .now = rehearsal.now,
                               .routes = rehearsal.evidence,
                               .stores = {},
                               .oracle = {}});
}

}  // namespace rehearse::cli
