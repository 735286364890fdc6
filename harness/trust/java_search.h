#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "trust/java_path.h"

namespace rehearse::trust {

/// What a search came to.
struct JavaFound {
  JavaPath path;                            ///< the leaf first, the anchor not in it
  const JavaCertificate* anchor = nullptr;  ///< null: no path is sure to be found and accepted
  JavaRefusal refusal;                      ///< counts where there is no anchor
};

/// Java's path builder: depth first from the leaf, with backtracking, signatures asked only of whole paths.
///
/// Candidates for an issuer are the anchors and the certificates sent that bear its name; of the latter only
/// authorities within their dates whose path length still fits. Those with the key id that the certificate
/// below asks for come first, then those whose own issuer is an anchor's subject. Oddities of Java's that
/// decide:
///   - the anchor right above the leaf may have expired, one further up may not: the selector keeps the date
///   - an anchor of version 1 must be valid when the certificate below it begins and ends
///   - two self-issued certificates in a row end the search of that level, other candidates untried
///   - a certificate with the subject, key and SAN of one that is in the path already is passed over
///
/// Threads: one caller at a time.
/// Source: OpenJDK, sun/security/provider/certpath: SunCertPathBuilder.depthFirstSearchForward(),
/// ForwardBuilder, AdaptableX509CertSelector.match().
class JavaSearch {
 public:
  using Certificates = std::vector<JavaCertificate>;
  JavaSearch(const Certificates& anchors, const Certificates& sent, const JavaQuestion& question)
      : x_anchors(anchors), x_sent(sent), x_question(question) {}

  /// Once for each object. Errors: path-search-too-long: more than 20,000 candidates, so nothing can be said.
  Result<JavaFound> run();

 private:
  using Candidates = std::vector<const JavaCertificate*>;
  struct Level {
    const JavaCertificate& below;  ///< whose issuer is looked for
    int authorities;               ///< in the path so far, self-issued ones not counted
  };

  // What may come of a candidate, or of all of one level. Java goes by one order of many; several may be
  // true.
  struct Outcome {
    bool holds = false;    // a path was found, and accepted
    bool refuses = false;  // a path was found and refused, or Java threw: no other is tried
    bool fails = false;    // nothing was found: the search goes on one level down, or at the next candidate
    bool stops = false;    // the search of this level ends here
  };

  Candidates candidates(const Level& level);
  void add(Candidates& out, const JavaCertificate& candidate, const JavaCertificate& below) const;
  int rank(const JavaCertificate& candidate, const JavaCertificate& below) const;
  bool fits_as_anchor(const JavaCertificate& anchor, const Level& level) const;
  bool fits_as_sent(const JavaCertificate& certificate, const Level& level);
  bool is_repeated(const JavaCertificate& candidate) const;
  Outcome search(const Level& level);
  Outcome try_candidate(const JavaCertificate& candidate, const Level& level);
  Outcome try_anchor(const JavaCertificate& anchor);
  bool may_continue_with(const JavaCertificate& candidate);
  void note(JavaRefusal refusal, std::size_t reached);

  static constexpr std::size_t kMostSteps = 20'000;
  // A whole path that fails tells more than any part of one, and one that Java takes and refuses the most.
  static constexpr std::size_t kWhole = 1'000, kTaken = 1'000'000;

  const Certificates& x_anchors;
  const Certificates& x_sent;
  const JavaQuestion& x_question;
  std::set<JavaName> x_trusted_names;
  std::set<Sha256> x_anchor_digests;
  JavaPath x_path;
  JavaFound x_found;        // the first path that holds
  bool x_is_dated = false;  // the selector has a date by now
  std::size_t x_steps = 0;
  std::size_t x_reached = 0;
  JavaRefusal x_refusal;
};

}  // namespace rehearse::trust
