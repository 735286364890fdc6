#include "trust/gnutls.h"

#include <algorithm>

#include <fmt/format.h>

#include "trust/gnutls_certificate.h"
#include "trust/gnutls_names.h"

namespace rehearse::trust {
namespace {

// lib/gnutls_int.h, MAX_VERIFY_DEPTH: how long a path may be where nobody says.
constexpr std::int64_t kLongestPath = 4096;

struct Refusal {
  Reason reason = Reason::none;
  std::string detail;
  const Facts* culprit = nullptr;
  // What other refusals the same certificate met decides whether GnuTLS tries once more.
  bool signer_unknown = false, expired = false, insecure = false;

  explicit operator bool() const { return culprit != nullptr; }
  // SIGNER_OLD_OR_UNKNOWN
  bool asks_for_another_try() const { return signer_unknown || expired || insecure; }
};

using Path = std::vector<const Facts*>;

// Names are compared as bytes; key ids where both have one. An empty one of the issuer is none (measured).
bool is_issuer(const Facts& child, const Facts& issuer) {
  if (child.issuer_der != issuer.subject_der) return false;
  if (!child.authority_key_id || !child.authority_key_id->key_id) return true;
  if (issuer.subject_key_id.value_or("").empty()) return true;
  return *child.authority_key_id->key_id == *issuer.subject_key_id;
}

bool is_self_signed(const Facts& certificate) {
  return is_issuer(certificate, certificate);
}

bool is_equal(const Facts& a, const Facts& b) {
  return a.certificate->sha256 == b.certificate->sha256;
}

bool has_same_key(const Facts& a, const Facts& b) {
  return a.subject_der == b.subject_der && a.certificate->spki_sha256 == b.certificate->spki_sha256;
}

bool is_in_time(const Facts& certificate, Instant at) {
  return at >= certificate.certificate->not_before && at <= certificate.certificate->not_after;
}

class Check {
 public:
  Check(const Anchors& anchors, const GnutlsRules& rules, Instant at)
      : x_anchors(anchors), x_rules(rules), x_at(at) {}

  Answer ask(const std::vector<Facts>& sent) {
    for (const auto& facts : sent) x_list.push_back(&facts);
    if (const auto refusal = problem_of_input(); refusal) return answer(refusal);
    complete();
    shorten();
    x_path = x_list;
    auto refusal = check(x_list.back()->issuer_der);
    if (refusal.asks_for_another_try() && !x_list.back()->is_self_issued()) {
      auto again = check(x_list.back()->subject_der);
      if (!again || (refusal.signer_unknown && !again.signer_unknown)) refusal = std::move(again);
    }
    if (!refusal && !is_for_servers_for_gnutls(*x_list.front(), GnutlsPlace::leaf))
      refusal = refuse(Reason::wrong_purpose, "not for TLS servers", *x_list.front());
    return answer(refusal);
  }

 private:
  static Refusal refuse(Reason reason, std::string_view detail, const Facts& culprit) {
    Refusal out;
    out.reason = reason;
    out.detail = detail;
    out.culprit = &culprit;
    return out;
  }

  // One file is read whole or not at all: gnutls_x509_crt_list_import(). Source for the count:
  // lib/cert-session.c, _gnutls_x509_cert_verify_peers().
  Refusal problem_of_input() const {
    for (const auto* certificate : x_list) {
      if (const auto problem = problem_for_gnutls(*certificate); !problem.empty())
        return refuse(Reason::malformed, problem, *certificate);
    }
    if (x_list.size() > x_rules.most_sent)
      return refuse(Reason::other, fmt::format("more than {} certificates sent", x_rules.most_sent),
                    *x_list.front());
    for (const auto& anchor : x_anchors.facts()) {
      if (const auto problem = problem_for_gnutls(anchor); !problem.empty())
        return refuse(Reason::malformed, fmt::format("{}, so no anchor is read", problem), anchor);
    }
    return {};
  }

