#include "judge/check.h"

#include <map>

#include "trust/handshake.h"

namespace rehearse::judge {
namespace {

// Who is asked of a store, in this order.
std::vector<const trust::Client*> clients_of(const CheckQuestion& question, std::size_t store) {
  if (!question.clients.empty()) return question.clients;
  std::vector<const trust::Client*> out = {question.stores[store].client};
  if (store < question.more_clients.size())
    out.insert(out.end(), question.more_clients[store].begin(), question.more_clients[store].end());
  return out;
}

// One Verifier speaks for one client a store: every client that is asked anywhere gets one.
using Verifiers = std::map<const trust::Client*, trust::Verifier>;

Verifiers verifiers_for(const CheckQuestion& question) {
  Verifiers out;
  for (std::size_t store = 0; store < question.stores.size(); ++store) {
    for (const auto* client : clients_of(question, store)) {
      if (out.contains(client)) continue;
      auto holdings = question.stores;
      for (auto& holding : holdings) holding.client = client;
      out.emplace(client, trust::Verifier(std::move(holdings), trust::Origin::file));
    }
  }
  return out;
}

// Whether the leaf covers the hosts; where not, the answer says so.
bool judge_name(const CheckQuestion& question, CheckAnswer& out) {
  const auto& leaf = question.chain.front();
  const auto is_covered = [&](const std::string& host) {
    return trust::covers_host(*leaf, host, *out.client, trust::NameRule::of_client);
  };
  std::string missing;
  for (const auto& host : question.hosts) {
    if (!is_covered(host)) missing += (missing.empty() ? "" : ", ") + host;
  }
  if (missing.empty()) return true;
  const std::string what = "the certificate does not cover " + missing;
  if (out.trusted) {
    out.reason = "name-mismatch";
    out.detail = what;
    out.culprit = leaf;
  } else {
    out.detail += (out.detail.empty() ? "" : "; besides, ") + what;
  }
  out.trusted = false;
  return false;
}

CheckAnswer answer(const CheckQuestion& question, trust::Verifier& verifier, std::size_t store, Instant at) {
  const auto& holding = verifier.holdings()[store];
  CheckAnswer out{.store = store, .client = holding.client, .at = at};
  const auto said = verifier.ask(holding.name, question.chain, at);
  if (!said) {
    out.error = said.error();
    return out;
  }
  out.trusted = said->trusted;
  out.reason = to_id(said->reason);
  out.detail = said->detail;
  out.culprit = said->culprit;
  out.path = said->path;
  out.refused_in_handshake = trust::why_no_handshake(*out.client, question.chain);
  if (!judge_name(question, out) || out.trusted) return out;
  if (auto remedy = verifier.remedy(holding.name, question.chain, at, question.announced))
    out.remedy = *std::move(remedy);
  return out;
}

struct Moment {
  Instant at;
  bool is_change = false;
};

// What was asked for; or now, and when it changes.
std::vector<Moment> moments_for(const CheckQuestion& question, trust::Verifier& verifier, std::size_t store) {
  std::vector<Moment> out;
  for (const auto at : question.at) out.push_back({at});
  if (!out.empty()) return out;
  out.push_back({question.now});
  const auto changes = verifier.changes_after(question.now, question.stores[store].name, question.chain);
  for (const auto at : changes.value_or(std::vector<Instant>())) out.push_back({at, true});
  return out;
}

// The path that an answer or a remedy has shown.
cert::Chain whole_path(const std::vector<CheckAnswer>& answers) {
  cert::Chain out;
  for (const auto& answer : answers) {
    if (answer.trusted && shows_more(answer.path, out)) out = answer.path;
    if (answer.remedy && shows_more(answer.remedy->path, out)) out = answer.remedy->path;
  }
  return out;
}

}  // namespace

Check check(CheckQuestion question) {
  Check out{.now = question.at.empty() ? question.now : question.at.front()};
  auto verifiers = verifiers_for(question);
  for (std::size_t store = 0; store < question.stores.size(); ++store) {
    const auto& opened = question.stores[store].store;
    auto paths = opened ? std::optional<Paths>(std::in_place, *opened, question.chain) : std::nullopt;
    for (const auto* client : clients_of(question, store)) {
      auto& verifier = verifiers.at(client);
      for (const auto& moment : moments_for(question, verifier, store)) {
        auto told = answer(question, verifier, store, moment.at);
        told.is_change = moment.is_change;
        if (paths && !told.error)
          told.ways = paths->of(*client, told.trusted ? told.path : cert::Chain(), moment.at);
        out.answers.push_back(std::move(told));
      }
    }
  }
  out.intermediates = intermediates_of(question.chain, whole_path(out.answers));
  out.chain = std::move(question.chain);
  out.from = std::move(question.from);
  out.findings = std::move(question.findings);
  out.hosts = std::move(question.hosts);
  out.stores = std::move(question.stores);
  return out;
}

}  // namespace rehearse::judge
