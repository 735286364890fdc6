#include "lab/authorities.h"

#include <algorithm>

#include "base/address.h"

namespace rehearse::lab {
namespace {

using std::chrono::days;

// X.520's bound for a CN; a longer host name stands in the SAN alone.
constexpr std::size_t kCommonName = 64;

DistinguishedName lab_name(const std::string& cn) {
  return {{{"O", "Rehearsal Lab"}, {"CN", cn}}};
}

}  // namespace

Authorities::Dates Authorities::dates_of(Hierarchy hierarchy, Life life) const {
  if (life == Life::over) return {x_window_start - days(365), x_window_start - days(1)};
  if (hierarchy == Hierarchy::announced) return {x_window_start - days(30), x_window_end + days(335)};
  return {x_window_start - days(355), x_window_end + days(10)};
}

Result<Authorities> Authorities::mint(const profile::Profile& profile, Instant window_start) {
  const auto window_end =
      profile.maintenance ? std::max(window_start, profile.maintenance->to) : window_start;
  const auto make = [&](const DistinguishedName& name, const cert::Minted* issuer) -> Result<cert::Minted> {
    cert::Mint what;
    what.subject = name;
    what.not_before = window_start - days(3650);
    what.not_after = window_end + days(3650);
    what.kind = cert::Mint::Kind::authority;
    auto minted = cert::mint(what, issuer);
    if (!minted) return std::unexpected(std::move(minted).error().in("authority " + name.short_name()));
    return minted;
  };

  const auto& expect = profile.expect;
  const auto old_root = make(lab_name("Lab Old Root CA"), nullptr);
  if (!old_root) return std::unexpected(old_root.error());
  const auto old_issuer =
      make(profile.change.replaces.issuer.value_or(lab_name("Lab Old Issuing CA")), &*old_root);
  if (!old_issuer) return std::unexpected(old_issuer.error());
  const auto other_issuer = make(lab_name("Lab Other Issuing CA"), &*old_root);
  if (!other_issuer) return std::unexpected(other_issuer.error());
  const auto root = make(expect.anchor ? expect.anchor->name : lab_name("Lab New Root CA"), nullptr);
  if (!root) return std::unexpected(root.error());
  const bool direct = expect.issuer && expect.anchor && expect.issuer->name == expect.anchor->name;
  const auto issuer =
      direct ? root : make(expect.issuer ? expect.issuer->name : lab_name("Lab New Issuing CA"), &*root);
  if (!issuer) return std::unexpected(issuer.error());

  Authorities out({*old_root, *old_issuer, *other_issuer, *root, *issuer});
  out.x_window_start = window_start;
  out.x_window_end = window_end;
  return out;
}

const cert::Minted& Authorities::issuer(Hierarchy hierarchy) const {
  switch (hierarchy) {
    case Hierarchy::announced:
      return x_issued.announced_issuer;
    case Hierarchy::other:
      return x_issued.other_issuer;
    case Hierarchy::old:
      break;
  }
  return x_issued.old_issuer;
}

cert::Chain Authorities::intermediates(Hierarchy hierarchy) const {
  const auto& certificate = issuer(hierarchy).certificate;
  if (certificate == x_issued.announced_root.certificate) return {};
  return {certificate};
}

Result<const cert::Minted*> Authorities::leaf(const std::vector<std::string>& hosts, Hierarchy hierarchy,
                                              Life life) {
  const std::tuple key(hierarchy, life, hosts);
  if (const auto found = x_leaves.find(key); found != x_leaves.end()) return &found->second;
  cert::Mint what;
  const auto dates = dates_of(hierarchy, life);
  what.not_before = dates.from;
  what.not_after = dates.to;
  what.subject.attributes = {{"O", "Rehearsal Lab Vendor"}};
  if (hosts.front().size() <= kCommonName) what.subject.attributes.push_back({"CN", hosts.front()});
  for (const auto& host : hosts) (Address::parse(host) ? what.ip_addresses : what.dns_names).push_back(host);
  auto minted = cert::mint(what, &issuer(hierarchy));
  if (!minted) return std::unexpected(std::move(minted).error().in("certificate of " + hosts.front()));
  return &x_leaves.emplace(key, *std::move(minted)).first->second;
}

std::vector<cert::CertificatePtr> Authorities::leaves(Hierarchy hierarchy) const {
  std::vector<cert::CertificatePtr> out;
  for (const auto& [key, minted] : x_leaves) {
    if (std::get<Hierarchy>(key) == hierarchy) out.push_back(minted.certificate);
  }
  return out;
}

}  // namespace rehearse::lab
