#include "report/console.h"

#include "report/appendix.h"
#include "report/clients.h"
#include "report/endpoint_rows.h"
#include "report/opening.h"
#include "report/page.h"
#include "report/what_to_do.h"

namespace rehearse::report {

std::string render_console(const judge::Run& run, const ConsoleOptions& options) {
  Page page(options);
  write_opening(page, run);
  write_endpoints(page, run);
  write_intermediates(page, run);
  write_what_to_do(page, run);
  write_later(page, run);
  write_clients(page, run.clients);
  write_findings(page, run);
  write_stores(page, run);
  write_replay(page, run);
  write_not_tried(page, run);
  write_verdict(page, run);
  return std::move(page).take();
}

}  // namespace rehearse::report