  // How many certificates from `start` on make a path, and them put first, in order.
  // Source: lib/x509/common.c, _gnutls_sort_clist().
  std::size_t sort_from(std::size_t start) {
    const Path part(x_list.begin() + static_cast<std::ptrdiff_t>(start), x_list.end());
    std::vector<bool> used(part.size(), false);
    Path sorted = {part.front()};
    used[0] = true;
    for (std::size_t last = 0; sorted.size() < part.size();) {
      if (is_self_signed(*part[last])) break;
      std::size_t issuer = 1;
      while (issuer < part.size() && (issuer == last || !is_issuer(*part[last], *part[issuer]))) ++issuer;
      if (issuer == part.size() || used[issuer]) break;  // no issuer, or a loop
      used[issuer] = true;
      sorted.push_back(part[issuer]);
      last = issuer;
    }
    const auto length = sorted.size();
    for (std::size_t i = 1; i < part.size(); ++i) {
      if (!used[i]) sorted.push_back(part[i]);
    }
    std::ranges::copy(sorted, x_list.begin() + static_cast<std::ptrdiff_t>(start));
    return length;
  }

  bool has_anchor_above(const Facts& certificate) const {
    return std::ranges::any_of(x_anchors.facts(),
                               [&](const Facts& anchor) { return is_issuer(certificate, anchor); });
  }

  // Sorts, drops what was sent twice, and cuts above the first end of a run that an anchor issued. What does
  // not belong to the path stays behind it otherwise.
  // Source: lib/x509/verify-high.c, gnutls_x509_trust_list_verify_crt2().
  void complete() {
    Path seen;
    for (std::size_t i = 0; i < x_list.size();) {
      const auto length = sort_from(i);
      const auto run = x_list.begin() + static_cast<std::ptrdiff_t>(i);
      const auto twice =
          std::find_if(run, run + static_cast<std::ptrdiff_t>(length), [&](const Facts* facts) {
            return std::ranges::any_of(seen, [&](const Facts* other) { return is_equal(*facts, *other); });
          });
      if (twice != run + static_cast<std::ptrdiff_t>(length)) {
        x_list.erase(twice);
        continue;
      }
      seen.insert(seen.end(), run, run + static_cast<std::ptrdiff_t>(length));
      i += length;
      if (has_anchor_above(*x_list[i - 1])) {
        x_list.resize(i);
        return;
      }
    }
  }

  // Source: lib/x509/verify-high.c, shorten_clist(). An anchor is looked for among those that have the
  // certificate's issuer for their name: only one that is self-issued can be it.
  void shorten() {
    drop_self_signed_end(x_list);
    for (std::size_t i = 1; i < x_list.size(); ++i) {
      if (x_list[i]->is_self_issued() && x_anchors.find(x_list[i]->certificate->sha256) != nullptr)
        x_list.resize(i + 1);
    }
  }

  static void drop_self_signed_end(Path& list) {
    if (list.size() > 1 && is_self_signed(*list.back())) list.pop_back();
  }

  // The anchors of one name, in the order of the store.
  Path anchors_named(std::string_view subject) const {
    Path out;
    for (const auto& anchor : x_anchors.facts()) {
      if (anchor.subject_der == subject) out.push_back(&anchor);
    }
    return out;
  }

  // Source: lib/x509/verify.c, _gnutls_verify_crt_status(), with the anchors of one name alone, which is how
  // the trust list is asked (it hashes names).
  Refusal check(std::string_view anchor_name) {
    const auto anchors = anchors_named(anchor_name);
    x_path = x_list;
    drop_self_signed_end(x_path);
    for (std::size_t i = 0; i < x_path.size(); ++i) {
      const auto same = std::ranges::find_if(anchors, [&](const Facts* anchor) {
        return i == 0 ? is_equal(*x_path[i], *anchor) : has_same_key(*x_path[i], *anchor);
      });
      if (same == anchors.end()) continue;
      if (auto refusal = problem_of_anchor(**same); refusal) return refusal;
      x_path.resize(i);
      x_top = *same;
    }
    if (x_path.empty()) {
      x_path = {x_top};
      return {};
    }
    return check_path(anchors);
  }

