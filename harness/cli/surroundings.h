#pragma once
// cli: arguments, environment, clock, stdout, exit codes. The only room that touches them; run_command.cc
// reads as a list of stages.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "judge/run.h"

namespace rehearse::cli {

/// What the process was started into, taken once, before anything could change it.
struct Surroundings {
  std::map<std::string, std::string> environment;
  Instant started;  ///< the machine's clock
  judge::Run::Machine machine;
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  std::size_t columns = 80;        ///< of standard output
  std::size_t error_columns = 80;  ///< of standard error

  std::optional<std::string> variable(const std::string& name) const;
};

Surroundings take_surroundings();

/// A variable that libcurl would have taken a proxy from, as it is set: it may hold a password.
struct ProxyVariable {
  std::string name;
  std::string value;
};
std::vector<ProxyVariable> proxies_of(const Surroundings& surroundings);

/// "HTTPS_PROXY=http://proxy:3128", without user and password; the name alone where the value cannot be read.
std::string shown(const ProxyVariable& variable);

}  // namespace rehearse::cli
