#include "judge/stages.h"

#include <algorithm>

#include "judge/identify.h"
#include "trust/handshake.h"

namespace rehearse::judge {
namespace {

// Error codes are ids already; an empty one must not make a failed stage look passed.
std::string id_or(const std::string& id, std::string_view otherwise) {
  return id.empty() ? std::string(otherwise) : id;
}

// The path's leaf or a key on the path, the anchor's too, is one that the integration pins. What was sent and
// is not on the path counts for no client.
bool is_pinned(const std::vector<Sha256>& pins, const cert::Chain& path) {
  const auto has = [&](const Sha256& digest) { return std::ranges::count(pins, digest) > 0; };
  return !path.empty() && (has(path.front()->sha256) ||
                           std::ranges::any_of(path, [&](const auto& c) { return has(c->spki_sha256); }));
}

bool may_negotiate(const trust::Client& client, const probe::Handshake& handshake, const cert::Chain& chain) {
  const auto version = trust::to_tls_version(handshake.version);
  // `none` is a version nobody has a name for: older than every client's oldest.
  if (version < client.oldest_version || version > client.newest_version) return false;
  return trust::why_key_is_unfit(client, chain.front()).empty();
}

class Walk {
 public:
  Walk(const RowQuestion& question, std::vector<Finding>& findings)
      : q(question), x_findings(findings), x_row(undecided_row(question)) {}

  Row go() && {
    if (is_published()) return std::move(*this).go_without_edge();
    if (resolve() && connect() && negotiate() && identify()) {
      const bool covered = name();
      const bool trusted = trust();
      if (covered && trusted && x_negotiate_why.empty() && own_name()) {
        judge_today();
        call();
      }
    }
    if (!x_decided) conclude();
    return std::move(x_row);
  }

 private:
  const probe::Handshake& handshake() const { return *q.edge->handshake(); }
  const cert::Chain& chain() const { return q.edge->chain(); }
  std::string where() const { return x_row.endpoint + "/" + x_row.store; }

  Stage& stage(StageName name) { return x_row.stages[static_cast<std::size_t>(name)]; }

  void pass(StageName name, std::string why = {}) {
    stage(name).outcome = StageOutcome::pass;
    stage(name).why = std::move(why);
  }

  // Marks the stage as failed; the first failure that decides gives the row its verdict.
  bool failed(StageName name, Verdict verdict, std::string why, std::string detail) {
    stage(name).outcome = StageOutcome::fail;
    stage(name).why = why;
    if (!x_decided) {
      x_decided = true;
      x_row.verdict = verdict;
      x_row.stage = name;
      x_row.reason = std::move(why);
      x_row.detail = std::move(detail);
    }
    return false;
  }

  bool is_published() const { return q.edge->route.why == route::Why::pem; }

  // A chain from a file stands for the handshake: there is nothing to resolve and to call.
  Row go_without_edge() && {
    for (const auto name : {StageName::resolve, StageName::connect, StageName::negotiate, StageName::call})
      stage(name).why = "no-edge";
    if (chain().empty()) {
      failed(StageName::identify, Verdict::inconclusive, "no-chain", "the published chain is empty");
    } else if (identify()) {
      if (chain().front()->is_ca) {
        judge_authorities();
      } else {
        const bool covered = name();
        if (trust() && covered) {
          judge_today();
          miss_calls();
        }
      }
    }
    if (!x_decided) conclude();
    return std::move(x_row);
  }

  // What decides is not known where it was not tried.
  void miss_calls() {
    const auto& endpoints = q.evidence->profile->endpoints;
    const auto endpoint = std::ranges::find(endpoints, x_row.endpoint, &profile::Endpoint::name);
    if (endpoint == endpoints.end()) return;
    const auto call = std::ranges::find(endpoint->calls, profile::Must::pass, &profile::Call::must);
    if (call == endpoint->calls.end()) return;
    failed(StageName::call, Verdict::inconclusive, "no-edge",
           call->name + " must pass, and a published chain has no edge that answers it");
  }