  Refusal check_path(const Path& anchors) {
    x_left = kLongestPath;
    x_constraints = {};
    const auto* top = find_issuer(*x_path.back(), anchors);
    if (auto refusal = check_one(x_path.size() - 1, top, Place::below_anchor); refusal) return refusal;
    for (std::size_t i = x_path.size() - 1; i > 0; --i) {
      if (!is_for_servers_for_gnutls(*x_path[i], GnutlsPlace::authority))
        return refuse(Reason::wrong_purpose, "an authority that is not for TLS servers", *x_path[i]);
      // What stands above need not be the issuer: runs that do not belong together follow each other.
      const auto* issuer = is_issuer(*x_path[i - 1], *x_path[i]) ? x_path[i] : nullptr;
      if (auto refusal = check_one(i - 1, issuer, Place::below_sent); refusal) return refusal;
    }
    x_path.push_back(top);
    return {};
  }

  // Source: lib/x509/verify.c, check_ca_sanity()
  Refusal problem_of_anchor(const Facts& anchor) const {
    if (!is_key_strong_for_gnutls(anchor.key, x_rules)) {
      auto out = refuse(Reason::weak_key, "its key is too weak", anchor);
      out.insecure = true;
      out.expired = x_at > anchor.certificate->not_after;
      return out;
    }
    return problem_of_dates(anchor);
  }

  Refusal problem_of_dates(const Facts& certificate) const {
    if (x_at < certificate.certificate->not_before)
      return refuse(Reason::not_yet_valid, "it is not yet valid", certificate);
    if (x_at <= certificate.certificate->not_after) return {};
    auto out = refuse(Reason::expired, "it has expired", certificate);
    out.expired = true;
    return out;
  }

  // The first, unless a later one is valid now. Source: lib/x509/verify.c, find_issuer(), to which the very
  // second of expiry is too late.
  const Facts* find_issuer(const Facts& child, const Path& anchors) const {
    const Facts* out = nullptr;
    for (const auto* anchor : anchors) {
      if (!is_issuer(child, *anchor)) continue;
      if (out == nullptr || (is_in_time(*anchor, x_at) && x_at != anchor->certificate->not_after))
        out = anchor;
    }
    return out;
  }

  enum class Place : unsigned char { below_anchor, below_sent };

  // Source: lib/x509/verify.c, verify_crt(). All is looked at, and the first that is wrong is named.
  Refusal check_one(std::size_t index, const Facts* issuer, Place place) {
    const auto& certificate = *x_path[index];
    if (x_left == 0)
      return refuse(Reason::path_too_long, "the path is longer than an authority allows", certificate);
    --x_left;
    if (issuer == nullptr) return missing_issuer(certificate, index);
    std::vector<Refusal> found = {
        problem_of_names(certificate, *issuer, index),
        problem_of_authority(certificate, *issuer, place),
        problem_of_signature(certificate, *issuer),
        problem_of_extensions(certificate, *issuer, index),
        problem_of_strength(certificate, *issuer),
        problem_of_dates(*issuer),
        problem_of_dates(certificate),
    };
    std::erase_if(found, [](const Refusal& refusal) { return !refusal; });
    if (found.empty()) return {};
    Refusal out = found.front();
    for (const auto& refusal : found) {
      out.expired = out.expired || refusal.expired;
      out.insecure = out.insecure || refusal.insecure;
    }
    return out;
  }

  Refusal missing_issuer(const Facts& certificate, std::size_t index) const {
    const auto reason =
        index == 0 && !certificate.is_self_issued() ? Reason::issuer_not_found : Reason::anchor_not_in_store;
    auto out = refuse(reason, "its issuer is unknown", certificate);
    out.signer_unknown = true;
    return out;
  }

  // Constraints are collected on the way down and held against the leaf alone.
  Refusal problem_of_names(const Facts& certificate, const Facts& issuer, std::size_t index) {
    if (!x_constraints.add(issuer))
      return refuse(Reason::name_constraints, "name constraints that GnuTLS does not take", issuer);
    if (!has_features_of_for_gnutls(certificate, issuer))
      return refuse(Reason::other, "it lacks a TLS feature of its issuer", certificate);
    if (index > 0) return {};
    const auto why = x_constraints.violation(certificate);
    return why.empty() ? Refusal{} : refuse(Reason::name_constraints, why, certificate);
  }

