#include "judge/identify.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "judge/announced.h"
#include "judge/scope.h"

namespace rehearse::judge {
namespace {

bool key_fits(const std::string& wanted, const std::string& seen) {
  return wanted.empty() || seen.empty() || wanted == seen;
}

bool fingerprint_fits(const profile::Authority& wanted, const cert::Certificate& seen) {
  return !wanted.fingerprint || *wanted.fingerprint == seen.sha256;
}

bool fits_issuer(const profile::Authority& wanted, const cert::Chain& chain) {
  const auto& leaf = *chain.front();
  if (!leaf.issuer.has_all_of(wanted.name) || !key_fits(wanted.key_id, leaf.authority_key_id)) return false;
  // A namesake is told from the announced one only where more than its name is announced; what the wrong one
  // breaks, trust says.
  const bool by_name = wanted.key_id.empty() && !wanted.fingerprint;
  bool was_sent = false;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    const auto& sent = *chain[i];
    if (sent.subject != leaf.issuer) continue;
    if (fingerprint_fits(wanted, sent) && key_fits(wanted.key_id, sent.subject_key_id) &&
        (by_name || cert::is_issued_by(leaf, sent)))
      return true;
    was_sent = true;
  }
  return !was_sent;  // not sent: the name has to do
}

// Of the path up from the leaf alone: a root that the vendor sends ahead of its time proves nothing.
bool fits_anchor(const profile::Authority& wanted, const cert::Chain& chain) {
  const auto path = cert::path_of(chain);
  for (std::size_t i = 1; i < path.size(); ++i) {
    const auto& sent = *path[i];
    if (!sent.subject.has_all_of(wanted.name) || !key_fits(wanted.key_id, sent.subject_key_id)) continue;
    // The anchor itself must be the announced one; a cross-sign of its key has another fingerprint by nature.
    if (!sent.is_self_issued() || fingerprint_fits(wanted, sent)) return true;
  }
  const auto& top = *path.back();
  // A root that was made anew under its old name: what it did not sign does not end in it.
  const auto did_not_sign = [&](const auto& sent) {
    return sent->subject == top.issuer && !cert::is_issued_by(top, *sent);
  };
  return !top.is_self_issued() && top.issuer.has_all_of(wanted.name) &&
         key_fits(wanted.key_id, top.authority_key_id) && std::ranges::none_of(chain, did_not_sign);
}

bool fits_authorities(const profile::Expect& expect, const cert::Chain& chain) {
  // The leaf alone shows no anchor: then the announced issuer has to do, and trust says what the omission
  // breaks.
  const bool anchor_hidden =
      expect.issuer && cert::path_of(chain).size() == 1 && !chain.front()->is_self_issued();
  return (!expect.issuer || fits_issuer(*expect.issuer, chain)) &&
         (!expect.anchor || anchor_hidden || fits_anchor(*expect.anchor, chain));
}

bool alternates(const RouteEvidence& route) {
  return route.chains().size() > 1;
}

// Every chain that today's edges showed: an edge in transition shows the old one and the new one.
std::vector<const cert::Chain*> chains_of(const std::vector<const RouteEvidence*>& today) {
  std::vector<const cert::Chain*> out;
  for (const auto* route : today) {
    const auto chains = route->chains();
    out.insert(out.end(), chains.begin(), chains.end());
  }
  return out;
}

// One that production sends as well shows nothing.
bool header_seen(const IdentifyQuestion& q) {
  return q.target->prove && carries(*q.target->prove, *q.next) &&
         std::ranges::none_of(q.today, [&](const auto* it) { return carries(*q.target->prove, *it); });
}

// Address, port and SNI together: one balancer may serve the new certificate under another name or port.
bool elsewhere(const IdentifyQuestion& q) {
  const auto& next = q.next->route;
  bool any_known = false;
  for (const auto* today : q.today) {
    const auto& route = today->route;
    if (!route.address) continue;
    any_known = true;
    const bool same_address =
        route.address == next.address || std::ranges::count(route.candidates, *next.address) > 0;
    if (same_address && route.port == next.port && route.sni == next.sni) return false;
  }
  return any_known;  // with no address of today's known, nothing shows that this is another machine
}

Identified pass(std::string why, std::string detail) {
  return {StageOutcome::pass, std::move(why), std::move(detail)};
}
Identified fail_as(std::string why, std::string detail) {
  return {StageOutcome::fail, std::move(why), std::move(detail)};
}

// A renewal by the same authorities looks like them before and after, and a key may be kept. Only the leaf,
// or what it replaces, says which of the two it is.
// A fingerprint of one that goes away tells only where it was seen to serve: of several nodes each may have a
// leaf of its own.
bool tells_apart(const profile::Profile& profile, Announced announced,
                 const std::vector<const cert::Chain*>& today) {
  const auto& replaces = profile.change.replaces;
  if (announced == Announced::by_leaf || replaces.issuer) return true;
  return std::ranges::any_of(today, [&](const auto* live) { return is_replaced(replaces, *live->front()); });
}

Identified no_baseline(const std::string& what) {
  return fail_as("no-baseline", what +
                                    ", and neither expect.fingerprint nor change.replaces tells the new "
                                    "certificate from the old one");
}

// Root and intermediates, published without a server's certificate.
Identified identify_authorities(const profile::Expect& expect, const cert::Chain& published) {
  const auto announced = announced_authorities(expect);
  const auto is_announced = [&](const auto& certificate) {
    return std::ranges::any_of(announced,
                               [&](const auto& one) { return is_authority(one.authority, *certificate); });
  };
  if (announced.empty() || std::ranges::any_of(published, is_announced))
    return pass("", "the published authorities are the announced ones; no edge was asked");
  return fail_as("another-certificate", "none of the published authorities is an announced one");
}

// A renewal begins after what it renews: one of the same authorities that began before it is a predecessor
// which an edge still has, or the leaf of a node of its own.
bool is_predecessor(const IdentifyQuestion& q, const std::vector<const cert::Chain*>& today) {
  const auto begin = q.next->chain().front()->not_before;
  return std::ranges::any_of(today, [&](const auto* live) {
    return begin < live->front()->not_before &&
           is_announced(q.profile->expect, q.profile->change.replaces, *live) != Announced::no;
  });
}

std::string differs(std::string_view what, const Sha256& seen, const std::vector<Sha256>& announced) {
  return fmt::format("; {} is {}, and {}", what, seen.hex(),
                     announced.size() == 1 ? "the announced one " + announced.front().hex()
                                           : fmt::format("none of the {} announced ones", announced.size()));
}

// The first thing that speaks against a chain that is not announced: what was seen, and what was said of it.
std::string what_differs(const profile::Expect& expect, const cert::Chain& chain) {
  const auto& leaf = *chain.front();
  const bool has_key = std::ranges::count(expect.spkis, leaf.spki_sha256) > 0;
  if (!has_key && !expect.fingerprints.empty())
    return differs("its SHA-256", leaf.sha256, expect.fingerprints);
  if (!has_key && !expect.spkis.empty())
    return differs("the SHA-256 of its public key", leaf.spki_sha256, expect.spkis);
  if (expect.issuer && !fits_issuer(*expect.issuer, chain)) {
    const bool by_name = !leaf.issuer.has_all_of(expect.issuer->name);
    return "; the announced issuer is " + expect.issuer->name.text() +
           (by_name ? "" : ", with another key or certificate");
  }
  return expect.anchor ? "; it does not end in the announced anchor, " + expect.anchor->name.text() : "";
}

std::string not_announced_text(const profile::Expect& expect, const cert::Chain& chain) {
  return "it serves a certificate that was not announced, issued by " + chain.front()->issuer.text() +
         what_differs(expect, chain);
}

std::string still_old_text(const cert::Certificate& leaf) {
  return "it still serves the certificate that is to be replaced, issued by " + leaf.issuer.text();
}

Identified not_announced(const IdentifyQuestion& q, bool same_as_today) {
  const auto& chain = q.next->chain();
  return same_as_today || is_replaced(q.profile->change.replaces, *chain.front())
             ? fail_as("still-old", still_old_text(*chain.front()))
             : fail_as("another-certificate", not_announced_text(q.profile->expect, chain));
}

Identified not_staged(const IdentifyQuestion& q) {
  const auto is_known = [](const auto* today) { return today->route.address.has_value(); };
  const std::string why = std::ranges::any_of(q.today, is_known)
                              ? "its address and port are among today's"
                              : "no address of today's is known to tell it from";
  return fail_as("not-staged", "nothing shows that this is the staged edge: " + why +
                                   (q.target->prove ? ", and " + q.target->prove->header + " does not show it"
                                                    : std::string()) +
                                   ". The new certificate's SHA-256 in expect.fingerprint would settle it");
}

// The chain is the announced one, and none of today's. Does the machine matter, and is it the staged one?
Identified identify_machine(const IdentifyQuestion& q, Announced announced, bool is_today_seen,
                            bool is_told_apart) {
  if (announced == Announced::by_leaf) return pass("", "the leaf is the announced one");
  if (announced == Announced::by_key && (is_today_seen || is_told_apart))
    return pass("", "the leaf has the announced key, and is not one that serves today");
  if (!is_today_seen && !is_told_apart) return no_baseline("what serves today could not be seen");
  if (header_seen(q))
    return pass("", "the announced authorities stand behind it; the edge says that it is the staged one");
  if (elsewhere(q))
    return pass("", "the announced authorities stand behind it; the machine is not one of today's");
  return not_staged(q);
}

}  // namespace