  // Root and intermediates alone: whether the store has an anchor is all that can be said.
  void judge_authorities() {
    stage(StageName::name).why = "no-leaf";
    const auto held = q.store->error ? Result<trust::Held>(std::unexpected(*q.store->error))
                                     : q.evidence->oracle.anchor(q.store->name, chain());
    if (!held) {
      failed(StageName::trust, Verdict::inconclusive, id_or(held.error().code, "store-unreadable"),
             held.error().text());
      return;
    }
    if (held->anchor == nullptr) {
      failed(StageName::trust, Verdict::will_break, "anchor-not-in-store",
             "the store has none of the published authorities, and none that issued one");
      x_row.remedy = held->remedy;
      return;
    }
    pass(StageName::trust);
    failed(StageName::name, Verdict::inconclusive, "no-leaf",
           "the store has an anchor, " + held->anchor->subject.short_name() +
               "; no certificate of a server's was published, so neither its name nor its dates were judged");
  }

  bool resolve() {
    const auto& route = q.edge->route;
    if (route.address) return pass(StageName::resolve), true;
    const auto error = route.unresolved.value_or(Error{"unresolved", "the name has no address", {}});
    return failed(StageName::resolve, Verdict::inconclusive, id_or(error.code, "unresolved"), error.text());
  }

  bool connect() {
    const auto* seen = q.edge->handshake();
    if (seen != nullptr && seen->reached != probe::Reached::nothing) return pass(StageName::connect), true;
    const std::string why = seen == nullptr ? "not-tried" : id_or(seen->failure, "connect-failed");
    return failed(StageName::connect, Verdict::inconclusive, why, seen == nullptr ? "" : seen->failure_text);
  }

  // Whether the walk goes on: it does with a chain, even where the handshake failed.
  bool negotiate() {
    const auto& seen = handshake();
    if (seen.reached == probe::Reached::finished && seen.failure.empty() && !chain().empty()) {
      if (const auto* other = q.edge->failed_handshake())
        return negotiate_failed(other->failure,
                                "another connection to the same edge: " + other->failure_text);
      if (may_negotiate(*q.store->client, seen, chain())) return pass(StageName::negotiate), true;
      return negotiate_failed("client-may-not-negotiate",
                              std::string(q.store->client->id) + " does not speak " + seen.version +
                                  " with a key of type " + chain().front()->key_type);
    }
    return negotiate_failed(id_or(seen.failure, chain().empty() ? "no-chain" : "tls-failed"),
                            seen.failure_text);
  }

  bool negotiate_failed(std::string why, std::string detail) {
    stage(StageName::negotiate).outcome = StageOutcome::fail;
    stage(StageName::negotiate).why = why;
    if (chain().empty())
      return failed(StageName::negotiate, Verdict::inconclusive, std::move(why), std::move(detail));
    x_negotiate_why = std::move(why);
    x_negotiate_detail = std::move(detail);
    return true;
  }

  bool identify() {
    const auto& identified = *q.identified;
    if (identified.outcome != StageOutcome::pass) {
      return failed(StageName::identify, Verdict::inconclusive, identified.why, identified.detail);
    }
    pass(StageName::identify, identified.why);
    if (identified.why == "already-live") {
      x_findings.push_back({"already-live", x_row.endpoint + "/" + x_row.target, identified.detail});
    }
    return true;
  }

  bool name() {
    const auto& host = q.edge->route.verify_name;
    const auto& leaf = *chain().front();
    if (q.evidence->oracle.covers(leaf, host, *q.store->client)) return pass(StageName::name), true;
    x_row.culprit = leaf.sha256;
    return failed(StageName::name, Verdict::will_break, "name-mismatch",
                  "the certificate does not cover " + host);
  }

  // The announced leaf, seen under the name that a target puts in the place of production's.
  bool own_name() {
    const auto& profile = *q.evidence->profile;
    const auto endpoint = std::ranges::find(profile.endpoints, x_row.endpoint, &profile::Endpoint::name);
    const auto& leaf = *chain().front();
    if (endpoint == profile.endpoints.end() || endpoint->url.host == q.edge->route.verify_name ||
        is_announced(profile.expect, profile.change.replaces, chain()) != Announced::by_leaf ||
        q.evidence->oracle.covers(leaf, endpoint->url.host, *q.store->client))
      return true;
    x_row.culprit = leaf.sha256;
    return failed(StageName::name, Verdict::inconclusive, "own-name-not-covered",
                  "the announced certificate covers " + q.edge->route.verify_name + ", and not " +
                      endpoint->url.host + ", whose place that takes");
  }

