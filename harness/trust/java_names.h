#pragma once
// Names as Java compares them: X500Name, and what GeneralNameInterface.constrains() makes of two names.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trust/facts.h"
#include "trust/java_rules.h"

namespace rehearse::trust {

/// A distinguished name in Java's canonical form: CN, C, L, ST, O, OU, STREET, DC and UID in PrintableString
/// or UTF8String compare without regard to case and runs of spaces, everything else byte for byte, the
/// string's type included. Letters beyond ASCII keep their case here, which Java folds: two names that differ
/// in nothing else count as different, never the other way round.
///
/// Source: OpenJDK, sun/security/x509/X500Name.java and AVA.toRFC2253CanonicalString().
struct JavaName {
  std::vector<std::string> rdns;  ///< in the order of the certificate
  bool is_empty() const { return rdns.empty(); }
  friend auto operator<=>(const JavaName&, const JavaName&) = default;
};

/// Nothing where the DER is no name.
std::optional<JavaName> java_name_of(std::string_view der);

/// What one name is to another, seen from the first: does the second match it, lie within it ("narrows") or
/// around it ("widens")?
enum class Relation : unsigned char { different_type, match, narrows, widens, same_type };

/// Nothing where Java throws: kinds of names that it cannot compare, and empty DNS names. Such an exception
/// ends the whole handshake, not only the path.
///
/// Source: OpenJDK, constrains() of DNSName, RFC822Name, URIName, IPAddressName, X500Name, OIDName,
/// OtherName, X400Address and EDIPartyName.
std::optional<Relation> java_relation(const GeneralName& base, const GeneralName& other);

/// Whether Java can read a name of a SAN. Source: OpenJDK, the constructors called by GeneralName(DerValue).
bool java_reads(const GeneralName& name);
/// The same for the base of a name constraint.
bool java_reads_constraint(const GeneralName& name);

/// Whether Java takes a text for a DNS name: letters, digits and hyphens, a letter or digit first in each
/// label. Source: OpenJDK, DNSName(String).
bool java_is_dns_name(std::string_view text);

/// Whether a name of a certificate, perhaps with wildcards, covers `host`.
/// Source: OpenJDK, sun/security/util/HostnameChecker.java, isMatched().
bool java_name_matches(std::string_view host, std::string_view pattern, const JavaRules& rules);

}  // namespace rehearse::trust