bool proves(const profile::Prove& prove, const call::Response& response) {
  return std::ranges::any_of(response.headers, [&](const auto& header) {
    return same_ignoring_case(header.first, prove.header) &&
           (prove.values.empty() || std::ranges::count(prove.values, header.second) > 0);
  });
}

Announced is_announced(const profile::Expect& expect, const profile::Replaced& replaces,
                       const cert::Chain& chain) {
  if (chain.empty()) return Announced::no;
  const auto& leaf = *chain.front();
  if (std::ranges::count(expect.fingerprints, leaf.sha256) > 0) return Announced::by_leaf;
  const bool has_key = std::ranges::count(expect.spkis, leaf.spki_sha256) > 0;
  if (!has_key && !(expect.fingerprints.empty() && expect.spkis.empty())) return Announced::no;
  if (!has_key && !expect.issuer && !expect.anchor) return Announced::no;
  if (is_replaced(replaces, leaf) || !fits_authorities(expect, chain)) return Announced::no;
  return has_key ? Announced::by_key : Announced::by_authorities;
}

bool carries(const profile::Prove& prove, const RouteEvidence& route) {
  return std::ranges::any_of(route.looks, [&](const auto& response) { return proves(prove, response); }) ||
         std::ranges::any_of(route.calls, [&](const auto& call) { return proves(prove, call.response); });
}

