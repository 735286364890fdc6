#include "cli/surroundings.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hostname.h"
#include "base/url.h"

extern char** environ;

namespace rehearse::cli {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// PRETTY_NAME of os-release(5), without its quotes.
std::string operating_system() {
  const auto text = read_file("/etc/os-release").value_or("");
  constexpr std::string_view kKey = "PRETTY_NAME=";
  const auto at = text.find(kKey);
  if (at == std::string::npos) return "";
  auto line = text.substr(at + kKey.size(), text.find('\n', at) - at - kKey.size());
  if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  return line;
}

std::string user_name() {
  const auto* entry = getpwuid(geteuid());
  return entry != nullptr ? entry->pw_name : std::to_string(geteuid());
}

// What the user says, or what the terminal does; else `otherwise`.
std::size_t terminal_columns(const Surroundings& surroundings, int stream, std::size_t otherwise) {
  const auto wanted = surroundings.variable("COLUMNS").value_or("");
  std::size_t columns = 0;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), columns);
  if (error == std::errc{} && end == wanted.data() + wanted.size() && columns > 0) return columns;
  winsize size{};
  if (ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return otherwise;
}

}  // namespace

std::optional<std::string> Surroundings::variable(const std::string& name) const {
  const auto found = environment.find(name);
  return found == environment.end() ? std::nullopt : std::optional(found->second);
}

Surroundings take_surroundings() {
  Surroundings out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos)
      out.environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  out.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  out.machine = {host_name(), operating_system(), user_name()};
  out.stdout_is_terminal = isatty(STDOUT_FILENO) == 1;
  out.stderr_is_terminal = isatty(STDERR_FILENO) == 1;
  out.columns = terminal_columns(out, STDOUT_FILENO, out.stdout_is_terminal ? 80 : 120);
  out.error_columns = terminal_columns(out, STDERR_FILENO, 80);
  return out;
}

std::vector<ProxyVariable> proxies_of(const Surroundings& surroundings) {
  std::vector<ProxyVariable> out;
  // The names libcurl looks at for an https URL, in its order.
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    auto value = surroundings.variable(name).value_or("");
    if (!value.empty()) out.push_back({name, std::move(value)});
  }
  return out;
}

std::string shown(const ProxyVariable& variable) {
  // What cannot be read may hold a password anywhere.
  const auto parsed = parse_proxy_url(variable.value);
  if (!parsed) return variable.name;
  return variable.name + "=http://" + with_port(parsed->host, parsed->port);
}

}  // namespace rehearse::cli
