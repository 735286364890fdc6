#include "trust/gnutls_hostname.h"

#include <algorithm>
#include <memory>
#include <string>

#include "base/address.h"
#include "trust/gnutls_certificate.h"
#include "trust/name_constraints.h"

namespace rehearse::trust {
namespace {

constexpr std::size_t kLongestName = 255;  // lib/str.h, MAX_CN: a longer name ends the search

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool matches(std::string_view name, std::string_view host) {
  if (!is_printable(name)) return false;
  const auto pattern = to_lower_ascii(name), wanted = to_lower_ascii(host);
  if (!pattern.starts_with('*')) return pattern == wanted;
  const auto last = pattern.rfind('.');
  if (last == std::string::npos || pattern.find('.') == last || last + 1 == pattern.size()) return false;
  const auto tail = std::string_view(pattern).substr(1);
  const auto first_label = std::min(wanted.find('.'), wanted.size());
  return wanted.ends_with(tail) && wanted.size() - tail.size() <= first_label;
}

// Measured with 3.7.9: beside a URI or an SRVName the CN is no name, beside mail, a directory name or a
// registered id it is. Of other names an SRVName alone was tried to that end; none of them is trusted.
bool hides_the_common_name(GeneralName::Type type) {
  using Type = GeneralName::Type;
  return type == Type::dns || type == Type::ip || type == Type::uri || type == Type::other;
}

bool covers_by_common_name(const Facts& facts, std::string_view host) {
  const auto names = common_names_for_gnutls(facts);
  return names.size() == 1 && is_for_servers_for_gnutls(facts, GnutlsPlace::leaf) &&
         matches(names.front(), host);
}

}  // namespace

bool covers_host_for_gnutls(const cert::Certificate& leaf, std::string_view host) {
  const auto facts = facts_of(std::make_shared<const cert::Certificate>(leaf));
  if (!facts) return false;
  const auto names = facts->subject_names.value_or(std::vector<GeneralName>());
  if (Address::parse(host) && !host.starts_with('[')) {
    // Byte for byte: an IPv4 address in an IPv6 one is another than the IPv4 address. check_ip()
    const auto bytes = address_bytes(std::string(host));
    return bytes && std::ranges::count(names, GeneralName{GeneralName::Type::ip, *bytes}) > 0;
  }
  bool any_name = false;
  for (const auto& name : names) {
    if (name.value.size() > kLongestName) return false;
    any_name = any_name || hides_the_common_name(name.type);
    if (name.type == GeneralName::Type::dns && matches(name.value, host)) return true;
  }
  return !any_name && covers_by_common_name(*facts, host);
}

}  // namespace rehearse::trust
