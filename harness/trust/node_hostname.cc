#include "trust/node_hostname.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/ascii.h"

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

}  // namespace

bool covers_host_for_node(const cert::Certificate& leaf, std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (const auto address = Address::parse(host)) {
    return std::ranges::count(leaf.ip_addresses, address->text()) > 0;
  }
  const auto labels = labels_of(host);
  const auto covers = [&](const std::string& name) { return matches(name, labels); };
  if (!leaf.dns_names.empty()) return std::ranges::any_of(leaf.dns_names, covers);
  return std::ranges::any_of(leaf.subject.attributes, [&](const auto& attribute) {
    return attribute.type == "CN" && covers(attribute.value);
  });
}

}  // namespace rehearse::trust
