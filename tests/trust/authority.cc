#include "trust/authority.h"

#include <stdexcept>

namespace rehearse::trust {

Instant day(const char* date) {
  return *parse_rfc3339(date) + std::chrono::hours(12);
}

cert::Minted Authority::mint(cert::Mint what, const cert::Minted* issuer) {
  auto minted = cert::mint(what, issuer);
  if (!minted) throw std::runtime_error(minted.error().text());
  return *std::move(minted);
}

cert::Mint Authority::authority(const std::string& name) {
  cert::Mint out{
      .subject = {{{"CN", name}}}, .not_before = day("2018-01-01"), .not_after = day("2048-01-01")};
  out.kind = cert::Mint::Kind::authority;
  return out;
}

cert::Mint Authority::server(const std::string& host) {
  cert::Mint out{
      .subject = {{{"CN", host}}}, .not_before = day("2018-01-01"), .not_after = day("2048-01-01")};
  out.dns_names = {host};
  return out;
}

Authority::Authority()
    : root(mint(authority("Root"), nullptr)),
      intermediate(mint(authority("Intermediate"), &root)),
      leaf(mint(server("api.example.com"), &intermediate)),
      other_root(mint(authority("Other Root"), nullptr)) {}

store::Store pem_store(const std::string& name, const cert::Chain& anchors) {
  store::Store out;
  out.name = name;
  out.source = out.path = "/opt/" + name + "/ca.pem";
  out.kind = "pem-file";
  for (const auto& anchor : anchors) out.entries.push_back({.certificate = anchor, .label = "CERTIFICATE"});
  out.anchors = anchors;
  return out;
}

const Authority& authority() {
  static const Authority made;
  return made;
}

}  // namespace rehearse::trust
