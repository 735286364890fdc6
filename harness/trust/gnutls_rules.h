#pragma once

#include <cstddef>

namespace rehearse::trust {

/// The limits of one release of GnuTLS with the priority string NORMAL: its verification profile is LOW.
struct GnutlsRules {
  // lib/algorithms/secparams.c, sec_params: the profile's row.
  int smallest_rsa_bits = 1024;
  int smallest_dsa_bits = 1024;
  int smallest_ec_bits = 160;
  /// A peer may send so many certificates. lib/cert-session.c, _gnutls_x509_cert_verify_peers();
  /// lib/gnutls_int.h, DEFAULT_MAX_VERIFY_DEPTH.
  std::size_t most_sent = 16;
};

}  // namespace rehearse::trust
