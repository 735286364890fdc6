#include "cli/ask_clients.h"
#include "cli/assemble.h"
#include "cli/client_certificates.h"
#include "cli/commands.h"
#include "cli/dry_run.h"
#include "cli/observe.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "cli/reports.h"
#include "judge/judge.h"

namespace rehearse::cli {
ExitCode run_command(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  if (arguments.dry_run && (arguments.reports.is_asked() || !arguments.write_remedy.empty()))
    return leave(Error{"nothing-to-report", "--dry-run judges nothing: there is no report to write", {}},
                 ExitCode::usage);
  // Where the report goes, before anything is done that would be lost with it.
  if (const auto done = check_reports(arguments); !done) return leave(done.error(), ExitCode::usage);
  // What the vendor announced, as data; under --lab, the vendor itself.
  if (const auto done = load_profile(rehearsal); !done) return leave(done.error());
  if (const auto done = check_reports_are_no_input(rehearsal); !done)
    return leave(done.error(), ExitCode::usage);
  // Where every call really goes, and why.
  if (const auto done = resolve_routes(rehearsal); !done) return leave(done.error());
  if (arguments.dry_run)
    return show_and_leave(rehearsal, for_terminal(rehearsal, dry_run_text(rehearsal)), ExitCode::ready);
  // What the integration shows of itself, where it is asked.
  if (const auto done = open_client_certificates(rehearsal); !done)
    return leave(done.error(), ExitCode::usage);
  // What the integration trusts.
  open_stores(rehearsal);
  // What every edge shows, today's first; no secret passes the gate before its chain was looked at.
  if (const auto done = observe(rehearsal); !done) return leave(done.error(), ExitCode::defect);
  // What clients make of it themselves, where they are asked.
  auto evidence = evidence_of(rehearsal);
  if (arguments.clients) evidence.clients = ask_clients(rehearsal, client_places(rehearsal, evidence));
  // What it means.
  const auto run = assemble(rehearsal, judge::judge(evidence));
  // What people read.
  if (const auto done = report(rehearsal, {&run, rehearsal.redactor.scrub(rehearsal.profile_text)}); !done)
    return leave(done.error(), ExitCode::usage);
  if (const auto done = write_remedies(arguments, needed_by(run)); !done)
    return leave(done.error(), ExitCode::usage);
  return exit_code(run);
}

}  // namespace rehearse::cli
