#include "trust/go.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "trust/go_names.h"
#include "trust/go_parse.h"
#include "trust/go_policies.h"
#include "trust/go_signature.h"

namespace rehearse::trust {
namespace {

// Most candidates whose signature is looked at, over all paths. Source: verify.go, maxChainSignatureChecks.
constexpr int kMostSignatures = 100;

struct Refusal {
  Reason reason = Reason::none;
  std::string detail;
  const GoCertificate* culprit = nullptr;
};

using Path = std::vector<const GoCertificate*>;

Refusal refuse(Reason reason, std::string_view detail, const GoCertificate& culprit) {
  return {.reason = reason, .detail = std::string(detail), .culprit = &culprit};
}

bool names_server(const std::vector<std::string>& usages) {
  return usages.empty() || std::ranges::count(usages, oid::kServerAuth) > 0 ||
         std::ranges::count(usages, oid::kAnyExtendedKeyUsage) > 0;
}

std::optional<std::string_view> subject_names_of(const GoCertificate& certificate) {
  const auto* extension = certificate.said().find_extension(oid::kSubjectAltName);
  return extension != nullptr ? std::optional<std::string_view>(extension->value) : std::nullopt;
}

// The same subject, key and SAN: not the same certificate, for cross-signs make loops. That one certificate
// with a SAN and one without end the comparison is Go's own way. Source: verify.go, alreadyInChain().
bool stands_in(const GoCertificate& candidate, const Path& path) {
  const auto names = subject_names_of(candidate);
  for (const auto* certificate : path) {
    if (candidate.facts->subject_der != certificate->facts->subject_der ||
        candidate.certificate()->spki_sha256 != certificate->certificate()->spki_sha256)
      continue;
    const auto others = subject_names_of(*certificate);
    if (names.has_value() != others.has_value()) return false;
    if (names == others) return true;
  }
  return false;
}

// 0: the key ids are the same, or both absent; 1: one is absent; 2: they differ.
// Source: cert_pool.go, findPotentialParents().
int distance_of_key_ids(const GoCertificate& candidate, const GoCertificate& child) {
  const auto own = candidate.said().subject_key_id.value_or("");
  const auto& authority = child.said().authority_key_id;
  const auto wanted = authority ? authority->key_id.value_or("") : std::string();
  if (own == wanted) return 0;
  return own.empty() || wanted.empty() ? 1 : 2;
}

class Builder {
 public:
  Builder(const Anchors& anchors, const GoRules& rules, Instant at)
      : x_anchors(anchors), x_rules(rules), x_at(at) {}

  Answer ask(const std::vector<Facts>& sent) {
    for (const auto& facts : sent) x_sent.push_back(read_as_go(facts, x_rules));
    const auto& leaf = x_sent.front();
    x_path = {&leaf};
    if (auto refusal = problem_of_sent(); refusal.culprit != nullptr) return answer(false, refusal);
    if (auto refusal = problem_of(leaf, Role::leaf); refusal.culprit != nullptr)
      return answer(false, refusal);
    const bool found =
        x_anchors.find(leaf.certificate()->sha256) != nullptr ? is_good_path() : build_above(leaf);
    return answer(found, x_refusal);
  }

 private:
  enum class Role : unsigned char { leaf, intermediate, root };

  // What ends a handshake whatever the path. Source: crypto/tls, verifyServerCertificate(); crypto/rsa.
  Refusal problem_of_sent() const {
    for (const auto& certificate : x_sent) {
      const auto& key = certificate.facts->key;
      if (!certificate.malformed.empty())
        return refuse(Reason::malformed, certificate.malformed, certificate);
      if (key.oid == oid::kRsaKey && x_rules.largest_rsa_bits_sent > 0 &&
          key.bits > x_rules.largest_rsa_bits_sent)
        return refuse(Reason::other, fmt::format("its RSA key has {} bits", key.bits), certificate);
    }
    const auto& key = x_sent.front().facts->key;
    if (key.oid != oid::kRsaKey && key.oid != oid::kEcKey && key.oid != oid::kEd25519)
      return refuse(Reason::other, "crypto/tls knows RSA, ECDSA and Ed25519 keys only", x_sent.front());
    if (is_too_small(key))
      return refuse(Reason::weak_key, fmt::format("its RSA key has {} bits", key.bits), x_sent.front());
    return {};
  }

