// Texts in which host names stand: configurations, programs, lists, recordings. The first line names the
// file. Properties: a host is a name that can be looked up or an address; what is unfinished has a text;
// lines are lines of the text; bare names lie in the domains asked for; the same text gives the same again.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/hostname.h"
#include "machine/har.h"
#include "machine/host_list.h"
#include "machine/scan_text.h"

namespace {

namespace machine = rehearse::machine;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const machine::Mention& one, std::size_t lines) {
  require(!one.host.empty() && one.port != 0);
  require(one.line <= lines);
  if (one.is_unfinished) return;
  const bool is_name = rehearse::is_dns_name(one.host) && rehearse::normal_host(one.host) == one.host;
  require(is_name || rehearse::Address::parse(one.host));
}

bool same(const machine::Mention& a, const machine::Mention& b) {
  return a.host == b.host && a.port == b.port && a.how == b.how && a.is_unfinished == b.is_unfinished &&
         a.in_comment == b.in_comment && a.line == b.line && a.path == b.path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(all.find('\n'), all.size());
  const auto name = all.substr(0, end), text = all.substr(std::min(end + 1, all.size()));
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  const machine::Domains domains({"*.vendor.com"});
  const auto scanned = machine::scan_text(text, name, domains, 1000);
  require(scanned.mentions.size() <= 1000);
  for (const auto& one : scanned.mentions) {
    check(one, lines);
    if (one.how == machine::How::name && !one.is_unfinished) require(domains.contain(one.host));
  }
  const auto again = machine::scan_text(text, name, domains, 1000);
  require(std::ranges::equal(scanned.mentions, again.mentions, same));
  for (const auto& one : machine::read_host_list(text).mentions) check(one, lines);
  if (const auto recorded = machine::read_har(text)) {
    for (const auto& one : *recorded) check(one, text.size());
  }
  return 0;
}