std::vector<Proof> proofs_of(const IdentifyQuestion& q) {
  const auto& chain = q.next->chain();
  const auto announced = is_announced(q.profile->expect, q.profile->change.replaces, chain);
  if (announced == Announced::no) return {};
  std::vector<Proof> out;
  if (announced == Announced::by_leaf) out.push_back({"fingerprint", "the leaf is the announced one"});
  if (announced == Announced::by_key) out.push_back({"key", "the leaf has the announced key"});
  if (announced == Announced::by_authorities)
    out.push_back({"issuer", "the announced authorities stand behind it"});
  if (q.next->route.why == route::Why::pem) {
    out.push_back({"published", "the chain is from a file; no edge was asked"});
    return out;
  }
  const auto today = chains_of(q.today);
  const auto is_ours = [&](const auto* live) { return same_chain(*live, chain); };
  if (!today.empty() && std::ranges::none_of(today, is_ours))
    out.push_back({"certificate", "today's edges show another chain"});
  if (header_seen(q)) out.push_back({"header", "an answer carried " + q.target->prove->header});
  if (elsewhere(q)) out.push_back({"address", "the machine is not one of today's"});
  return out;
}

Identified identify(const IdentifyQuestion& q) {
  const auto& chain = q.next->chain();
  const bool is_published = q.next->route.why == route::Why::pem;
  if (is_published && chain.front()->is_ca) return identify_authorities(q.profile->expect, chain);
  if (alternates(*q.next)) {
    return fail_as("alternating", "the edge served different chains from one connection to the next");
  }
  const auto today = chains_of(q.today);
  const auto is_same_leaf = [&](const auto* live) { return live->front()->sha256 == chain.front()->sha256; };
  // With the root, or without an intermediate: a file need not hold what a server sends.
  const auto is_ours = [&](const auto* live) {
    return is_published ? is_same_leaf(live) : same_chain(*live, chain);
  };
  const auto is_announced_leaf = [&](const auto* live) {
    return is_announced(q.profile->expect, q.profile->change.replaces, *live) == Announced::by_leaf;
  };
  const auto announced = is_announced(q.profile->expect, q.profile->change.replaces, chain);
  if (announced == Announced::no) return not_announced(q, std::ranges::any_of(today, is_ours));
  const bool is_told_apart = tells_apart(*q.profile, announced, today);
  // Only if it is all that today's edges show: one that still alternates has not switched.
  if (!today.empty() &&
      (std::ranges::all_of(today, is_ours) || std::ranges::all_of(today, is_announced_leaf))) {
    return is_told_apart ? pass("already-live", "today's edge serves the announced chain too")
                         : no_baseline("today's edge serves the same chain");
  }
  // Of several that serve today, one may do so for long: that this edge shows it too says nothing.
  if (!is_told_apart && std::ranges::any_of(today, is_same_leaf))
    return no_baseline("one of today's edges serves the same certificate");
  if (!is_told_apart && is_predecessor(q, today))
    return no_baseline("it is older than what serves today, which fits the announcement as well");
  return is_published ? pass("", "the published chain is the announced one; no edge was asked")
                      : identify_machine(q, announced, !today.empty(), is_told_apart);
}

Identified identify_switched(const profile::Profile& profile, const RouteEvidence& today) {
  if (alternates(today)) {
    return fail_as("alternating", "the edge served different chains from one connection to the next");
  }
  const auto announced = is_announced(profile.expect, profile.change.replaces, today.chain());
  const auto& leaf = *today.chain().front();
  if (announced == Announced::no)
    return fail_as("not-switched",
                   "the window is over, and " + (is_replaced(profile.change.replaces, leaf)
                                                     ? still_old_text(leaf)
                                                     : not_announced_text(profile.expect, today.chain())));
  return tells_apart(profile, announced, {}) ? pass("already-live", "it serves the announced chain")
                                             : no_baseline("the announced authorities stand behind it");
}

}  // namespace rehearse::judge
