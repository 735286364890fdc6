#include "machine/domains.h"

#include <algorithm>

#include "base/hostname.h"

namespace rehearse::machine {

Domains::Domains(const std::vector<std::string>& patterns) {
  for (const auto& pattern : patterns) {
    if (!is_name_pattern(pattern)) continue;
    auto name = normal_host(pattern);
    const auto dot = name.find('.');
    const auto parent = dot == std::string::npos ? std::string() : name.substr(dot + 1);
    if (parent.find('.') != std::string::npos || name.starts_with("*.")) name = parent;
    // A name of one label would be found in every text.
    if (name.find('.') != std::string::npos && std::ranges::count(x_names, name) == 0)
      x_names.push_back(name);
  }
}

bool Domains::contain(std::string_view host) const {
  return std::ranges::any_of(x_names, [&](const std::string& name) {
    return host.ends_with(name) && (host.size() == name.size() || host[host.size() - name.size() - 1] == '.');
  });
}

}  // namespace rehearse::machine
