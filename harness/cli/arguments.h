#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "cli/exit_code.h"

namespace rehearse::cli {

enum class Colour { automatic, always, never };

/// `rehearse run` and `rehearse lab`, as typed.
struct Arguments {
  enum class Command { run, lab } command = Command::run;
  std::string profile;
  bool lab = false;
  bool dry_run = false;
  bool no_dns = false;
  bool allow_unsafe = false;
  bool proxy_from_env = false;
  std::optional<Instant> now;
  std::string resolver;
  std::vector<std::string> connect_to;
  std::vector<std::string> resolve;
  std::string hosts;
  std::size_t jobs = 32;
  std::string report_json;
  Colour colour = Colour::automatic;
  bool ascii = false;
  bool verbose = false;
};

/// What to print and how to exit where nothing is to be run: --help, --version, a usage error.
struct Farewell {
  std::string text;
  bool to_stderr = false;
  ExitCode code = ExitCode::ready;
};

std::expected<Arguments, Farewell> parse_arguments(int argc, const char* const* argv);

}  // namespace rehearse::cli
