#include "trust/urllib3_hostname.h"

#include <algorithm>
#include <cstdint>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/address.h"
#include "base/ascii.h"
#include "cert/native.h"

namespace rehearse::trust {
namespace {

enum class Match : std::uint8_t { no, yes, refused };

// The first label of a host against a pattern with one wildcard.
bool label_matches(std::string_view pattern, std::string_view label) {
  if (pattern == "*") return !label.empty();
  const auto star = pattern.find('*');
  const auto before = pattern.substr(0, star), behind = pattern.substr(star + 1);
  return label.size() >= before.size() + behind.size() && label.starts_with(before) &&
         label.ends_with(behind);
}

Match name_matches(const std::string& name, const std::string& host) {
  if (name.empty()) return Match::no;
  const auto pattern = ascii_lower(name), wanted = ascii_lower(host);
  const auto first = std::string_view(pattern).substr(0, pattern.find('.'));
  const auto stars = std::ranges::count(first, '*');
  if (stars > 1) return Match::refused;
  if (stars == 0) return pattern == wanted ? Match::yes : Match::no;
  // "xn--" is asked for in these letters only; a wildcard beside it is a character like others.
  const bool is_alone = first == "*";
  if (!is_alone && (name.starts_with("xn--") || host.starts_with("xn--")))
    return pattern == wanted ? Match::yes : Match::no;
  const auto dot = std::min(wanted.find('.'), wanted.size());
  const bool same_rest =
      std::string_view(wanted).substr(dot) == std::string_view(pattern).substr(first.size());
  return same_rest && label_matches(first, std::string_view(wanted).substr(0, dot)) ? Match::yes : Match::no;
}

// As bytes: an IPv4 address in an IPv6 one is not the IPv4 address.
bool has_address(const cert::Certificate& leaf, const std::string& host) {
  const auto x509 = cert::to_x509(leaf);
  if (!x509) return false;
  const bool has = X509_check_ip_asc(x509.get(), host.c_str(), 0) == 1;
  ERR_clear_error();
  return has;
}

bool covers(const std::vector<std::string>& names, const std::string& host) {
  for (const auto& name : names) {
    const auto match = name_matches(name, host);
    if (match != Match::no) return match == Match::yes;
  }
  return false;
}

}  // namespace

bool covers_host_for_urllib3(const cert::Certificate& leaf, const std::string& asked) {
  auto host = asked;
  while (host.ends_with('.')) host.pop_back();
  const bool is_address = Address::parse(host).has_value();
  if (is_address && has_address(leaf, host)) return true;
  if (!leaf.dns_names.empty() || !leaf.ip_addresses.empty())
    return !is_address && covers(leaf.dns_names, host);
  std::vector<std::string> names;
  for (const auto& attribute : leaf.subject.attributes) {
    if (attribute.type == "CN") names.push_back(attribute.value);
  }
  return covers(names, host);
}

}  // namespace rehearse::trust
