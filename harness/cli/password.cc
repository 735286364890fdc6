#include "cli/password.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <sys/wait.h>

#include <fmt/format.h>

#include "base/file.h"

namespace rehearse::cli {
namespace {

constexpr std::size_t kMostOfCommand = 64U << 10;

SecretText first_line(const std::string& text) {
  SecretText out;
  out.add_secret(text.substr(0, std::min(text.find_first_of("\r\n"), text.size())));
  return out;
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
  return fmt::format("ended with {}", WEXITSTATUS(status));
}

Result<SecretText> run_for_password(const std::string& command) {
  // "e": no other program that is started meanwhile keeps the pipe open.
  std::FILE* out = popen(command.c_str(), "re");
  if (out == nullptr) return fail("no-password", "the command could not be started");
  std::string text;
  std::array<char, 4096> part{};
  std::size_t read = 0;
  while ((read = std::fread(part.data(), 1, part.size(), out)) > 0) {
    if (text.size() < kMostOfCommand) text.append(part.data(), read);
  }
  const int status = pclose(out);
  if (status == -1) return fail("no-password", "how the command ended is not known");
  if (status != 0) return fail("no-password", "the command " + how_it_ended(status));
  if (text.empty()) return fail("no-password", "the command printed nothing");
  return first_line(text);
}

}  // namespace

Result<SecretText> read_password(const std::string& where, const Surroundings& surroundings) {
  if (where.starts_with("env:")) {
    auto value = surroundings.variable(where.substr(4));
    if (!value) return fail("no-password", where + ": the variable is not set");
    SecretText out;
    out.add_secret(*std::move(value));
    return out;
  }
  if (where.starts_with("file:")) {
    const auto text = read_file(where.substr(5));
    if (!text) return std::unexpected(text.error());
    return first_line(*text);
  }
  if (where.starts_with("command:")) return run_for_password(where.substr(8));
  return fail("no-password", "is none of env:NAME, file:PATH and command:LINE");
}

}  // namespace rehearse::cli
