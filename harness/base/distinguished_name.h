#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rehearse {

/// A distinguished name as a list of attributes in the order of the certificate, and the way a notice names
/// one.
struct DistinguishedName {
  struct Attribute {
    std::string type;   ///< short name: CN, O, OU, C, ...; dotted OID where there is none
    std::string value;  ///< UTF-8; of a certificate: hostile text
    friend auto operator<=>(const Attribute&, const Attribute&) = default;
  };
  std::vector<Attribute> attributes;

  /// "CN=..., O=..., C=..": the most specific first, as people read it (RFC 4514 order), a comma, a
  /// backslash and a space at either end escaped by a backslash.
  std::string text() const;
  /// The last CN, else the last attribute's value: the short way to speak of it.
  std::string short_name() const;
  /// Whether every attribute of `wanted` stands in this name with an equal value (case and runs of spaces
  /// aside). Notices give a CN, or a CN and an O; certificates have more. An empty `wanted` covers nothing.
  bool has_all_of(const DistinguishedName& wanted) const;
  friend auto operator<=>(const DistinguishedName&, const DistinguishedName&) = default;
};

/// Reads what a profile says: "CN=COMODO RSA Certification Authority, O=COMODO CA Limited" in either order,
/// or a bare text, which is taken for the CN. Errors: bad-name (an attribute without value, an unknown
/// attribute type, a name with slashes).
Result<DistinguishedName> parse_distinguished_name(std::string_view text);

/// The inverse of DistinguishedName::text(): takes any type and any value, and reads a text that is no name
/// as a CN.
DistinguishedName name_of_text(std::string_view text);

}  // namespace rehearse
