#include "trust/installed.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace rehearse::trust {
namespace {

constexpr const char* kNames[] = {"java", "python3", "requests",   "node",
                                  "go",   "curl",    "gnutls-cli", "openssl"};

launch::Programs programs() {
  launch::Programs out;
  for (const std::string name : kNames) {
    // requests is a library of Python's.
    const auto program = name == "requests" ? "python3" : name;
    auto variable = "REHEARSE_" + test_name(program);
    std::ranges::transform(variable, variable.begin(), [](unsigned char c) { return std::toupper(c); });
    const auto* named = std::getenv(variable.c_str());
    out[name] = named != nullptr ? named : "/usr/bin/" + program;
  }
  return out;
}

}  // namespace

std::span<const char* const> client_names() {
  return kNames;
}

std::string test_name(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

const launch::RealClient* installed(std::string_view name) {
  static const auto kAll = launch::real_clients(programs(), {});
  const auto found = std::ranges::find(kAll, name, &launch::RealClient::name);
  return found == kAll.end() ? nullptr : &*found;
}

}  // namespace rehearse::trust
