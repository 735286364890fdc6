#pragma once
// lab: a vendor on loopback, for any profile: authorities, edges, SOAP and REST answers. Real sockets, real
// handshakes.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/finding.h"
#include "base/instant.h"
#include "base/result.h"
#include "profile/profile.h"

namespace rehearse::lab {

/// Where the lab plays one target of the profile.
struct EdgeAddress {
  std::string target;
  Address address;  ///< in 127.0.0.0/8, another one for every target
  std::uint16_t port = 0;
};

/// What the edges of role next show.
enum class Shows : std::uint8_t {
  announced,   ///< what the notice says
  old,         ///< what is replaced
  incomplete,  ///< the announced leaf, and no intermediate
  expired,     ///< an announced leaf that ended the day before
  wrong_name   ///< an announced leaf for another host
};

/// A running vendor. It serves until it is destroyed.
/// Threads: serves on a thread of its own; the const members may be read from any thread.
class Vendor {
 public:
  /// Mints authorities and certificates around `window_start` (dates fixed by it, not by the clock) and
  /// starts one edge a target: role `today` and `other` with chains of the old authority, `next` with the
  /// announced one. Errors: lab-failed (no loopback address or port to be had), mint-failed.
  static Result<Vendor> start(const profile::Profile& profile, Instant window_start,
                              Shows shows = Shows::announced);
  ~Vendor();
  Vendor(Vendor&&) noexcept;
  Vendor& operator=(Vendor&&) noexcept;

  const std::vector<EdgeAddress>& edges() const;
  /// PEM of `lab:current`, which knows the old and the new root, and of `lab:stale`, which knows the old one
  /// only.
  const std::string& current_pem() const;
  const std::string& stale_pem() const;
  /// The profile as it holds in the lab: fingerprints, SPKIs and key ids of `expect` and `change` are those
  /// of the certificates minted for them; everything else is unchanged.
  const profile::Profile& profile() const;

 private:
  struct Impl;
  explicit Vendor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> x_impl;
};

}  // namespace rehearse::lab
