#pragma once
// The authorities that a notice announces, as stores are asked for them.

#include <string>
#include <vector>

#include "cert/certificate.h"
#include "profile/profile.h"
#include "trust/remedy.h"

namespace rehearse::judge {

/// One authority of the notice.
struct AnnouncedAuthority {
  std::string role;  ///< "anchor", "issuer"
  profile::Authority authority;
};

/// The announced authorities of a profile: the anchor, which stores need, and the issuer, which some have.
std::vector<AnnouncedAuthority> announced_authorities(const profile::Expect& expect);

/// Whether `certificate` is that authority: by its SHA-256 where the notice gives one, else by name and, as
/// far as both have one, key id. Threads: safe.
bool is_authority(const profile::Authority& authority, const cert::Certificate& certificate);

/// Those that the notice names by digest: where a remedy may have to send people for a certificate that
/// nobody has here.
std::vector<trust::Announced> to_be_had(const std::vector<AnnouncedAuthority>& announced);

}  // namespace rehearse::judge
