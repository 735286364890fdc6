#include "judge/check.h"

#include <map>

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

// Whether the leaf covers the host; where not, the answer says so.
bool judge_name(const CheckQuestion& question, CheckAnswer& out) {
  const auto& leaf = question.chain.front();
  if (question.host.empty() ||
      trust::covers_host(*leaf, question.host, *out.client, trust::NameRule::of_client))
    return true;
  const std::string what = "the certificate does not cover " + question.host;
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
  if (const auto refused = trust::refused_unread(*out.client, question.chain))
    out.refused_in_handshake = refused->detail;
  if (!judge_name(question, out) || out.trusted) return out;
  if (auto remedy = verifier.remedy(holding.name, question.chain, at, {})) out.remedy = *std::move(remedy);
  return out;
}

}  // namespace

Check check(CheckQuestion question) {
  Check out;
  auto verifiers = verifiers_for(question);
  for (std::size_t store = 0; store < question.stores.size(); ++store) {
    for (const auto* client : clients_of(question, store)) {
      auto& verifier = verifiers.at(client);
      for (const auto at : question.at) out.answers.push_back(answer(question, verifier, store, at));
    }
  }
  out.chain = std::move(question.chain);
  out.host = std::move(question.host);
  out.stores = std::move(question.stores);
  return out;
}

}  // namespace rehearse::judge
