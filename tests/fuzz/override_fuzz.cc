// Properties: what parses, written out again, parses to the same value; a refusal says why; the one override
// of a list is either the most specific of it or does not speak of the host.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/hostname.h"
#include "route/override.h"

namespace {

using rehearse::Address;
using rehearse::Result;
using rehearse::route::Override;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string bracketed(const std::string& host) {
  const auto address = Address::parse(host);
  return address ? address->bracketed() : host;
}

std::string port_text(const std::optional<std::uint16_t>& port) {
  return port ? std::to_string(*port) : std::string();
}

std::string written(const Override& one) {
  if (one.grammar == Override::Grammar::connect_to) {
    return bracketed(one.host) + ":" + port_text(one.port) + ":" + bracketed(one.to_host) + ":" +
           port_text(one.to_port);
  }
  std::string out = (one.host.empty() ? "*" : bracketed(one.host)) + ":" + port_text(one.port) + ":";
  for (const auto& address : one.to_addresses) out += address.bracketed() + ",";
  return out;
}

bool same(const Override& a, const Override& b) {
  return a.grammar == b.grammar && a.host == b.host && a.port == b.port && a.to_host == b.to_host &&
         a.to_port == b.to_port && a.to_addresses == b.to_addresses;
}

void check(const Result<Override>& one, Result<Override> (*parse)(std::string_view)) {
  if (!one) {
    require(one.error().code == "bad-override" && !one.error().detail.empty());
    return;
  }
  const auto again = parse(written(*one));
  require(again && same(*one, *again));
  require(one->host == rehearse::normal_host(one->host));
  const bool changes = !one->to_host.empty() || one->to_port || !one->to_addresses.empty();
  const std::string host = one->host.starts_with("*.") ? "a" + one->host.substr(1)
                           : one->host.empty()         ? "a.example"
                                                       : one->host;
  const std::vector<Override> list{*one};
  const auto* found = most_specific(list, host, one->port.value_or(443));
  require((found == &list[0]) == changes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(rehearse::route::parse_connect_to(text), rehearse::route::parse_connect_to);
  check(rehearse::route::parse_resolve(text), rehearse::route::parse_resolve);
  return 0;
}
