#include <exception>
#include <string>

#include "base/printable.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "probe/libraries.h"

namespace rehearse::cli {

ExitCode main_command(int argc, const char* const* argv) {
  try {
    const auto surroundings = take_surroundings();
    probe::start_libraries();
    const auto arguments = parse_arguments(argc, argv);
    if (!arguments) return leave(arguments.error());
    catch_interrupts();
    Rehearsal rehearsal{.arguments = &*arguments, .surroundings = &surroundings};
    switch (arguments->command) {
      case Arguments::Command::run:
        return run_command(rehearsal);
      case Arguments::Command::lab:
        return lab_command(rehearsal);
      case Arguments::Command::check:
        return check_command(rehearsal);
      case Arguments::Command::stores:
        return stores_command(rehearsal);
      case Arguments::Command::impact:
        return impact_command(rehearsal);
      case Arguments::Command::compare:
        return compare_command(rehearsal);
      case Arguments::Command::init:
        return init_command(rehearsal);
      case Arguments::Command::report:
        return report_command(rehearsal);
    }
    return ExitCode::defect;
  } catch (const std::exception& error) {
    print_error(std::string("rehearse: a defect: ") + printable(error.what()) + "\n");
    return ExitCode::defect;
  }
}

}  // namespace rehearse::cli
