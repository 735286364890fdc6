#include "lab/lab.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/hostname.h"
#include "lab/answers.h"
#include "lab/authorities.h"
#include "lab/edge.h"

namespace rehearse::lab {
namespace {

using profile::Profile;
using profile::Role;
using profile::Target;

bool in_change(const profile::Change& change, const std::string& host) {
  const auto covers = [&host](const std::string& pattern) { return covers_name(pattern, host); };
  if (std::ranges::any_of(change.except, covers)) return false;
  return change.names.empty() || std::ranges::any_of(change.names, covers);
}

// The name that a target gives an endpoint's host: `host:` of the profile.
std::string host_at(const Target& target, const std::string& host) {
  const auto& replaced = target.redirect.host;
  for (const auto& [from, to] : replaced) {
    if (normal_host(from) == normal_host(host)) return normal_host(to);
  }
  const auto any = replaced.find("*");
  return normal_host(any != replaced.end() ? any->second : host);
}

// The hosts that answer at a target, and whether the change is about them. Where two endpoints end at one
// host, one of them in the change is enough.
std::map<std::string, bool> hosts_at(const Target& target, const Profile& profile) {
  std::map<std::string, bool> out;
  for (const auto& endpoint : profile.endpoints)
    out[host_at(target, endpoint.url.host)] |= in_change(profile.change, endpoint.url.host);
  return out;
}

Hierarchy hierarchy_at(Role role, bool changes, Shows shows) {
  if (!changes) return Hierarchy::other;
  return role == Role::next && shows != Shows::old ? Hierarchy::announced : Hierarchy::old;
}

// The hosts that the leaf names: they are asked for by their own name, whatever it says.
std::vector<std::string> named_in(const std::vector<std::string>& hosts, Hierarchy hierarchy, Shows shows) {
  const bool is_wrong = hierarchy == Hierarchy::announced && shows == Shows::wrong_name;
  return is_wrong ? std::vector<std::string>{"another-host.invalid"} : hosts;
}

cert::Chain behind(const Authorities& authorities, Hierarchy hierarchy, bool omitted) {
  if (hierarchy == Hierarchy::announced && omitted) return {};
  return authorities.intermediates(hierarchy);
}

// One identity a host name, and one for all addresses together: they come without SNI, so one certificate
// has to do for them all.
Result<std::vector<Identity>> identities_at(const Target& target, const Profile& profile,
                                            Authorities& authorities, Shows shows) {
  const bool omitted =
      shows == Shows::incomplete || profile.expect.intermediates == profile::Intermediates::omitted;
  std::vector<Identity> out;
  std::vector<std::string> addresses;
  bool addresses_change = false;
  const auto add = [&](std::vector<std::string> sni, const std::vector<std::string>& hosts,
                       bool changes) -> Result<void> {
    const auto hierarchy = hierarchy_at(target.role, changes, shows);
    const auto life = shows == Shows::expired && hierarchy == Hierarchy::announced ? Life::over : Life::usual;
    const auto leaf = authorities.leaf(named_in(hosts, hierarchy, shows), hierarchy, life);
    if (!leaf) return std::unexpected(leaf.error());
    out.push_back(present(std::move(sni), **leaf, behind(authorities, hierarchy, omitted)));
    return {};
  };
  for (const auto& [host, changes] : hosts_at(target, profile)) {
    if (Address::parse(host)) {
      addresses.push_back(host);
      addresses_change |= changes;
    } else if (auto added = add({host}, {host}, changes); !added) {
      return std::unexpected(std::move(added).error());
    }
  }
  if (!addresses.empty()) {
    if (auto added = add({}, addresses, addresses_change); !added)
      return std::unexpected(std::move(added).error());
  }
  return out;
}

Headers proof_of(const Target& target) {
  if (target.role != Role::next || !target.prove || target.prove->header.empty()) return {};
  const auto& values = target.prove->values;
  return {{target.prove->header, values.empty() ? "lab" : values.front()}};
}

void adapt(std::optional<profile::Authority>& said, const cert::Certificate& minted) {
  if (!said) return;
  if (!said->key_id.empty()) said->key_id = minted.subject_key_id;
  if (said->fingerprint) said->fingerprint = minted.sha256;
}

// `said`, if the profile said any and the lab minted any, becomes what `minted` has.
void adapt(std::vector<Sha256>& said, const std::vector<cert::CertificatePtr>& minted,
           Sha256 cert::Certificate::* digest) {
  if (said.empty() || minted.empty()) return;
  said.clear();
  for (const auto& certificate : minted) said.push_back((*certificate).*digest);
}

// Only what the profile asks for: a fingerprint that it does not ask for would settle what it leaves open.
void adapt(Profile& profile, const Authorities& authorities) {
  const auto announced = authorities.leaves(Hierarchy::announced);
  const auto old = authorities.leaves(Hierarchy::old);
  adapt(profile.expect.fingerprints, announced, &cert::Certificate::sha256);
  adapt(profile.expect.spkis, announced, &cert::Certificate::spki_sha256);
  adapt(profile.expect.pins, announced, &cert::Certificate::spki_sha256);
  adapt(profile.expect.issuer, *authorities.issuer(Hierarchy::announced).certificate);
  adapt(profile.expect.anchor, *authorities.announced_root().certificate);
  adapt(profile.change.replaces.fingerprints, old, &cert::Certificate::sha256);
  adapt(profile.change.replaces.spkis, old, &cert::Certificate::spki_sha256);
}

}  // namespace

struct Vendor::Impl {
  Profile profile;
  std::string current_pem;
  std::string stale_pem;
  std::vector<EdgeAddress> addresses;
  std::vector<Edge> edges;  // in the order of the addresses
};

Result<Vendor> Vendor::start(const Profile& profile, Instant window_start, Shows shows) {
  auto authorities = Authorities::mint(profile, window_start);
  if (!authorities) return std::unexpected(std::move(authorities).error());
  auto impl = std::make_unique<Impl>();
  const auto application = Application::of(profile);
  for (const auto& target : profile.targets) {
    EdgeOptions options;
    auto identities = identities_at(target, profile, *authorities, shows);
    if (!identities) return std::unexpected(std::move(identities).error().in("target " + target.name));
    options.identities = *std::move(identities);
    options.handler = [application](const HttpRequest& request) { return answer(request, application); };
    options.always = proof_of(target);
    options.keep = Recorder::Keep::nothing;  // it may serve for days
    auto edge = Edge::start(std::move(options));
    if (!edge) return std::unexpected(std::move(edge).error().in("target " + target.name));
    impl->addresses.push_back({target.name, edge->address(), edge->port()});
    impl->edges.push_back(*std::move(edge));
  }
  impl->profile = profile;
  adapt(impl->profile, *authorities);
  impl->stale_pem = cert::to_pem(*authorities->old_root().certificate);
  impl->current_pem = impl->stale_pem + cert::to_pem(*authorities->announced_root().certificate);
  return Vendor(std::move(impl));
}

Vendor::Vendor(std::unique_ptr<Impl> impl) : x_impl(std::move(impl)) {}
Vendor::~Vendor() = default;
Vendor::Vendor(Vendor&&) noexcept = default;
Vendor& Vendor::operator=(Vendor&&) noexcept = default;

const std::vector<EdgeAddress>& Vendor::edges() const {
  return x_impl->addresses;
}
const std::string& Vendor::current_pem() const {
  return x_impl->current_pem;
}
const std::string& Vendor::stale_pem() const {
  return x_impl->stale_pem;
}
const Profile& Vendor::profile() const {
  return x_impl->profile;
}

}  // namespace rehearse::lab