  // Every moment of the window at which the store may say something else: its ends, and what is between them.
  // The oracle tells so many changes at once and no more.
  Result<std::vector<Instant>> moments_of(const cert::Chain& judged) const {
    std::vector<Instant> out = {q.moments.first};
    const auto& oracle = q.evidence->oracle;
    for (auto from = q.moments.first; oracle.changes && from < q.moments.last;) {
      auto changes = oracle.changes(q.store->name, judged, from);
      if (!changes) return changes;
      const auto before = out.size();
      for (const auto at : *changes) {
        if (at > from && at < q.moments.last) out.push_back(at);
      }
      if (out.size() == before) break;
      from = out.back();
    }
    out.push_back(q.moments.last);
    return out;
  }

  bool trust() {
    if (q.store->error) {
      return failed(StageName::trust, Verdict::inconclusive, id_or(q.store->error->code, "store-unreadable"),
                    q.store->error->text());
    }
    const auto& pins = q.evidence->profile->expect.pins;
    const auto moments = moments_of(chain());
    if (!moments)
      return failed(StageName::trust, Verdict::inconclusive, "trust-not-judged", moments.error().text());
    for (const auto at : *moments) {
      auto answer = q.evidence->oracle.answer(q.store->name, chain(), at);
      if (!answer)
        return failed(StageName::trust, Verdict::inconclusive, "trust-not-judged", answer.error().text());
      if (!answer->trusted || x_row.path.empty()) x_row.path = answer->path;
      if (!answer->trusted) return untrusted(*answer, at);
      if (!pins.empty() && !is_pinned(pins, answer->path)) {
        x_row.culprit = chain().front()->sha256;
        return failed(StageName::trust, Verdict::will_break, "pinned",
                      "the integration pins another certificate or key");
      }
    }
    look_ahead();
    warn_of_later();
    return pass(StageName::trust), true;
  }

  // What the store says when the window is over and the leaf still lasts.
  void look_ahead() {
    const auto& oracle = q.evidence->oracle;
    if (!oracle.changes) return;
    const auto changes = oracle.changes(q.store->name, chain(), q.moments.last);
    for (const auto at : changes.value_or(std::vector<Instant>())) {
      const auto answer = oracle.answer(q.store->name, chain(), at);
      if (!answer) continue;
      Change change{.at = at, .trusted = answer->trusted, .reason = {}, .detail = answer->detail};
      if (!answer->trusted) change.reason = id_or(std::string(to_id(answer->reason)), "other");
      if (answer->trusted && !answer->path.empty()) change.detail = answer->path.back()->subject.short_name();
      x_row.changes.push_back(std::move(change));
    }
  }

  // A yes for the window is none for the life of the certificate: an anchor may end before it.
  void warn_of_later() {
    const auto end = std::ranges::find(x_row.changes, false, &Change::trusted);
    if (end == x_row.changes.end()) return;
    x_findings.push_back({"breaks-later", where(),
                          "from " + to_rfc3339(end->at) + " on this store no longer accepts the new chain (" +
                              end->reason + ": " + end->detail + ")"});
  }

  // Of a leaf that was published alone it is not known what a server will send with it.
  bool may_be_sent(const trust::Answer& answer) const {
    return is_published() && chain().size() == 1 && answer.reason == trust::Reason::issuer_not_found &&
           q.evidence->profile->expect.intermediates != profile::Intermediates::omitted;
  }

