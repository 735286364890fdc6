#include "launch/hosts_view.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/hostname.h"
#include "base/lines.h"

namespace rehearse::launch {
namespace {

constexpr const char* kNowhere = "127.255.255.254";  // of this machine, and nobody listens there

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < line.size();) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if(line.substr(at), is_blank) - line.begin());
    if (end > at) out.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// The name with the dot of the root as well, for what looks names up compares texts.
std::string line_of(const std::string& address, const std::string& host) {
  return fmt::format("{0} {1} {1}.\n", address, host);
}

// The line without the names; empty where it names nothing else.
std::string without(std::string_view line, const std::set<std::string>& hosts) {
  const auto words = words_of(line.substr(0, line.find('#')));
  const auto is_ours = [&](std::string_view word) { return hosts.contains(normal_host(std::string(word))); };
  if (words.size() < 2 || std::none_of(words.begin() + 1, words.end(), is_ours)) return std::string(line);
  std::string out;
  for (auto word = words.begin() + 1; word != words.end(); ++word) {
    if (!is_ours(*word)) out += fmt::format(" {}", *word);
  }
  return out.empty() ? out : std::string(words.front()) + out;
}

std::string without_hosts(std::string_view own, const std::set<std::string>& hosts) {
  std::string out;
  for (const auto line : lines_of(own)) {
    const auto kept = without(line, hosts);
    if (!kept.empty() || line.empty()) out += kept + "\n";
  }
  return out;
}

}  // namespace

std::vector<Invented> invent(const std::vector<std::string>& hosts, bool with_ipv6, unsigned pool) {
  constexpr std::size_t kOfByte = 254;
  const auto second = 64 + pool % 128, group = pool % 65536;
  std::vector<Invented> out;
  for (const auto& host : hosts) {
    if (Address::parse(host) || std::ranges::count(out, host, &Invented::host) > 0) continue;
    const auto number = out.size();
    Invented one{.host = host, .addresses = {}};
    one.addresses.push_back(
        Address::parse(fmt::format("127.{}.{}.{}", second, number / kOfByte, number % kOfByte + 1)).value());
    if (with_ipv6)
      one.addresses.push_back(
          Address::parse(fmt::format("fd72:6568:6561:7273:{:x}::{:x}", group, number + 1)).value());
    out.push_back(std::move(one));
  }
  return out;
}

std::string hosts_view(std::string_view own, const std::vector<Invented>& invented) {
  std::set<std::string> hosts;
  for (const auto& one : invented) hosts.insert(normal_host(one.host));
  auto out = without_hosts(own, hosts);
  for (const auto& one : invented) {
    for (const auto& address : one.addresses) out += line_of(address.text(), one.host);
  }
  return out;
}

std::string straight_view(std::string_view own, const std::vector<Straight>& hosts) {
  std::set<std::string> names;
  for (const auto& one : hosts) names.insert(normal_host(one.host));
  auto out = without_hosts(own, names);
  for (const auto& [host, address] : hosts) {
    const bool is_ipv4 = address.family() == Family::ipv4;
    out += line_of(address.text(), host) + line_of(is_ipv4 ? "::ffff:" + address.text() : kNowhere, host);
  }
  return out;
}

std::string nsswitch_view(std::string_view own) {
  std::string out;
  bool is_changed = false, is_there = false;
  for (const auto line : lines_of(own)) {
    const auto words = words_of(line);
    const bool is_hosts = !words.empty() && words.front() == "hosts:";
    const bool is_well = is_hosts && words.size() > 1 && words[1] == "files";
    is_there = is_there || is_hosts;
    is_changed = is_changed || (is_hosts && !is_well);
    out += is_hosts && !is_well ? "hosts: files dns\n" : std::string(line) + "\n";
  }
  if (is_there && !is_changed) return {};
  return is_there ? out : out + "hosts: files dns\n";
}

}  // namespace rehearse::launch
