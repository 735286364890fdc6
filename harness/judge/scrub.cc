#include "judge/scrub.h"

#include <initializer_list>

namespace rehearse::judge {
namespace {

class Scrubber {
 public:
  explicit Scrubber(const Redactor& redactor) : x_redactor(redactor) {}

  void operator()(std::string& text) const { text = x_redactor.scrub(text); }
  void operator()(DistinguishedName& name) const {
    for (auto& attribute : name.attributes) (*this)(attribute.value);
  }
  void operator()(cert::CertificatePtr& certificate) const {
    if (!certificate) return;
    auto clean = *certificate;
    (*this)(clean.subject);
    (*this)(clean.issuer);
    for (auto& name : clean.dns_names) (*this)(name);
    if (clean.subject != certificate->subject || clean.issuer != certificate->issuer ||
        clean.dns_names != certificate->dns_names) {
      certificate = std::make_shared<const cert::Certificate>(std::move(clean));
    }
  }
  void operator()(cert::Chain& chain) const {
    for (auto& certificate : chain) (*this)(certificate);
  }
  void operator()(route::Route& route) const {
    for (auto* text : {&route.why_text, &route.url.path_query}) (*this)(*text);
    if (route.unresolved) (*this)(route.unresolved->detail);
  }
  void operator()(RouteReport& report) const {
    (*this)(report.route);
    if (report.handshake) {
      (*this)(report.handshake->chain);
      (*this)(report.handshake->failure_text);
      (*this)(report.handshake->alpn);
    }
    if (report.intermediates) {
      (*this)(report.intermediates->sent);
      (*this)(report.intermediates->missing);
      (*this)(report.intermediates->root);
    }
    for (auto& call : report.calls) {
      (*this)(call.detail);
      for (auto& assertion : call.asserts) (*this)(assertion.seen);
      for (auto& assertion : call.asserts) (*this)(assertion.expected);
    }
  }
  void operator()(Row& row) const {
    for (auto* text : {&row.detail, &row.replay.curl, &row.replay.openssl, &row.replay.hosts}) (*this)(*text);
    for (auto& change : row.changes) (*this)(change.detail);
    if (!row.remedy) return;
    for (auto& addition : row.remedy->add) {
      (*this)(addition.name);
      (*this)(addition.certificate);
    }
    for (auto& removal : row.remedy->remove) {
      (*this)(removal.place);
      (*this)(removal.certificate);
    }
    (*this)(row.remedy->where);
    (*this)(row.remedy->command);
  }
  void operator()(StoreReport& store) const {
    (*this)(store.source);
    for (auto& note : store.notes) (*this)(note);
    (*this)(store.error);
  }
  void operator()(Finding& finding) const {
    (*this)(finding.where);
    (*this)(finding.text);
  }

 private:
  const Redactor& x_redactor;
};

}  // namespace

void scrub(Run& run, const Redactor& redactor) {
  if (redactor.empty()) return;
  const Scrubber scrub(redactor);
  scrub(run.profile.path);
  scrub(run.profile.title);
  for (auto& route : run.routes) scrub(route);
  for (auto& row : run.rows) scrub(row);
  for (auto& store : run.stores) scrub(store);
  for (auto& finding : run.findings) scrub(finding);
  for (auto& text : run.not_tried) scrub(text);
}

}  // namespace rehearse::judge
