#include "judge/world.h"

#include <algorithm>

namespace rehearse::judge {
namespace {

constexpr char kOldLeaf = 1, kOldIssuer = 2, kNewLeaf = 3, kNewIssuer = 4;

DistinguishedName name(const std::string& common_name) {
  return {{{"CN", common_name}}};
}

RouteEvidence route(const std::string& target, profile::Role role, const std::string& address) {
  RouteEvidence out;
  out.route.endpoint = "soap";
  out.route.target = target;
  out.route.role = role;
  out.route.url = *parse_url("https://api.example.com/soap");
  out.route.sni = out.route.host = out.route.verify_name = "api.example.com";
  out.route.address = *Address::parse(address);
  out.route.candidates = {*out.route.address};
  return out;
}

probe::Handshake finished(cert::Chain chain) {
  probe::Handshake out;
  out.reached = probe::Reached::finished;
  out.version = "TLSv1.3";
  out.chain = std::move(chain);
  return out;
}

}  // namespace

Instant december(int day, int hour) {
  using namespace std::chrono;
  return sys_days(year(2018) / 12 / 1) + days(day - 1) + hours(hour);
}

cert::CertificatePtr certificate(const std::string& subject, const std::string& issuer, char digest) {
  cert::Certificate out;
  out.subject = name(subject);
  out.issuer = name(issuer);
  out.sha256.bytes.fill(static_cast<std::uint8_t>(digest));
  out.spki_sha256.bytes.fill(static_cast<std::uint8_t>(digest + 100));
  out.key_type = "RSA-2048";
  return std::make_shared<const cert::Certificate>(std::move(out));
}

World::World()
    : old_leaf(certificate("api.example.com", "Old Issuer", kOldLeaf)),
      old_issuer(certificate("Old Issuer", "Old Root", kOldIssuer)),
      new_leaf(certificate("api.example.com", "New Issuer", kNewLeaf)),
      new_issuer(certificate("New Issuer", "New Root", kNewIssuer)) {
  profile.title = "a change";
  profile.maintenance = {december(12, 9), december(12, 19), "America/Los_Angeles"};
  profile.change.names = {"*.example.com"};
  profile.change.replaces.issuer = name("Old Issuer");
  profile.expect.issuer = profile::Authority{.name = name("New Issuer"), .key_id = {}, .fingerprint = {}};
  profile.expect.anchor = profile::Authority{.name = name("New Root"), .key_id = {}, .fingerprint = {}};
  profile.targets = {{.name = "production", .role = profile::Role::today},
                     {.name = "staging", .role = profile::Role::next}};
  profile.endpoints = {
      {.name = "soap", .url = *parse_url("https://api.example.com/soap"), .stores = {"main"}, .calls = {}}};
  profile.endpoints[0].calls.reserve(8);
  client.id = "openssl";

  evidence.now = december(1);
  evidence.routes = {route("production", profile::Role::today, "192.0.2.1"),
                     route("staging", profile::Role::next, "192.0.2.2")};
  today().handshakes = {finished({old_leaf, old_issuer})};
  next().handshakes = {finished({new_leaf, new_issuer})};
  evidence.stores = {{"main", &client, std::nullopt}};
}

profile::Call& World::add_call(profile::Must must) {
  auto& calls = profile.endpoints[0].calls;
  calls.push_back({.name = "ping", .must = must});
  next().calls.push_back({&calls.back(), {}, {}});
  call_came_to(call::Outcome::passed);
  return calls.back();
}

void World::call_came_to(call::Outcome outcome) {
  next().calls.back().judged.outcome = outcome;
}

void World::store_says(const std::string& store, char leaf_digest, trust::Reason reason,
                       std::function<bool(Instant)> when) {
  x_opinions.push_back({store, leaf_digest, reason, std::move(when)});
}

Judgement World::judge() {
  evidence.profile = &profile;
  evidence.oracle.answer = [this](const std::string& store, const cert::Chain& chain,
                                  Instant at) -> Result<trust::Answer> {
    for (const auto& opinion : x_opinions) {
      const bool speaks =
          opinion.store == store && opinion.leaf_digest == static_cast<char>(chain[0]->sha256.bytes[0]);
      if (!speaks || !opinion.when(at)) continue;
      if (opinion.reason == trust::Reason::none) return fail("out-of-memory", "the oracle failed");
      return trust::Answer{.reason = opinion.reason, .detail = "says the store", .culprit = chain[0]};
    }
    return trust::Answer{.trusted = true, .path = path_taken.value_or(chain)};
  };
  evidence.oracle.remedy = [](const std::string& store, const cert::Chain&,
                              Instant) -> Result<std::optional<trust::Remedy>> {
    return std::optional(trust::Remedy{.where = "store " + store});
  };
  evidence.oracle.changes = [this](const std::string&, const cert::Chain&,
                                   Instant after) -> Result<std::vector<Instant>> {
    std::vector<Instant> out;
    std::ranges::copy_if(changes, std::back_inserter(out), [&](Instant at) { return at > after; });
    return out;
  };
  evidence.oracle.covers = [this](const cert::Certificate&, const std::string& host, const trust::Client&) {
    return name_covered && host != host_not_covered;
  };
  return judge::judge(evidence);
}

}  // namespace rehearse::judge
