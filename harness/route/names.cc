#include "route/names.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/hostname.h"

namespace rehearse::route {
namespace {

// What distributions put into every hosts file: nobody wants to hear that no route used it.
constexpr std::array<std::string_view, 9> kOfEveryFile = {
    "localhost",       "localhost.localdomain", "ip6-localhost",  "ip6-loopback", "ip6-localnet",
    "ip6-mcastprefix", "ip6-allnodes",          "ip6-allrouters", "broadcasthost"};

bool is_of_every_file(const HostsLine& line) {
  return std::ranges::all_of(line.names, [](const std::string& name) {
    return std::ranges::find(kOfEveryFile, name) != kOfEveryFile.end();
  });
}

}  // namespace

HostsTable::HostsTable(std::vector<HostsLine> lines, std::string name)
    : x_lines(std::move(lines)), x_used(x_lines.size()), x_name(std::move(name)) {
  for (std::size_t i = 0; i < x_lines.size(); ++i) {
    for (const auto& host : x_lines[i].names) x_by_name[host].push_back(i);
  }
}

std::optional<HostsTable::Answer> HostsTable::take(std::string_view host) {
  const auto found = x_by_name.find(normal_host(host));
  if (found == x_by_name.end()) return std::nullopt;
  Answer out;
  for (const std::size_t i : found->second) {
    x_used[i] = true;
    if (std::ranges::find(out.addresses, x_lines[i].address) == out.addresses.end()) {
      out.addresses.push_back(x_lines[i].address);
    }
  }
  out.text = fmt::format("line {} of {}", x_lines[found->second.front()].line, x_name);
  return out;
}

std::vector<const HostsLine*> HostsTable::unused() const {
  std::vector<const HostsLine*> out;
  for (std::size_t i = 0; i < x_lines.size(); ++i) {
    if (!x_used[i] && !is_of_every_file(x_lines[i])) out.push_back(&x_lines[i]);
  }
  return out;
}

const Result<Resolved>& Lookups::ask(const std::string& host) {
  if (const auto known = x_known.find(host); known != x_known.end()) return known->second;
  Result<Resolved> answer = fail("no-dns", fmt::format("{} was not looked up", host));
  if (x_lookup) answer = x_lookup(host);
  if (answer && answer->addresses.empty())
    answer = fail("no-address", fmt::format("{} has no address", host));
  if (!answer && answer.error().code == "dns-timeout") x_timed_out = true;
  return x_known.emplace(host, std::move(answer)).first->second;
}

const Resolved* Lookups::ask_in_passing(const std::string& host) {
  if (!x_lookup || (x_timed_out && !x_known.contains(host))) return nullptr;
  const auto& answer = ask(host);
  return answer ? &*answer : nullptr;
}

}  // namespace rehearse::route
