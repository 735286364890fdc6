#include "report/certificates.h"

#include <utility>

namespace rehearse::report {

void CertificateList::add(NamedCertificate one) {
  const auto [at, is_new] = x_places.try_emplace(one.sha256, x_all.size());
  if (is_new) {
    x_all.push_back(std::move(one));
  } else if (auto& known = x_all[at->second]; !known.certificate) {
    known.certificate = std::move(one.certificate);
  }
}

void CertificateList::add(const trust::Remedy& remedy) {
  for (const auto& one : remedy.add) add({one.sha256, one.name, one.from, one.certificate});
}

void CertificateList::add(const cert::Chain& chain, const std::string& from) {
  for (const auto& one : chain) {
    if (one) add({one->sha256, one->subject.short_name(), from, one});
  }
}

CertificateList certificates_of(const judge::Run& run) {
  CertificateList out;
  for (const auto& row : run.rows) {
    if (row.remedy) out.add(*row.remedy);
  }
  for (const auto& route : run.routes) {
    if (route.handshake) out.add(route.handshake->chain, "sent by the server");
  }
  for (const auto& row : run.rows) {
    const auto in_store = "in store " + row.store;
    out.add(row.path, in_store);
    if (!row.remedy) continue;
    for (const auto& removal : row.remedy->remove) out.add({removal.certificate}, in_store);
  }
  for (const auto& route : run.routes) {
    if (!route.intermediates) continue;
    out.add(route.intermediates->sent, "sent by the server");
    out.add(route.intermediates->missing, "not sent by the server");
    out.add({route.intermediates->root}, "not sent by the server");
  }
  return out;
}

}  // namespace rehearse::report
