#include "trust/question.h"

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

}  // namespace rehearse::trust
