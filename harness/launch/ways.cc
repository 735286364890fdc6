#include "launch/ways.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file.h"
#include "launch/connect_proxy.h"
#include "launch/hosts_view.h"
#include "launch/memory_file.h"
#include "launch/started.h"

namespace rehearse::launch {
namespace {

constexpr const char* kBlindSockets = "io_uring, TCP Fast Open, QUIC and 32-bit programs connect unseen";
constexpr const char* kNoRights = "programs that gain rights by set-user-id do not gain them here";

std::vector<Detour> detours_of(const Relay& relay, const std::vector<Invented>& invented) {
  std::vector<Detour> out;
  for (std::size_t i = 0; i < relay.hosts().size(); ++i) {
    // A host that is an address is asked of nobody.
    if (auto literal = Address::parse(relay.hosts()[i].host))
      out.push_back({.host = relay.hosts()[i].host,
                     .address = *std::move(literal),
                     .asked = relay.hosts()[i].port,
                     .port = relay.port(i)});
    for (const auto& one : invented) {
      if (one.host != relay.hosts()[i].host) continue;
      for (const auto& address : one.addresses)
        out.push_back(
            {.host = one.host, .address = address, .asked = relay.hosts()[i].port, .port = relay.port(i)});
    }
  }
  return out;
}

std::vector<std::string> names_of(const std::vector<Staged>& hosts) {
  std::vector<std::string> out;
  for (const auto& one : hosts) out.push_back(one.host);
  return out;
}

// The doors of a network of its own stand where the hosts file leads, at the ports that are asked for.
std::vector<Socket> doors_of(const std::vector<Staged>& hosts, const std::vector<Invented>& invented) {
  std::vector<Socket> out;
  for (const auto& host : hosts) {
    const auto one = std::ranges::find(invented, host.host, &Invented::host);
    const auto literal = Address::parse(host.host);
    out.push_back({literal ? *literal : one->addresses.front(), host.port});
  }
  return out;
}

// What lies over two files of /etc while the stage makes its mounts.
struct View {
  std::vector<Invented> invented;
  Descriptor hosts, nsswitch;
};

Result<void> lay_out(View& view, const std::string& hosts) {
  view.hosts = memory_file(hosts);
  const auto own = read_file("/etc/nsswitch.conf");  // without one, the files come first
  const auto order = own ? nsswitch_view(*own) : std::string();
  if (!order.empty()) view.nsswitch = memory_file(order);
  if (!view.hosts || (!order.empty() && !view.nsswitch)) return fail("stage-failed", std::strerror(errno));
  return {};
}

Result<View> view_of(const std::vector<Staged>& hosts, bool with_ipv6) {
  View out{.invented = invent(names_of(hosts), with_ipv6, static_cast<unsigned>(getpid())),
           .hosts = {},
           .nsswitch = {}};
  const auto laid = lay_out(out, hosts_view(read_file("/etc/hosts").value_or(""), out.invented));
  if (!laid) return std::unexpected(laid.error());
  return out;
}

// What a hosts file can say: a name, and no port.
Result<std::vector<Straight>> led_straight(const std::vector<Staged>& hosts) {
  std::vector<Straight> out;
  for (const auto& one : hosts) {
    if (one.staged_port != one.port)
      return fail("no-way", fmt::format("{} is staged at another port, {}", one.host, one.staged_port));
    if (Address::parse(one.host)) return fail("no-way", one.host + " is an address, and not looked up");
    const auto same = std::ranges::find(out, one.host, &Straight::host);
    if (same != out.end() && same->address != one.address)
      return fail("no-way", one.host + " is staged at another address for each of its ports");
    if (same == out.end()) out.push_back({one.host, one.address});
  }
  return out;
}

// What programs look at that know proxies; JVMs have no variable but that one.
std::vector<std::string> proxy_variables(std::uint16_t port, const std::vector<Staged>& hosts) {
  std::string past, past_by_java;
  for (const char* local : {"localhost", "127.0.0.1", "::1"}) {
    if (std::ranges::count(hosts, local, &Staged::host) > 0) continue;
    past += fmt::format("{}{}", past.empty() ? "" : ",", local);
    const std::string_view by_java = std::string_view(local) == "::1" ? "[::1]" : local;
    past_by_java += fmt::format("{}{}", past_by_java.empty() ? "" : "|", by_java);
  }
  const char* own = std::getenv("JAVA_TOOL_OPTIONS");
  const auto url = fmt::format("http://127.0.0.1:{}", port);
  return {"https_proxy=" + url, "HTTPS_PROXY=" + url, "no_proxy=" + past, "NO_PROXY=" + past,
          fmt::format("JAVA_TOOL_OPTIONS={}{}-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort={} "
                      "-Dhttp.nonProxyHosts={}",
                      own != nullptr ? own : "", own != nullptr ? " " : "", port, past_by_java)};
}

constexpr std::array kProxies = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

// Where a proxy is set, these hosts are not asked of it: it would lead to production.
std::vector<std::string> past_proxies(const std::vector<Staged>& hosts) {
  if (std::ranges::none_of(kProxies, is_set)) return {};
  std::vector<std::string> out;
  for (const char* name : {"no_proxy", "NO_PROXY"}) {
    std::string value = is_set(name) ? std::getenv(name) : "";
    for (const auto& host : names_of(hosts)) value += (value.empty() ? "" : ",") + host;
    out.push_back(std::string(name) + "=" + value);
  }
  return out;
}

Result<Started> start(const Program& program, const std::vector<Staged>& hosts, const View& view,
                      StageOrders orders) {
  orders.hosts = view.hosts.get();
  orders.nsswitch = view.nsswitch.get();
  orders.command = program.command;
  auto variables = program.variables;
  for (auto& one : past_proxies(hosts)) variables.push_back(std::move(one));
  return start_program(std::move(orders), variables);
}

// Each connection takes two descriptors here, and six once the kernel moves it; the program has its own
// limit.
void take_all_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// While it runs, and what was seen then.
Observed observe(const Started& started, Supervisor supervisor, Relay relay) {
  take_all_descriptors();
  Observed out;
  out.exit = wait_for_program(started);
  out.outside = supervisor.stop();
  out.lost = supervisor.lost();
  out.connections = relay.stop();
  out.cannot_see = {kBlindSockets, kNoRights};
  return out;
}

}  // namespace

Result<Observed> run_by_hosts(const Program& program, const std::vector<Staged>& hosts) {
  auto relay = Relay::start(hosts);
  if (!relay) return std::unexpected(relay.error());
  auto view = view_of(hosts, relay->has_ipv6());
  if (!view) return std::unexpected(view.error());
  auto started = start(program, hosts, *view, {.filter = true});
  if (!started) return std::unexpected(started.error());
  auto supervisor =
      Supervisor::start(std::move(started->report.listener), detours_of(*relay, view->invented));
  auto out = observe(*started, std::move(supervisor), *std::move(relay));
  out.cannot_see.insert(
      out.cannot_see.begin(),
      "a program that asks name servers itself, past the hosts file, is seen, and not redirected");
  return out;
}

Result<Observed> run_by_network(const Program& program, const std::vector<Staged>& hosts) {
  auto all = hosts;
  all.insert(all.end(), program.allowed.begin(), program.allowed.end());
  auto view = view_of(all, false);
  if (!view) return std::unexpected(view.error());
  const auto places = doors_of(all, view->invented);
  auto started = start(program, hosts, *view, {.filter = true, .network = true, .doors = places});
  // Of filters with a listener a process may have one: whoever runs under one already gets no second.
  if (!started && started.error().detail.starts_with("filter"))
    started = start(program, hosts, *view, {.network = true, .doors = places});
  if (!started) return std::unexpected(started.error());
  const bool is_filtered = static_cast<bool>(started->report.listener);
  std::vector<Door> doors;
  for (std::size_t i = 0; i < started->report.doors.size(); ++i)
    doors.push_back({.port = all[i].port, .v4 = std::move(started->report.doors[i]), .v6 = {}});
  auto relay = Relay::start(std::move(all), std::move(doors));
  auto supervisor = Supervisor::start(std::move(started->report.listener), places);
  if (!relay) kill(started->stage, SIGKILL);
  if (!relay) return std::unexpected(relay.error());
  auto out = observe(*started, std::move(supervisor), *std::move(relay));
  if (!is_filtered) out.cannot_see.emplace_back("where else it wanted to connect: nothing else is there");
  return out;
}

Result<Observed> run_by_hosts_blind(const Program& program, const std::vector<Staged>& hosts) {
  const auto straight = led_straight(hosts);
  if (!straight) return std::unexpected(straight.error());
  View view;
  if (auto laid = lay_out(view, straight_view(read_file("/etc/hosts").value_or(""), *straight)); !laid)
    return std::unexpected(laid.error());
  const auto started = start(program, hosts, view, {});
  if (!started) return std::unexpected(started.error());
  Observed out;
  out.exit = wait_for_program(*started);
  out.cannot_see = {"what it connected to, and what it made of any certificate: nothing is looked at",
                    "a program that asks name servers itself, past the hosts file, goes where they say",
                    kNoRights};
  return out;
}

Result<Observed> run_by_proxy(const Program& program, const std::vector<Staged>& hosts) {
  const auto set = std::ranges::find_if(kProxies, is_set);
  if (set != kProxies.end())
    return fail("no-way", fmt::format("{} names a proxy already, and two are not gone through", *set));
  auto relay = Relay::start(hosts);
  if (!relay) return std::unexpected(relay.error());
  std::vector<NamedDetour> detours;
  for (std::size_t i = 0; i < hosts.size(); ++i)
    detours.push_back({hosts[i].host, hosts[i].port, relay->port(i)});
  auto proxy = ConnectProxy::start(std::move(detours));
  if (!proxy) return std::unexpected(proxy.error());
  if (program.warn)
    program.warn("it is led by a proxy alone: a program that asks none goes to production, and is not seen");
  auto variables = proxy_variables(proxy->port(), hosts);
  variables.insert(variables.end(), program.variables.begin(), program.variables.end());
  const auto started = start_program({.bare = true, .command = program.command}, variables);
  if (!started) return std::unexpected(started.error());
  take_all_descriptors();
  Observed out;
  out.exit = wait_for_program(*started);
  out.outside = proxy->stop();
  out.connections = relay->stop();
  out.cannot_see = {
      "a program that asks no proxy, or not this one, is neither led nor seen: where it went is not known"};
  if (!started->report.has_namespace)
    out.cannot_see.emplace_back("what it leaves behind is not ended where rehearse itself is killed");
  return out;
}

}  // namespace rehearse::launch
