#include "base/hostname.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"

namespace rehearse {
namespace {

bool is_label_character(char c) {
  return is_ascii_alphanumeric(c) || c == '-' || c == '_';
}

}  // namespace

std::string normal_host(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return ascii_lower(host);
}

std::string with_port(std::string_view host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string_view::npos && !host.starts_with('[');
  return fmt::format("{}{}{}:{}", v6 ? "[" : "", host, v6 ? "]" : "", port);
}

bool is_dns_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host.size() > 253) return false;
  std::string_view label;
  for (std::size_t start = 0; start <= host.size();) {
    const std::size_t dot = std::min(host.find('.', start), host.size());
    label = host.substr(start, dot - start);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::ranges::all_of(label, is_label_character)) return false;
    start = dot + 1;
  }
  return !std::ranges::all_of(label, is_ascii_digit);
}

bool is_name_pattern(std::string_view pattern) {
  if (!pattern.starts_with("*.")) return is_dns_name(pattern);
  const auto base = pattern.substr(2);
  return is_dns_name(base) && normal_host(base).find('.') != std::string::npos;
}

bool covers_name(std::string_view pattern, std::string_view host) {
  if (!is_name_pattern(pattern) || !is_dns_name(host)) return false;
  const auto wanted = normal_host(pattern);
  const auto name = normal_host(host);
  if (!wanted.starts_with("*.")) return wanted == name;
  const auto dot = name.find('.');
  return dot != std::string::npos && std::string_view(name).substr(dot) == std::string_view(wanted).substr(1);
}

}  // namespace rehearse
