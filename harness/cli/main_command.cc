#include <exception>
#include <string>

#include "base/printable.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "probe/libraries.h"

namespace rehearse::cli {

ExitCode main_command(int argc, const char* const* argv) {
  try {
    const auto surroundings = take_surroundings();
    probe::start_libraries();
    const auto arguments = parse_arguments(argc, argv);
    if (!arguments) {
      const auto& farewell = arguments.error();
      if (farewell.to_stderr) {
        print_error(farewell.text);
        return farewell.code;
      }
      return print(farewell.text) ? farewell.code : ExitCode::usage;
    }
    return arguments->command == Arguments::Command::lab ? lab_command(*arguments, surroundings)
                                                         : run_command(*arguments, surroundings);
  } catch (const std::exception& error) {
    print_error(std::string("rehearse: a defect: ") + printable(error.what()) + "\n");
    return ExitCode::defect;
  }
}

}  // namespace rehearse::cli
