#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "trust/question.h"

namespace rehearse::trust {

/// A leaf's names, a host, and whether a client that has a matcher of its own takes one for the other.
struct HostnameCase {
  const char* name;
  std::vector<std::string> dns_names, ip_addresses, common_names;
  const char* host;
  bool covers;
};

inline std::ostream& operator<<(std::ostream& out, const HostnameCase& c) {
  return out << c.name;
}

inline cert::CertificatePtr leaf_of(const HostnameCase& c) {
  return leaf_with(authority().intermediate,
                   [&](cert::Mint& m) {
                     m.subject.attributes.clear();
                     for (const auto& name : c.common_names) m.subject.attributes.push_back({"CN", name});
                     m.dns_names = c.dns_names;
                     m.ip_addresses = c.ip_addresses;
                     m.common_name_only = c.dns_names.empty() && c.ip_addresses.empty();
                   })
      .certificate;
}

}  // namespace rehearse::trust
