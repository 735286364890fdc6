#include "trust/java_search.h"

#include <algorithm>
#include <utility>

namespace rehearse::trust {
namespace {

bool is_valid_at(const cert::Certificate& certificate, Instant at) {
  return certificate.not_before <= at && at <= certificate.not_after;
}

}  // namespace

// The refusal that got furthest is the one to tell; of equals the first.
void JavaSearch::note(JavaRefusal refusal, std::size_t reached) {
  if (reached <= x_reached) return;
  x_reached = reached;
  x_refusal = std::move(refusal);
}

int JavaSearch::rank(const JavaCertificate& candidate, const JavaCertificate& below) const {
  const auto& wanted = below.facts->authority_key_id;
  if (wanted && wanted->key_id && candidate.facts->subject_key_id == wanted->key_id) return 0;
  return x_trusted_names.contains(candidate.issuer) ? 1 : 2;
}

void JavaSearch::add(Candidates& out, const JavaCertificate& candidate, const JavaCertificate& below) const {
  const auto is_same = [&](const auto* other) { return other->is_same_as(candidate); };
  if (std::ranges::any_of(out, is_same)) return;
  const auto by_rank = [&](const auto* other) { return rank(*other, below); };
  out.insert(std::ranges::upper_bound(out, rank(candidate, below), {}, by_rank), &candidate);
}

bool JavaSearch::fits_as_anchor(const JavaCertificate& anchor, const Level& level) const {
  if (anchor.subject != level.below.issuer) return false;
  const auto& dates = anchor.certificate();
  const auto& below = level.below.certificate();
  if (anchor.facts->version < 3 &&
      (!is_valid_at(dates, below.not_before) || !is_valid_at(dates, below.not_after)))
    return false;
  return !x_is_dated || is_valid_at(dates, x_question.at);
}

bool JavaSearch::fits_as_sent(const JavaCertificate& certificate, const Level& level) {
  if (certificate.subject != level.below.issuer) return false;
  const auto reached = x_path.size() + 1;
  if (auto refused = java_check_alone(certificate, x_question);
      refused && !is_valid_at(certificate.certificate(), x_question.at)) {
    note(*std::move(refused), reached);
    return false;
  }
  if (certificate.path_length < 0) {
    note(java_refusal(Reason::not_a_ca, certificate, "cert is NOT a CA cert"), reached);
    return false;
  }
  if (certificate.path_length < level.authorities ||
      level.authorities >= x_question.rules.most_intermediates) {
    note(java_refusal(Reason::path_too_long, certificate, "too many authorities below it"), reached);
    return false;
  }
  return true;
}

JavaSearch::Candidates JavaSearch::candidates(const Level& level) {
  Candidates out;
  for (const auto& anchor : x_anchors) {
    if (fits_as_anchor(anchor, level)) add(out, anchor, level.below);
  }
  x_is_dated = true;
  for (const auto& certificate : x_sent) {
    if (fits_as_sent(certificate, level)) add(out, certificate, level.below);
  }
  return out;
}

bool JavaSearch::is_repeated(const JavaCertificate& candidate) const {
  const auto san = [](const JavaCertificate& certificate) {
    const auto* names = certificate.facts->find_extension(oid::kSubjectAltName);
    return names == nullptr || certificate.has_unreadable_names ? std::string_view() : names->value;
  };
  return std::ranges::any_of(x_path, [&](const auto* in_path) {
    return in_path->is_same_as(candidate) ||
           (in_path->subject == candidate.subject &&
            in_path->certificate().spki_sha256 == candidate.certificate().spki_sha256 &&
            san(*in_path) == san(candidate));
  });
}

JavaSearch::Outcome JavaSearch::try_anchor(const JavaCertificate& anchor) {
  if (java_blocks(anchor.certificate().sha256.hex())) {
    note(java_refusal(Reason::rejected_by_store, anchor, "Java blocks this very certificate"), x_path.size());
    return {.fails = true};
  }
  auto refused = java_check_path(x_path, anchor, x_question);
  const bool is_taken = !refused || refused->is_final;
  if (!refused) refused = java_check_found(*x_path.front(), anchor, x_question);
  if (refused) {
    note(*std::move(refused), (is_taken ? kTaken : kWhole) + x_path.size());
    return {.refuses = is_taken, .fails = !is_taken};
  }
  if (x_found.anchor == nullptr) x_found = {.path = x_path, .anchor = &anchor, .refusal = {}};
  return {.holds = true};
}

// ForwardBuilder.verifyCert(), for what is no anchor.
bool JavaSearch::may_continue_with(const JavaCertificate& candidate) {
  auto refused = java_check_alone(candidate, x_question);
  if (!refused && !candidate.facts->allows(KeyUsage::key_cert_sign))
    refused = java_refusal(Reason::not_a_ca, candidate, "keyCertSign bit is not set");
  if (!refused) return true;
  note(*std::move(refused), x_path.size() + 1);
  return false;
}

JavaSearch::Outcome JavaSearch::try_candidate(const JavaCertificate& candidate, const Level& level) {
  if (is_repeated(candidate)) {
    note(java_refusal(Reason::anchor_not_in_store, candidate, "it leads no further"), x_path.size());
    return {.fails = true};
  }
  if (x_anchor_digests.contains(candidate.certificate().sha256)) return try_anchor(candidate);
  if (!may_continue_with(candidate)) return {.fails = true};
  if (level.below.is_self_issued() && candidate.is_self_issued()) {
    note(java_refusal(Reason::anchor_not_in_store, candidate, "two self-issued certificates in a row"),
         x_path.size());
    return {.stops = true};
  }
  x_path.push_back(&candidate);
  const int authorities = level.authorities + (candidate.is_self_issued() ? 0 : 1);
  const auto outcome = search({.below = candidate, .authorities = authorities});
  x_path.pop_back();
  return outcome;
}

JavaSearch::Outcome JavaSearch::search(const Level& level) {
  const auto all = candidates(level);
  if (all.empty()) {
    const auto reason = x_path.size() == 1 ? Reason::issuer_not_found : Reason::anchor_not_in_store;
    note(java_refusal(reason, level.below, "unable to find its issuer"), x_path.size());
  }
  Outcome out;
  bool is_over = false;
  int last_rank = 0;
  for (const auto* candidate : all) {
    const int own_rank = rank(*candidate, level.below);
    if (is_over && own_rank != last_rank) return out;
    last_rank = own_rank;
    if (++x_steps > kMostSteps) return {};
    const auto one = try_candidate(*candidate, level);
    out.holds = out.holds || one.holds;
    out.refuses = out.refuses || one.refuses;
    out.fails = out.fails || one.stops;
    is_over = is_over || !one.fails;
  }
  out.fails = out.fails || !is_over;
  return out;
}

Result<JavaFound> JavaSearch::run() {
  for (const auto& anchor : x_anchors) {
    x_trusted_names.insert(anchor.subject);
    x_anchor_digests.insert(anchor.certificate().sha256);
  }
  const auto& leaf = x_sent.front();
  if (auto refused = java_check_alone(leaf, x_question))
    return JavaFound{.path = {&leaf}, .refusal = *std::move(refused)};
  x_path.push_back(&leaf);
  const auto outcome = search({.below = leaf, .authorities = 0});
  if (x_steps > kMostSteps)
    return fail("path-search-too-long", "so many certificates of the same names that no answer was found");
  if (outcome.holds && !outcome.refuses && !outcome.fails) return x_found;
  if (outcome.holds)
    x_refusal.detail += " (Java may take another path, which holds: it goes by the order of hash codes)";
  return JavaFound{.path = x_path, .refusal = x_refusal};
}

}  // namespace rehearse::trust
