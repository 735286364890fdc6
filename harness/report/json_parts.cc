#include "report/json_parts.h"

#include "report/intermediates.h"

namespace rehearse::report {

Json texts(const std::vector<std::string>& items) {
  return list(items, [](const std::string& item) { return Json(item); });
}

Json known(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json digest(const std::optional<Sha256>& sha256) {
  return sha256 ? Json(sha256->hex()) : Json();
}

Json certificate(const cert::CertificatePtr& certificate) {
  const auto& it = *certificate;
  std::vector<std::string> sans = it.dns_names;
  sans.insert(sans.end(), it.ip_addresses.begin(), it.ip_addresses.end());
  return {{"subject", it.subject.text()},
          {"issuer", it.issuer.text()},
          {"sha256", it.sha256.hex()},
          {"not_before", to_rfc3339(it.not_before)},
          {"not_after", to_rfc3339(it.not_after)},
          {"sans", texts(sans)},
          {"spki_sha256", it.spki_sha256.hex()},
          {"serial", it.serial},
          {"key_type", it.key_type},
          {"signature_algorithm", it.signature_algorithm}};
}

Json chain(const cert::Chain& chain) {
  Json out = Json::array();
  for (const auto& one : chain) {
    if (one) out.push_back(certificate(one));
  }
  return out;
}

Json intermediates(const judge::Intermediates& what, const cert::Chain& sent) {
  const auto sha256 = [](const cert::CertificatePtr& one) { return Json(one->sha256.hex()); };
  return {{"sent", list(what.sent, sha256)},
          {"missing", list(what.missing, sha256)},
          {"root", what.root ? sha256(what.root) : Json()},
          {"text", in_words(what, sent)}};
}

Json finding(const Finding& finding) {
  return {{"id", finding.id}, {"where", finding.where}, {"text", finding.text}};
}

Json remedy(const std::optional<trust::Remedy>& remedy) {
  if (!remedy) return {};
  const auto hex = [](const auto& one) { return Json(one.sha256.hex()); };
  const auto addition = [](const trust::Remedy::Addition& one) {
    return Json{{"sha256", one.sha256.hex()},
                {"name", one.name},
                {"from", one.from},
                {"at_hand", one.certificate != nullptr}};
  };
  const auto removal = [](const trust::Remedy::Removal& one) {
    return Json{{"sha256", one.sha256.hex()}, {"place", one.place}};
  };
  return {{"add", list(remedy->add, hex)},
          {"remove", list(remedy->remove, hex)},
          {"where", remedy->where},
          {"command", remedy->command},
          {"restart", remedy->restart},
          {"caution", known(remedy->caution)},
          {"proven", remedy->proven},
          {"additions", list(remedy->add, addition)},
          {"removals", list(remedy->remove, removal)}};
}

Json machine(const judge::Run::Machine& machine) {
  return {{"host", machine.host}, {"os", machine.os}, {"user", machine.user}};
}

Json profile(const judge::Run::ProfileId& profile) {
  return {{"path", profile.path}, {"title", profile.title}, {"sha256", profile.sha256.hex()}};
}

Json made(const judge::Made& made) {
  return {{"version", made.version}, {"at", to_rfc3339(made.at)}, {"machine", machine(made.machine)}};
}

Json client(const judge::ClientReport& client) {
  const auto said = [](launch::Said what) {
    return what == launch::Said::untold ? Json() : Json(to_id(what));
  };
  return {{"endpoint", known(client.endpoint)},
          {"target", known(client.target)},
          {"address", known(client.address)},
          {"client", client.client},
          {"version", client.version},
          {"rules", known(client.rules)},
          {"store", known(client.store)},
          {"own_store", client.own_store},
          {"observed", said(client.observed)},
          {"words", client.words},
          {"predicted", said(client.predicted)},
          {"reason", known(client.reason)},
          {"detail", client.detail}};
}

Json named_certificates(const CertificateList& certificates) {
  return list(certificates.all(), [](const NamedCertificate& one) {
    const auto pem = one.certificate ? known(cert::to_pem(*one.certificate)) : Json();
    return Json{{"sha256", one.sha256.hex()},
                {"name", one.name},
                {"from", one.from},
                {"pem", pem},
                {"fields", one.certificate && pem.is_null() ? certificate(one.certificate) : Json()}};
  });
}

}  // namespace rehearse::report
