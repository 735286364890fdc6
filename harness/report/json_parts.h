#pragma once
// What more than one JSON report says in the same words. For the .cc files of such reports alone.

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/finding.h"
#include "cert/certificate.h"
#include "judge/intermediates.h"
#include "judge/run.h"
#include "report/certificates.h"
#include "trust/remedy.h"

namespace rehearse::report {

using Json = nlohmann::ordered_json;

template <class T, class Render>
Json list(const std::vector<T>& items, Render render) {
  Json out = Json::array();
  for (const auto& item : items) out.push_back(render(item));
  return out;
}

Json texts(const std::vector<std::string>& items);
/// null where there is none: an empty text would look like an answer.
Json known(const std::string& text);
Json digest(const std::optional<Sha256>& sha256);
Json certificate(const cert::CertificatePtr& certificate);
Json chain(const cert::Chain& chain);
/// Digests, and what they mean in words. `sent` as in in_words().
Json intermediates(const judge::Intermediates& what, const cert::Chain& sent);
Json finding(const Finding& finding);
/// null where there is none.
Json remedy(const std::optional<trust::Remedy>& remedy);
Json machine(const judge::Run::Machine& machine);
Json profile(const judge::Run::ProfileId& profile);
/// Version, moment and machine.
Json made(const judge::Made& made);
/// What a client was seen to do, beside what was predicted.
Json client(const judge::ClientReport& client);
/// Each with its PEM; what only was announced has none.
Json named_certificates(const CertificateList& certificates);

}  // namespace rehearse::report
