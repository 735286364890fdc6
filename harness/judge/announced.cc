#include "judge/announced.h"

namespace rehearse::judge {

std::vector<AnnouncedAuthority> announced_authorities(const profile::Expect& expect) {
  std::vector<AnnouncedAuthority> out;
  if (expect.anchor) out.push_back({"anchor", *expect.anchor});
  if (expect.issuer) out.push_back({"issuer", *expect.issuer});
  return out;
}

bool is_authority(const profile::Authority& authority, const cert::Certificate& certificate) {
  if (authority.fingerprint) return *authority.fingerprint == certificate.sha256;
  const bool key_fits = authority.key_id.empty() || certificate.subject_key_id.empty() ||
                        authority.key_id == certificate.subject_key_id;
  return key_fits && certificate.subject.has_all_of(authority.name);
}

std::vector<trust::Announced> to_be_had(const std::vector<AnnouncedAuthority>& announced) {
  std::vector<trust::Announced> out;
  for (const auto& [role, authority] : announced) {
    if (authority.fingerprint) out.push_back({authority.name, authority.key_id, *authority.fingerprint});
  }
  return out;
}

}  // namespace rehearse::judge
