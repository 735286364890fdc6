#include <exception>
#include <string>

#include "base/printable.h"
#include "cli/command_table.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "launch/janitor.h"
#include "launch/stage.h"
#include "probe/libraries.h"

namespace rehearse::cli {

ExitCode main_command(int argc, const char* const* argv) {
  // In the place of a program that is to be redirected, before anything is open and any thread there.
  if (const auto code = launch::stage_of(argc, argv)) return static_cast<ExitCode>(*code);
  if (const auto code = launch::janitor_of(argc, argv)) return static_cast<ExitCode>(*code);
  try {
    const auto surroundings = take_surroundings();
    probe::start_libraries();
    const auto arguments = parse_arguments(argc, argv);
    if (!arguments) return leave(arguments.error());
    catch_interrupts();
    Rehearsal rehearsal{.arguments = &*arguments, .surroundings = &surroundings};
    return command_of(arguments->command).run(rehearsal);
  } catch (const std::exception& error) {
    print_error(std::string("rehearse: a defect: ") + printable(error.what()) + "\n");
    return ExitCode::defect;
  }
}

}  // namespace rehearse::cli
