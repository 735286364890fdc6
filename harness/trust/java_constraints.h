#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/java_certificate.h"

namespace rehearse::trust {

/// What a check of names came to.
enum class JavaVerdict : unsigned char {
  holds,
  violated,  ///< this path is no good
  thrown,    ///< Java throws what nobody catches: the handshake is over, whatever other paths there are
};

/// The name constraints of a path as Java carries them from the anchor's end down to the leaf.
///
/// Java merges the constraints of two authorities into one list instead of asking both, with these results:
///   - permitted subtrees are intersected; where those of one kind have nothing in common, names of that kind
///     cannot be expressed, and Java throws (directory names apart, of which then none is permitted)
///   - kinds of names that Java cannot compare throw as soon as a certificate has such a name
/// The anchor's own constraints do not count: it is no part of the path.
///
/// Threads: one caller at a time.
/// Source: OpenJDK, sun/security/x509/NameConstraintsExtension.java, merge() and verify(), and
/// GeneralSubtrees.java.
class JavaConstraints {
 public:
  explicit JavaConstraints(const JavaRules& rules) : x_rules(rules) {}

  /// Whether the names of `certificate` obey what was merged so far.
  JavaVerdict check(const JavaCertificate& certificate) const;
  /// Adds the constraints of `certificate`. `holds` or `thrown`.
  JavaVerdict merge(const JavaCertificate& certificate);
  bool is_empty() const { return !x_permitted && !x_excluded; }

 private:
  JavaVerdict check_name(const GeneralName& name) const;
  bool has_distances() const;
  bool is_too_much(std::size_t names) const;

  const JavaRules& x_rules;
  std::optional<std::vector<Subtree>> x_permitted, x_excluded;
};

}  // namespace rehearse::trust
