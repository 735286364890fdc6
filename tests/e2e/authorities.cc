#include "e2e/authorities.h"

#include <stdexcept>

namespace rehearse::e2e {

Instant at(const std::string& rfc3339) {
  const auto moment = parse_rfc3339(rfc3339);
  if (!moment) throw std::runtime_error(moment.error().text());
  return *moment;
}

cert::Mint authority(const std::string& name) {
  cert::Mint out{.subject = {{{"CN", name}}}, .not_before = at("2018-01-01"), .not_after = at("2048-01-01")};
  out.kind = cert::Mint::Kind::authority;
  return out;
}

cert::Mint server(const std::string& host) {
  cert::Mint out{.subject = {{{"CN", host}}}, .not_before = at("2018-01-01"), .not_after = at("2048-01-01")};
  out.dns_names = {host};
  return out;
}

cert::Minted minted(const cert::Mint& what, const cert::Minted* issuer) {
  auto made = cert::mint(what, issuer);
  if (!made) throw std::runtime_error(made.error().text());
  return *std::move(made);
}

Hierarchy::Hierarchy(const std::string& name)
    : root(minted(authority(name + " Root"), nullptr)),
      issuer(minted(authority(name + " Issuing CA"), &root)),
      leaf(minted(server(), &issuer)) {}

lab::Identity Hierarchy::identity() const {
  return e2e::identity(leaf, {issuer.certificate});
}

lab::Identity Hierarchy::identity(const cert::Mint& what) const {
  return e2e::identity(minted(what, &issuer), {issuer.certificate});
}

const Hierarchy& old_one() {
  static const Hierarchy made("Old");
  return made;
}

const Hierarchy& new_one() {
  static const Hierarchy made("New");
  return made;
}

const Hierarchy& third_one() {
  static const Hierarchy made("Third");
  return made;
}

lab::Identity identity(const cert::Minted& leaf, const cert::Chain& behind) {
  return lab::present({}, leaf, behind);
}

std::string pem(const std::vector<cert::Minted>& certificates) {
  std::string out;
  for (const auto& one : certificates) out += cert::to_pem(*one.certificate);
  return out;
}

}  // namespace rehearse::e2e