  // Version 1 may issue if it is an anchor; so may an anchor of version 3 that is self-signed and says
  // nothing. Source: lib/x509/verify.c, check_if_ca().
  Refusal problem_of_authority(const Facts& certificate, const Facts& issuer, Place place) {
    if (place == Place::below_anchor && issuer.version == 1) return {};
    if (!is_equal(certificate, issuer)) {
      const bool says_nothing = issuer.find_extension(oid::kBasicConstraints) == nullptr;
      const bool may_say_nothing = place == Place::below_anchor && is_self_signed(issuer);
      if (!issuer.is_ca && !(says_nothing && may_say_nothing))
        return refuse(Reason::not_a_ca, "it is no authority", issuer);
      if (issuer.is_ca && issuer.path_length && *issuer.path_length >= 0)
        x_left = std::min(x_left, *issuer.path_length);
    }
    if (issuer.find_problem(oid::kKeyUsage) != nullptr)
      return refuse(Reason::malformed, "its key usage does not decode", issuer);
    if (!issuer.allows(KeyUsage::key_cert_sign))
      return refuse(Reason::not_a_ca, "its key usage forbids to sign certificates", issuer);
    return {};
  }

  Refusal problem_of_signature(const Facts& certificate, const Facts& issuer) const {
    if (x_anchors.signatures().verifies(issuer, certificate)) return {};
    return refuse(Reason::bad_signature, "its signature does not fit", certificate);
  }

  Refusal problem_of_extensions(const Facts& certificate, const Facts& issuer, std::size_t index) const {
    if (has_unknown_critical_for_gnutls(issuer))
      return refuse(Reason::critical_extension, "unknown critical extension", issuer);
    if (index == 0 && has_unknown_critical_for_gnutls(certificate))
      return refuse(Reason::critical_extension, "unknown critical extension", certificate);
    return {};
  }

  Refusal problem_of_strength(const Facts& certificate, const Facts& issuer) const {
    Refusal out;
    const auto by = is_self_signed(certificate) ? GnutlsSigner::itself : GnutlsSigner::another;
    if (!is_signature_strong_for_gnutls(certificate.signature, issuer.key, by))
      out = refuse(Reason::weak_signature, "insecure signature algorithm", certificate);
    for (const auto* facts : {&issuer, &certificate}) {
      if (!is_key_strong_for_gnutls(facts->key, x_rules))
        out = refuse(Reason::weak_key, "its key is too weak, or of an unknown kind", *facts);
    }
    out.insecure = out.culprit != nullptr;
    return out;
  }

  Answer answer(const Refusal& refusal) const {
    Answer out{.trusted = !refusal};
    for (const auto* facts : x_path.empty() ? x_list : x_path) out.path.push_back(facts->certificate);
    if (!refusal) return out;
    out.reason = refusal.reason;
    out.culprit = refusal.culprit->certificate;
    out.detail = fmt::format("{}: {}", out.culprit->subject.short_name(), refusal.detail);
    return out;
  }

  const Anchors& x_anchors;
  const GnutlsRules& x_rules;
  Instant x_at;
  Path x_list;  // what was sent, sorted and cut
  Path x_path;  // the part of it below the anchor; with the anchor in the end
  const Facts* x_top = nullptr;
  GnutlsConstraints x_constraints;
  std::int64_t x_left = 0;
};

}  // namespace

Result<Answer> verify_gnutls(const Anchors& anchors, const Client& client, const PreparedChain& chain,
                             Instant at) {
  if (client.gnutls == nullptr) return fail("wrong-client", fmt::format("{} has no GnuTLS rules", client.id));
  const auto& sent = chain.certificates();
  if (sent.empty()) return fail("empty-chain", "no certificate to judge");
  if (anchors.facts().empty()) return without_anchors(sent);
  auto facts = facts_of_all(sent);
  if (!facts) return std::unexpected(std::move(facts).error());
  return Check(anchors, *client.gnutls, at).ask(*facts);
}

}  // namespace rehearse::trust
