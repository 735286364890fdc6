#include "report/html/pairs.h"

#include <map>

#include "report/html/views.h"
#include "report/phrases.h"

namespace rehearse::report::html {
namespace {

using profile::Role;

const judge::RouteReport* first_of(const EndpointView& view, Role role) {
  for (const auto* report : view.routes) {
    const auto& route = report->route;
    if (route.role == role && !route.without_sni && report->handshake && !report->handshake->chain.empty())
      return report;
  }
  return nullptr;
}

// Above the leaf: hosts have leaves of their own where the change is one.
std::string kind_of(const judge::RouteReport* report) {
  if (report == nullptr) return "none";
  const auto& chain = report->handshake->chain;
  std::string out = chain.front()->issuer.text() + chain.front()->key_type;
  for (std::size_t i = 1; i < chain.size(); ++i) out += chain[i]->sha256.hex();
  return out;
}

using Fact = std::pair<std::string_view, std::string>;

std::vector<Fact> facts_of(const judge::RouteReport* report) {
  if (report == nullptr) return {};
  const auto& shake = *report->handshake;
  const auto& leaf = *shake.chain.front();
  std::string above;
  for (std::size_t i = 1; i < shake.chain.size(); ++i)
    above += (above.empty() ? "" : ", ") + bounded(shake.chain[i]->subject.short_name(), 80);
  return {{"leaf", bounded(leaf.subject.short_name(), 120)},
          {"issuer", bounded(leaf.issuer.text(), 200)},
          {"sent above the leaf", above.empty() ? "nothing" : above},
          {"valid", validity(leaf)},
          {"key", bounded(leaf.key_type)},
          {"signed with", bounded(leaf.signature_algorithm)},
          {"TLS version", bounded(shake.version)},
          {"cipher", bounded(shake.cipher)},
          {"key exchange", bounded(shake.group)},
          {"signature", bounded(shake.signature)},
          {"ALPN", bounded(shake.alpn)},
          {"OCSP staple", shake.staple.empty() ? "none" : "sent"},
          {"client certificate", shake.client_certificate_asked ? "asked for" : "not asked for"}};
}

Json facts_beside(const Pair& pair) {
  auto before = facts_of(pair.today), after = facts_of(pair.next);
  const bool both = pair.today != nullptr && pair.next != nullptr;
  const auto& any = before.empty() ? after : before;
  Json out = Json::array();
  for (std::size_t i = 0; i < any.size(); ++i) {
    const auto said = [&](const std::vector<Fact>& facts) {
      return facts.empty() ? "not seen" : facts[i].second;
    };
    out.push_back({{"what", any[i].first},
                   {"before", said(before)},
                   {"after", said(after)},
                   {"differs", both && said(before) != said(after)}});
  }
  return out;
}

std::string place(const judge::RouteReport* report) {
  return report == nullptr ? "" : bounded(report->route.target + ", " + place_of(*report), 120);
}

}  // namespace

std::vector<Pair> pairs_of(const judge::Run& run) {
  std::vector<Pair> out;
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  for (const auto& view : endpoints(run)) {
    const auto* today = first_of(view, Role::today);
    const auto* next = first_of(view, Role::next);
    if (today == nullptr && next == nullptr) continue;
    const auto [at, is_new] = known.try_emplace({kind_of(today), kind_of(next)}, out.size());
    if (is_new) out.push_back({today, next, {}});
    out[at->second].endpoints.push_back(view.name);
  }
  return out;
}

void add_pairs(Json& view, const Plan& plan) {
  constexpr std::size_t kPairs = 12;
  auto pairs = pairs_of(plan.run());
  view["has_pairs"] = !pairs.empty();
  view["pairs_more"] = more_of(pairs.size(), kPairs, "pair of chains more", "pairs of chains more");
  if (pairs.size() > kPairs) pairs.resize(kPairs);
  view["pairs"] = list(pairs, [&](const Pair& pair) {
    auto out = diagram_of(plan, pair);
    out["names"] = some(pair.endpoints, 3);
    out["today_place"] = place(pair.today);
    out["next_place"] = place(pair.next);
    out["facts"] = facts_beside(pair);
    return out;
  });
}

}  // namespace rehearse::report::html
