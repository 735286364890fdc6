#include "cli/progress.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/printable.h"
#include "cli/output.h"
#include "report/columns.h"

namespace rehearse::cli {
namespace {

constexpr std::chrono::milliseconds kPause{100};
// To the start of the line, and what stands behind it away: ECMA-48's EL.
constexpr std::string_view kAnew = "\r\x1b[K";

bool is_wanted(const Rehearsal& rehearsal) {
  const auto& surroundings = *rehearsal.surroundings;
  const auto terminal = surroundings.variable("TERM").value_or("");
  return rehearsal.arguments->command == Arguments::Command::run && !rehearsal.arguments->quiet &&
         surroundings.stdout_is_terminal && surroundings.stderr_is_terminal && !terminal.empty() &&
         terminal != "dumb";
}

}  // namespace

std::string progress_text(const Standing& standing, std::size_t columns, bool ascii) {
  auto text = fmt::format("{}/{} connections, {} s", standing.done, standing.total, standing.elapsed.count());
  if (!standing.waits_for.empty()) {
    text += fmt::format("; waiting for {}, {} s", printable(standing.waits_for, columns),
                        standing.waited.count());
  }
  return report::fit(ascii ? report::to_ascii(text) : text, columns, ascii ? "..." : "…");
}

ProgressLine::ProgressLine(const Rehearsal& rehearsal)
    : x_rehearsal(rehearsal), x_is_there(is_wanted(rehearsal)) {}

ProgressLine::~ProgressLine() {
  if (x_is_shown) print_error(kAnew);
}

probe::Watch ProgressLine::begin_stage(std::size_t connections) {
  // A line of calls that ended early leaves some unmade: they count as done once its stage is.
  x_stage_begin = x_stage_end;
  x_stage_end += connections;
  x_total = std::max(x_total, x_stage_end);
  if (!x_is_there) return {};
  return [this](const probe::Progress& progress) { tell(progress); };
}

void ProgressLine::tell(const probe::Progress& progress) {
  const auto now = Clock::now();
  if (now - x_told < kPause) return;
  x_told = now;
  const auto seconds = [&](Clock::time_point since) {
    return std::chrono::duration_cast<std::chrono::seconds>(now - since);
  };
  Standing standing{.done = std::min(x_stage_begin + progress.ended, x_stage_end),
                    .total = x_total,
                    .elapsed = seconds(x_begun),
                    .waits_for = {},
                    .waited = {}};
  if (progress.oldest != nullptr) {
    standing.waits_for = route::where(*progress.oldest);
    standing.waited = seconds(progress.oldest_since);
  }
  // In the last column some terminals go on to the next line.
  const auto columns = std::max<std::size_t>(x_rehearsal.surroundings->error_columns, 2) - 1;
  x_is_shown = true;
  print_error(std::string(kAnew) + progress_text(standing, columns, x_rehearsal.arguments->ascii));
}

}  // namespace rehearse::cli
