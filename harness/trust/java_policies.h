#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "trust/java_certificate.h"

namespace rehearse::trust {

/// The certificate policies of a path, as far as they decide: a TLS client asks for none, so only an
/// authority that requires one (policyConstraints) can fail a path.
///
/// Only the lowest level of Java's policy tree is kept, nodes of the same policy as one: whether the tree is
/// empty depends on nothing else. Threads: one caller at a time. Source: OpenJDK,
/// sun/security/provider/certpath/PolicyChecker.java; RFC 5280 section 6.1.3 (d)-(f).
class JavaPolicies {
 public:
  /// `length`: the certificates of the path, the anchor not counted.
  explicit JavaPolicies(std::int64_t length)
      : x_length(length), x_explicit(length + 1), x_mapping(length + 1), x_any(length + 1) {}

  /// Certificates from the anchor's end down to the leaf, each once. False: the path is no good.
  bool check(const JavaCertificate& certificate);

 private:
  void step(const JavaCertificate& certificate, bool is_last);
  bool map(const JavaCertificate& certificate);
  void count_down(const JavaCertificate& certificate);

  using Level = std::map<std::string, std::set<std::string>>;  // policy -> policies expected below it
  std::int64_t x_length, x_explicit, x_mapping, x_any;
  std::int64_t x_index = 1;
  Level x_level{{std::string(oid::kAnyPolicy), {std::string(oid::kAnyPolicy)}}};
};

}  // namespace rehearse::trust