  bool untrusted(const trust::Answer& answer, Instant at) {
    const bool decides = !x_decided;
    const bool is_open = may_be_sent(answer);
    failed(StageName::trust, is_open ? Verdict::inconclusive : Verdict::will_break,
           id_or(std::string(to_id(answer.reason)), "other"),
           answer.detail +
               (is_open ? "; the leaf was published alone, and a server may send what issued it" : ""));
    if (!decides) return false;  // the name failed first: that is what the row is about
    x_row.at = at;
    look_ahead();
    if (answer.culprit) x_row.culprit = answer.culprit->sha256;
    if (auto remedy = q.evidence->oracle.remedy(q.store->name, chain(), at))
      x_row.remedy = std::move(*remedy);
    return false;
  }

  // In the window both chains are live: a store that holds the new root only must not lose the old one before
  // its end.
  void judge_today() {
    bool seen = false;
    for (const auto* today : q.today) {
      for (const auto* chain : today->chains()) {
        seen = true;
        judge_live(*chain);
      }
    }
    if (!seen) {
      x_findings.push_back(
          {"today-not-judged", where(), "what serves today could not be seen, so it was not judged"});
    }
  }

  void judge_live(const cert::Chain& live) {
    const auto moments = moments_of(live);
    if (!moments) {
      x_findings.push_back({"today-not-judged", where(), moments.error().text()});
      return;
    }
    for (const auto at : *moments) {
      const auto answer = q.evidence->oracle.answer(q.store->name, live, at);
      if (answer && answer->trusted) continue;
      if (answer) {
        x_findings.push_back(
            {"breaks-today", where(),
             "this store accepts the new chain, but not the one that serves until the change (" +
                 std::string(to_id(answer->reason)) + ": " + answer->detail +
                 "): add the new root, do not remove the old one yet"});
      } else {
        x_findings.push_back({"today-not-judged", where(), answer.error().text()});
      }
      return;
    }
  }

  void call() {
    const CallEvidence* worst = nullptr;
    bool any_answered = false;
    for (const auto& call : q.edge->calls) {
      const bool well =
          call.judged.outcome == call::Outcome::passed || call.judged.outcome == call::Outcome::answered;
      any_answered = any_answered || well || call.judged.outcome == call::Outcome::assert_failed;
      if (well || call.call->must != profile::Must::pass) continue;
      // An assert that failed says more than a call that could not be made.
      if (worst == nullptr || call.judged.outcome == call::Outcome::assert_failed) worst = &call;
    }
    if (worst != nullptr) return call_failed(*worst);
    if (any_answered) return pass(StageName::call);
    if (q.edge->route.without_sni) {
      stage(StageName::call).why = "without-sni";
      return;
    }
    stage(StageName::call).why =
        q.edge->calls.empty() ? "no-calls" : std::string(to_id(q.edge->calls.front().judged.outcome));
  }

  void call_failed(const CallEvidence& call) {
    const auto outcome = call.judged.outcome;
    const auto verdict =
        outcome == call::Outcome::assert_failed ? Verdict::will_break : Verdict::inconclusive;
    failed(StageName::call, verdict, "call-" + std::string(to_id(outcome)),
           call.call->name + ": " + call.judged.detail + withheld_note());
  }

  // An answer to a call without its login may be no more than that.
  std::string withheld_note() const {
    const auto& targets = q.evidence->profile->targets;
    const bool withheld = std::ranges::any_of(targets, [&](const profile::Target& target) {
      return target.name == x_row.target && target.credentials == profile::Credentials::withheld;
    });
    return withheld ? "; credentials are withheld on target " + x_row.target : "";
  }

  // Nothing that decides has failed.
  void conclude() {
    if (!x_negotiate_why.empty()) {
      failed(StageName::negotiate, Verdict::inconclusive, x_negotiate_why, x_negotiate_detail);
      return;
    }
    x_row.verdict = Verdict::ready;
    x_row.detail = q.identified->detail;
  }

  const RowQuestion& q;
  std::vector<Finding>& x_findings;
  Row x_row;
  bool x_decided = false;
  std::string x_negotiate_why;  // the handshake failed after the whole chain was seen
  std::string x_negotiate_detail;
};

}  // namespace

Row walk(const RowQuestion& question, std::vector<Finding>& findings) {
  return Walk(question, findings).go();
}

}  // namespace rehearse::judge
