#include "report/check_json_parts.h"

#include "judge/evidence.h"

namespace rehearse::report {
namespace {

Json sha256(const cert::CertificatePtr& one) {
  return one->sha256.hex();
}

// The ways that this answer does not take.
Json alternatives(const judge::CheckAnswer& answer) {
  Json out = Json::array();
  for (const auto& [way, taken_by] : answer.ways) {
    const bool taken = answer.trusted && judge::same_chain(way.path, answer.path);
    if (taken) continue;
    out.push_back({{"path", list(way.path, sha256)},
                   {"anchor", sha256(way.path.back())},
                   {"until", to_rfc3339(way.until)},
                   {"taken_by", list(taken_by, [](const auto* client) { return Json(client->id); })}});
  }
  return out;
}

Json answer_of(const judge::Check& check, const judge::CheckAnswer& answer) {
  Json out = {{"store", check.stores[answer.store].name},
              {"client", answer.client->id},
              {"how", "predicted"},
              {"speaks_for", answer.client->speaks_for},
              {"at", to_rfc3339(answer.at)},
              {"is_change", answer.is_change}};
  if (answer.error) {
    out["error"] = error(*answer.error);
    return out;
  }
  out["trusted"] = answer.trusted;
  out["reason"] = answer.reason;
  out["detail"] = answer.detail;
  out["culprit"] = answer.culprit ? sha256(answer.culprit) : Json();
  out["path"] = list(answer.path, sha256);
  out["anchor"] = answer.trusted && !answer.path.empty() ? sha256(answer.path.back()) : Json();
  out["alternatives"] = alternatives(answer);
  out["refused_in_handshake"] = known(answer.refused_in_handshake);
  out["remedy"] = remedy(answer.remedy);
  return out;
}

}  // namespace

std::string_view to_id(store::Integrity integrity) {
  switch (integrity) {
    case store::Integrity::none:
      return "none";
    case store::Integrity::not_checked:
      return "not-checked";
    case store::Integrity::checked:
      return "checked";
  }
  return "none";
}

Json error(const Error& error) {
  return {{"code", error.code}, {"text", error.text()}};
}

Json answers(const judge::Check& check) {
  return list(check.answers, [&](const auto& one) { return answer_of(check, one); });
}

Json certificates(const judge::Check& check) {
  CertificateList out;
  for (const auto& answer : check.answers) {
    if (answer.remedy) out.add(*answer.remedy);
  }
  return named_certificates(out);
}

}  // namespace rehearse::report