  bool is_too_small(const PublicKey& key) const {
    return key.oid == oid::kRsaKey && key.bits < x_rules.smallest_rsa_bits;
  }

  // Source: verify.go, isValid(). The issuer's name was compared when candidates were chosen.
  Refusal problem_of(const GoCertificate& certificate, Role role) const {
    const auto& said = certificate.said();
    const auto& dates = *certificate.certificate();
    if (certificate.unhandled_critical)
      return refuse(Reason::critical_extension, "unhandled critical extension", certificate);
    if (x_at < dates.not_before) return refuse(Reason::not_yet_valid, "it is not yet valid", certificate);
    if (x_at > dates.not_after) return refuse(Reason::expired, "it has expired", certificate);
    if (role != Role::leaf) {
      if (const auto why = violated_constraint_for_go(certificate, x_path, x_rules); !why.empty())
        return refuse(Reason::name_constraints, why, certificate);
    }
    if (role == Role::intermediate && !said.is_ca)
      return refuse(Reason::not_a_ca, "it may not sign certificates", certificate);
    const auto above_leaf = static_cast<std::int64_t>(x_path.size()) - 1;
    const bool has_limit = said.path_length && *said.path_length >= 0;
    if (role != Role::leaf && has_limit && above_leaf > *said.path_length)
      return refuse(Reason::path_too_long, "too many intermediates for its path length", certificate);
    return {};
  }

  // Source: x509.go, CheckSignatureFrom() and checkSignature().
  Refusal problem_of_signature(const GoCertificate& child, const GoCertificate& parent) const {
    const auto& said = parent.said();
    const bool is_v3 = parent.facts->version == 3;
    if ((is_v3 || said.has_basic_constraints) && !said.is_ca)
      return refuse(Reason::not_a_ca, "it may not sign certificates", parent);
    if (said.key_usage.value_or(0) != 0 && !said.allows(KeyUsage::key_cert_sign))
      return refuse(Reason::not_a_ca, "its key usage forbids to sign certificates", parent);
    switch (strength_for_go(child.facts->signature, parent.facts->key)) {
      case GoSignature::insecure:
        return refuse(Reason::weak_signature, "insecure signature algorithm", child);
      case GoSignature::unsupported:
        return refuse(Reason::other, "signature algorithm that Go does not verify with this key", child);
      case GoSignature::good:
        break;
    }
    if (is_too_small(parent.facts->key))
      return refuse(Reason::weak_key, fmt::format("its RSA key has {} bits", parent.facts->key.bits), parent);
    if (!x_anchors.signatures().verifies(*parent.facts, *child.facts))
      return refuse(Reason::bad_signature, "its signature does not fit", child);
    return {};
  }

  // Certificates of one pool whose subject is the issuer, the likeliest first.
  Path candidates(const GoCertificate& child, Role role) {
    Path out;
    std::set<Sha256> seen;
    const auto consider = [&](const GoCertificate& candidate) {
      const bool fits = candidate.facts->subject_der == child.facts->issuer_der;
      if (fits && seen.insert(candidate.certificate()->sha256).second) out.push_back(&candidate);
    };
    if (role == Role::root) {
      for (const auto& facts : x_anchors.facts()) {
        if (facts.subject_der != child.facts->issuer_der) continue;
        const auto& root = root_of(facts);
        if (root.malformed.empty()) consider(root);
      }
    } else {
      for (std::size_t i = 1; i < x_sent.size(); ++i) consider(x_sent[i]);
    }
    Path sorted;
    for (int distance = 0; distance <= 2; ++distance) {
      std::ranges::copy_if(out, std::back_inserter(sorted), [&](const GoCertificate* candidate) {
        return distance_of_key_ids(*candidate, child) == distance;
      });
    }
    return sorted;
  }

