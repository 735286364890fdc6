#include "trust/name_constraints.h"

#include <algorithm>
#include <cstddef>

namespace rehearse::trust {

std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool is_within_domain(std::string_view name, std::string_view base, LeadingDot dot) {
  const auto inner = to_lower_ascii(name);
  auto outer = to_lower_ascii(base);
  if (outer.starts_with('.')) {
    if (dot == LeadingDot::asks_for_a_label) return inner.size() > outer.size() && inner.ends_with(outer);
    outer.erase(0, 1);
  }
  if (outer.empty() || inner == outer) return true;
  return inner.size() > outer.size() && inner.ends_with(outer) &&
         inner[inner.size() - outer.size() - 1] == '.';
}

bool is_within_network(std::string_view address, std::string_view network) {
  const bool fits = address.size() == 4 || address.size() == 16;
  if (!fits || network.size() != 2 * address.size()) return false;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const auto mask = static_cast<unsigned char>(network[address.size() + i]);
    if (((static_cast<unsigned char>(address[i]) ^ static_cast<unsigned char>(network[i])) & mask) != 0)
      return false;
  }
  return true;
}

bool has_contiguous_mask(std::string_view network) {
  if (network.size() != 8 && network.size() != 32) return false;
  bool ended = false;
  for (const char c : network.substr(network.size() / 2)) {
    for (int bit = 7; bit >= 0; --bit) {
      const bool one = ((static_cast<unsigned char>(c) >> bit) & 1U) != 0;
      if (one && ended) return false;
      ended = ended || !one;
    }
  }
  return true;
}

}  // namespace rehearse::trust
