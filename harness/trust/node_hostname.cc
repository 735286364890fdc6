#include "trust/node_hostname.h"

#include <algorithm>
#include <string>
#include <vector>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/address.h"
#include "base/ascii.h"
#include "cert/native.h"

namespace rehearse::trust {
namespace {

std::vector<std::string> labels_of(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::vector<std::string> out(1);
  for (const char c : name) {
    if (c == '.') {
      out.emplace_back();
    } else {
      out.back() += ascii_lower(c);
    }
  }
  return out;
}

bool is_foreign(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x21 || byte > 0x7f;
}

// The first label; `labels` of the whole pattern count.
bool covers_first(std::string_view pattern, std::string_view label, std::size_t labels) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos || pattern.contains("xn--")) return pattern == label;
  if (labels <= 2) return false;
  const auto before = pattern.substr(0, star), after = pattern.substr(star + 1);
  return !after.contains('*') && before.size() + after.size() <= label.size() && label.starts_with(before) &&
         label.ends_with(after);
}

bool matches(const std::string& pattern, const std::vector<std::string>& host) {
  if (pattern.empty()) return false;
  const auto wanted = labels_of(pattern);
  const auto is_bad = [](const std::string& label) {
    return label.empty() || std::ranges::any_of(label, is_foreign);
  };
  if (wanted.size() != host.size() || std::ranges::any_of(wanted, is_bad)) return false;
  return std::equal(wanted.begin() + 1, wanted.end(), host.begin() + 1) &&
         covers_first(wanted.front(), host.front(), wanted.size());
}

// By its bytes: 192.0.2.7 and ::ffff:192.0.2.7 are two addresses to Node, and brackets make none.
bool has_address(const cert::Certificate& leaf, const std::string& host) {
  const auto x509 = cert::to_x509(leaf);
  ERR_clear_error();
  const bool has = x509 && X509_check_ip_asc(x509.get(), host.c_str(), 0) == 1;
  ERR_clear_error();  // a name that does not decode leaves an entry behind
  return has;
}

}  // namespace

bool covers_host_for_node(const cert::Certificate& leaf, std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.contains(':') || Address::parse(host)) return has_address(leaf, std::string(host));
  const auto labels = labels_of(host);
  const auto covers = [&](const std::string& name) { return matches(name, labels); };
  if (!leaf.dns_names.empty()) return std::ranges::any_of(leaf.dns_names, covers);
  return std::ranges::any_of(leaf.subject.attributes, [&](const auto& attribute) {
    return attribute.type == "CN" && covers(attribute.value);
  });
}

}  // namespace rehearse::trust
