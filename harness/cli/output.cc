#include "cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "base/printable.h"
#include "report/columns.h"

namespace rehearse::cli {
namespace {

// Nobody is to carry out what an earlier answer asked for. The certificates that were written with it stay:
// somebody may use one for a store by now. False where the script is somebody else's.
bool take_away_script(const std::filesystem::path& script) {
  std::error_code error;
  if (!std::filesystem::exists(script, error)) return true;
  const auto text = read_file(script.string(), FileKind::regular);
  return text && report::is_remedy_script(*text) && std::filesystem::remove(script, error);
}

}  // namespace

report::ConsoleOptions console_options(const Rehearsal& rehearsal, Output output) {
  const auto& arguments = *rehearsal.arguments;
  const auto& surroundings = *rehearsal.surroundings;
  const bool no_colour = !surroundings.variable("NO_COLOR").value_or("").empty() ||
                         surroundings.variable("TERM").value_or("") == "dumb";
  const bool is_out = output == Output::standard;
  const bool is_terminal = is_out ? surroundings.stdout_is_terminal : surroundings.stderr_is_terminal;
  const bool automatic = is_terminal && !no_colour;
  const bool colour =
      arguments.colour == Colour::always || (arguments.colour == Colour::automatic && automatic);
  return {.width = is_out ? surroundings.columns : surroundings.error_columns,
          .colour = colour,
          .ascii = arguments.ascii,
          .verbose = arguments.verbose};
}

Result<void> print(std::string_view text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written || errno == EPIPE) return {};
  return fail("file-unwritable", std::string("standard output: ") + std::strerror(errno));
}

void print_error(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

ExitCode leave(const Farewell& farewell) {
  if (!farewell.to_stderr) return print_and_leave(farewell.text, farewell.code);
  print_error(farewell.text);
  return farewell.code;
}

ExitCode leave(const Error& error, ExitCode code) {
  print_error("rehearse: " + printable(error.text()) + "\n");
  return code;
}

ExitCode print_and_leave(std::string_view text, ExitCode code) {
  const auto printed = print(text);
  return printed ? code : leave(printed.error(), ExitCode::usage);
}

Result<void> show(const Rehearsal& rehearsal, std::string_view page) {
  return rehearsal.arguments->quiet ? Result<void>() : print(page);
}

ExitCode show_and_leave(const Rehearsal& rehearsal, std::string_view page, ExitCode code) {
  const auto shown = show(rehearsal, page);
  return shown ? code : leave(shown.error(), ExitCode::usage);
}

std::string for_terminal(const Rehearsal& rehearsal, const std::string& text) {
  return rehearsal.arguments->ascii ? report::to_ascii(text) : text;
}

std::vector<report::Needed> needed_by(const judge::Check& check) {
  std::vector<report::Needed> out;
  for (const auto& answer : check.answers) {
    // What is to be taken out once it has expired still serves today.
    if (answer.is_change && answer.remedy && !answer.remedy->remove.empty()) continue;
    if (answer.remedy) out.push_back({answer.client->id, &*answer.remedy});
  }
  return out;
}

std::vector<report::Needed> needed_by(const judge::Run& run) {
  std::vector<report::Needed> out;
  for (const auto& row : run.rows) {
    if (row.remedy) out.push_back({row.client, &*row.remedy});
  }
  return out;
}

Result<void> write_remedies(const Arguments& arguments, const std::vector<report::Needed>& needed) {
  const std::filesystem::path folder = arguments.write_remedy;
  if (folder.empty()) return {};
  const auto files = report::remedy_files(needed);
  const auto script = folder / "remedy.sh";
  const bool is_free = take_away_script(script);
  if (files.empty()) return {};
  if (!is_free)
    return fail("file-unwritable", script.string() + ": rehearse did not write it, and leaves it");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail("file-unwritable", arguments.write_remedy + ": " + error.message());
  for (const auto& file : files) {
    if (auto written = write_file((folder / file.name).string(), file.text); !written)
      return std::unexpected(std::move(written.error()).in("--write-remedy"));
  }
  return {};
}

}  // namespace rehearse::cli
