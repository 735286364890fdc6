#pragma once

namespace rehearse::trust {

/// Where releases of Go differ in what they make of a chain: crypto/x509 and crypto/tls.
struct GoRules {
  /// An authority's name constraints hold for every certificate below it; before, for the leaf and, oddly,
  /// for the authority's own SAN. verify.go, isValid().
  bool constrains_all_below = true;
  /// A SAN or a constraint may begin with an empty label: ".example.com". verify.go,
  /// domainToReverseLabels().
  bool tolerates_leading_dot = false;
  /// Certificates with a negative serial number are read. parser.go, parseCertificate().
  bool reads_negative_serials = false;
  /// A negative path length is none; later it is malformed. parser.go, parseBasicConstraintsExtension().
  bool reads_negative_path_lengths = false;
  /// Key ids and authority information access must not be critical. parser.go, processExtensions().
  bool minds_wrongly_critical = true;
  /// Certificate policies are validated: RFC 9618. verify.go, policiesValid().
  bool validates_policies = true;
  /// The SAN "*" covers a host of one label. verify.go, validHostname().
  bool bare_wildcard_covers = false;
  /// RSA keys that make signatures have this many bits at least; 0 = any. crypto/rsa, checkKeySize().
  int smallest_rsa_bits = 1024;
  /// No certificate sent may have a larger RSA key; 0 = any. crypto/tls, verifyServerCertificate().
  int largest_rsa_bits_sent = 8192;
};

}  // namespace rehearse::trust
