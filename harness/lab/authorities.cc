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

Authorities::Dates Authorities::dates_of(Hierarchy hierarchy, Instant window_start, Instant window_end) {
  if (hierarchy == Hierarchy::announced) return {window_start - days(30), window_end + days(335)};
  return {window_start - days(355), window_end + days(10)};
}

Result<Authorities> Authorities::mint(const profile::Profile& profile, Instant window_start) {
  Authorities out;
  out.x_window_start = window_start;
  out.x_window_end = profile.maintenance ? std::max(window_start, profile.maintenance->to) : window_start;
  Result<void> step;
  const auto make = [&](std::optional<cert::Minted>& into, const DistinguishedName& name,
                        const std::optional<cert::Minted>& issuer) {
    if (!step) return;
    cert::Mint what;
    what.subject = name;
    what.not_before = window_start - days(3650);
    what.not_after = out.x_window_end + days(3650);
    what.kind = cert::Mint::Kind::authority;
    auto minted = cert::mint(what, issuer ? &*issuer : nullptr);
    if (minted) {
      into = *std::move(minted);
    } else {
      step = std::unexpected(std::move(minted).error().in("authority " + name.short_name()));
    }
  };

  const auto& expect = profile.expect;
  const auto& replaced = profile.change.replaces.issuer;
  make(out.x_old_root, lab_name("Lab Old Root CA"), {});
  make(out.x_old_issuer, replaced ? *replaced : lab_name("Lab Old Issuing CA"), out.x_old_root);
  make(out.x_other_issuer, lab_name("Lab Other Issuing CA"), out.x_old_root);
  make(out.x_announced_root, expect.anchor ? expect.anchor->name : lab_name("Lab New Root CA"), {});
  const bool direct = expect.issuer && expect.anchor && expect.issuer->name == expect.anchor->name;
  if (!direct)
    make(out.x_announced_issuer, expect.issuer ? expect.issuer->name : lab_name("Lab New Issuing CA"),
         out.x_announced_root);
  if (!step) return std::unexpected(std::move(step).error());
  return out;
}

const cert::Minted& Authorities::issuer(Hierarchy hierarchy) const {
  switch (hierarchy) {
    case Hierarchy::announced:
      return x_announced_issuer ? *x_announced_issuer : *x_announced_root;
    case Hierarchy::other:
      return *x_other_issuer;
    case Hierarchy::old:
      break;
  }
  return *x_old_issuer;
}

cert::Chain Authorities::intermediates(Hierarchy hierarchy) const {
  if (hierarchy == Hierarchy::announced && !x_announced_issuer) return {};
  return {issuer(hierarchy).certificate};
}

Result<const cert::Minted*> Authorities::leaf(const std::vector<std::string>& hosts, Hierarchy hierarchy) {
  const std::pair key(hierarchy, hosts);
  if (const auto found = x_leaves.find(key); found != x_leaves.end()) return &found->second;
  cert::Mint what;
  const auto dates = dates_of(hierarchy, x_window_start, x_window_end);
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
    if (key.first == hierarchy) out.push_back(minted.certificate);
  }
  return out;
}

}  // namespace rehearse::lab