  const GoCertificate& root_of(const Facts& facts) {
    auto& root = x_roots[&facts];
    if (!root) root = std::make_unique<GoCertificate>(read_as_go(facts, x_rules));
    return *root;
  }

  // Source: verify.go, buildChains(). Go collects all paths and looks at usages and policies afterwards: the
  // first that passes both decides just as well.
  bool build_above(const GoCertificate& child) {
    bool any = false;
    for (const auto role : {Role::root, Role::intermediate}) {
      for (const auto* candidate : candidates(child, role)) {
        if (stands_in(*candidate, x_path)) continue;
        if (++x_signatures > kMostSignatures) {
          x_refusal = refuse(Reason::other, "more than 100 signatures would have to be checked", child);
          return false;
        }
        auto refusal = problem_of_signature(child, *candidate);
        // Another authority of the same name: it is not the one that is missing.
        if (refusal.reason == Reason::bad_signature && distance_of_key_ids(*candidate, child) == 2) continue;
        any = true;
        if (refusal.culprit == nullptr) refusal = problem_of(*candidate, role);
        if (refusal.culprit != nullptr) {
          note(refusal);
          continue;
        }
        x_path.push_back(candidate);
        if (role == Role::root ? is_good_path() : build_above(*candidate)) return true;
        x_path.pop_back();
      }
    }
    if (!any) note_missing_issuer(child);
    return false;
  }

  // Source: verify.go, checkChainForKeyUsage() and policiesValid().
  bool is_good_path() {
    if (x_rules.validates_policies && !has_valid_policies_for_go(x_path)) {
      note(refuse(Reason::other, "its certificate policies are not valid on this path", *x_path.front()));
      return false;
    }
    for (const auto* certificate : x_path) {
      const auto& usages = certificate->said().extended_key_usage;
      if (!usages || names_server(*usages)) continue;
      note(refuse(Reason::wrong_purpose, "its extended key usage forbids a TLS server", *certificate));
      return false;
    }
    return true;
  }

  void note_missing_issuer(const GoCertificate& child) {
    const auto reason = x_path.size() == 1 && !child.facts->is_self_issued() ? Reason::issuer_not_found
                                                                             : Reason::anchor_not_in_store;
    note(refuse(reason, "signed by an unknown authority", child));
  }

  // Of all dead ends the one that got furthest says what is wrong.
  void note(Refusal refusal) {
    if (x_refusal.culprit != nullptr && x_path.size() <= x_furthest.size()) return;
    x_refusal = std::move(refusal);
    x_furthest = x_path;
  }

  Answer answer(bool trusted, const Refusal& refusal) const {
    Answer out{.trusted = trusted};
    const auto& path = trusted || x_furthest.empty() ? x_path : x_furthest;
    for (const auto* certificate : path) out.path.push_back(certificate->certificate());
    if (trusted) return out;
    out.reason = refusal.reason;
    out.culprit = refusal.culprit->certificate();
    out.detail = fmt::format("{}: {}", out.culprit->subject.short_name(), refusal.detail);
    return out;
  }

  const Anchors& x_anchors;
  const GoRules& x_rules;
  Instant x_at;
  std::vector<GoCertificate> x_sent;
  std::map<const Facts*, std::unique_ptr<GoCertificate>> x_roots;
  Path x_path, x_furthest;
  Refusal x_refusal;
  int x_signatures = 0;
};

}  // namespace

Result<Answer> verify_go(const Anchors& anchors, const Client& client, const PreparedChain& chain,
                         Instant at) {
  if (client.go == nullptr) return fail("wrong-client", fmt::format("{} has no Go rules", client.id));
  const auto& sent = chain.certificates();
  if (sent.empty()) return fail("empty-chain", "no certificate to judge");
  if (anchors.facts().empty()) return without_anchors(sent);
  auto facts = facts_of_all(sent);
  if (!facts) return std::unexpected(std::move(facts).error());
  return Builder(anchors, *client.go, at).ask(*facts);
}

}  // namespace rehearse::trust
