#include "trust/question.h"

#include <stdexcept>

namespace rehearse::trust {

cert::Minted authority_with(const char* name, const cert::Minted* issuer, const Change& change) {
  auto what = Authority::authority(name);
  change(what);
  return Authority::mint(what, issuer);
}

cert::Minted leaf_with(const cert::Minted& issuer, const Change& change) {
  auto what = Authority::server("api.example.com");
  change(what);
  return Authority::mint(what, &issuer);
}

Question with_leaf(const Change& change) {
  const auto& a = authority();
  return {{a.root.certificate}, {leaf_with(a.intermediate, change).certificate, a.intermediate.certificate}};
}

Question under(const Change& change, const Change& leaf) {
  const auto between = authority_with("Intermediate", &authority().root, change);
  return {{authority().root.certificate}, {leaf_with(between, leaf).certificate, between.certificate}};
}

Question under_root(const Change& change, const Change& leaf) {
  const auto root = authority_with("Root", nullptr, change);
  return {{root.certificate}, {leaf_with(root, leaf).certificate}};
}

Change says(const Extra& extension) {
  return [extension](cert::Mint& m) { m.extensions.push_back(extension); };
}

Extra usages(const std::string& oids) {
  return {"2.5.29.37", false, sequence(oids)};
}

Extra constraint(unsigned list, unsigned type, const std::string& base) {
  return {"2.5.29.30", true, sequence(tlv(0xA0U | list, sequence(tlv(0x80U | type, base))))};
}

Extra names(unsigned type, const std::string& name) {
  return {"2.5.29.17", false, sequence(tlv(0x82, "api.example.com") + tlv(0x80U | type, name))};
}

cert::CertificatePtr in_parts(const cert::Minted& server) {
  const auto usage = tlv(0x04, sequence(der::kServerAuth));
  auto parts = usage;
  parts.front() = '\x24';
  return patched(*server.certificate, usage, parts);
}

cert::CertificatePtr without_elements(const cert::Minted& minted) {
  // [3] and the SEQUENCE in it, both of less than 128 bytes; the first extension begins behind them.
  const std::string_view der = minted.certificate->der;
  for (auto at = der.find('\xA3'); at != std::string_view::npos; at = der.find('\xA3', at + 1)) {
    if (der.substr(at + 2, 1) != "\x30" || der.substr(at + 4, 1) != "\x30") continue;
    auto tagged = std::string(der.substr(at, 5));
    tagged[2] = '\x10';
    return patched(*minted.certificate, der.substr(at, 5), tagged);
  }
  throw std::runtime_error("no extensions");
}

cert::CertificatePtr patched(const cert::Certificate& certificate, std::string_view from,
                             std::string_view to) {
  auto der = certificate.der;
  const auto at = der.find(from);
  if (at == std::string::npos || from.size() != to.size()) throw std::runtime_error("nothing to patch");
  return *cert::from_der(der.replace(at, from.size(), to));
}

}  // namespace rehearse::trust
