#include "cli/output.h"

#include <cstdio>

#include "report/console.h"
#include "report/json.h"

namespace rehearse::cli {
namespace {

report::ConsoleOptions console_options(const Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  const auto& surroundings = *rehearsal.surroundings;
  const bool no_colour = !surroundings.variable("NO_COLOR").value_or("").empty() ||
                         surroundings.variable("TERM").value_or("") == "dumb";
  const bool automatic = surroundings.stdout_is_terminal && !no_colour;
  const bool colour =
      arguments.colour == Colour::always || (arguments.colour == Colour::automatic && automatic);
  return {.width = surroundings.columns,
          .colour = colour,
          .ascii = arguments.ascii,
          .verbose = arguments.verbose};
}

}  // namespace

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void print_error(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

Result<void> report(const Rehearsal& rehearsal, const judge::Run& run) {
  const auto& file = rehearsal.arguments->report_json;
  if (file == "-") {
    print(report::render_json(run));
    return {};
  }
  print(report::render_console(run, console_options(rehearsal)));
  return file.empty() ? Result<void>() : write_file(file, report::render_json(run));
}

}  // namespace rehearse::cli
