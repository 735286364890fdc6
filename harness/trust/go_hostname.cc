#include "trust/go_hostname.h"

#include <algorithm>
#include <string>

#include <openssl/x509.h>

#include "base/address.h"
#include "cert/native.h"
#include "trust/name_constraints.h"

namespace rehearse::trust {
namespace {

enum class Side : unsigned char { pattern, host };

bool is_label(std::string_view label) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !label.empty() && label.front() != '-' && std::ranges::all_of(label, is_allowed);
}

// validHostname()
bool is_host_name(std::string_view name, Side side, const GoRules& rules) {
  if (side == Side::host && name.ends_with('.')) name.remove_suffix(1);
  if (name == "*") return side == Side::pattern && rules.bare_wildcard_covers;
  if (side == Side::pattern && name.starts_with("*.")) name.remove_prefix(2);
  for (;;) {
    const auto dot = name.find('.');
    if (!is_label(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

// matchHostnames(), of names in lower case
bool matches(std::string_view pattern, std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (pattern == "*") return host.find('.') == std::string_view::npos;
  if (!pattern.starts_with("*.")) return pattern == host;
  const auto dot = host.find('.');
  return dot != std::string_view::npos && host.substr(dot) == pattern.substr(1);
}

// Go looks at extensions of version 3 alone.
bool has_version_3(const cert::Certificate& leaf) {
  const auto x509 = cert::to_x509(leaf);
  return x509 && X509_get_version(x509.get()) == X509_VERSION_3;
}

}  // namespace

bool covers_host_for_go(const cert::Certificate& leaf, std::string_view host, const GoRules& rules) {
  if (!has_version_3(leaf)) return false;
  if (const auto address = Address::parse(host))
    return std::ranges::count(leaf.ip_addresses, address->text()) > 0;
  const auto name = to_lower_ascii(host);
  const bool is_valid = is_host_name(name, Side::host, rules);
  return std::ranges::any_of(leaf.dns_names, [&](const std::string& san) {
    const auto pattern = to_lower_ascii(san);
    if (is_valid && is_host_name(pattern, Side::pattern, rules)) return matches(pattern, name);
    return !name.empty() && name != "." && pattern == name;
  });
}

}  // namespace rehearse::trust
