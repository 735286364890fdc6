#include "e2e/knot.h"

#include <stdexcept>

#include <fmt/format.h>

#include "lab/loopback.h"

namespace rehearse::e2e {
namespace {

constexpr const char* kZoneHead =
    "@ 60 SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 60\n@ 60 NS ns.invalid.\n";

std::string configuration(const std::string& folder, const lab::Bound& at,
                          const std::map<std::string, std::string>& zones) {
  std::string out = fmt::format(
      "server:\n  listen: {0}@{1}\n  rundir: {2}\n  udp-workers: 1\n  tcp-workers: 1\n  background-workers: "
      "1\n"
      "log:\n  - target: stderr\n    any: info\ndatabase:\n  storage: {2}\n"
      "template:\n  - id: default\n    storage: {2}\n    zonefile-sync: -1\n    journal-content: "
      "none\nzone:\n",
      at.address.text(), at.port, folder);
  for (const auto& [name, records] : zones) out += fmt::format("  - domain: {}\n", name);
  return out;
}

}  // namespace

Knot::Knot(const std::map<std::string, std::string>& zones) {
  constexpr int kAttempts = 5;
  for (const auto& [name, records] : zones) x_folder.write(name + ".zone", kZoneHead + records);
  for (int attempt = 1;; ++attempt) {
    // Free now; by the time that it is bound another program may have it.
    const auto bound = lab::bind_loopback({});
    if (!bound) throw std::runtime_error(bound.error().text());
    const auto file = x_folder.write("knot.conf", configuration(x_folder.path().string(), *bound, zones));
    x_place = fmt::format("{}:{}", bound->address.text(), bound->port);
    x_process.emplace(std::vector<std::string>{"setpriv", "--pdeathsig", "KILL", "knotd", "-c", file},
                      Environment{{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}});
    if (x_process->read_until(Process::Stream::err, "server started")) return;
    if (attempt == kAttempts)
      throw std::runtime_error("knotd did not start: " + x_process->said(Process::Stream::err));
  }
}

}  // namespace rehearse::e2e
