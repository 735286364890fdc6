#include "judge/scrub.h"

#include <functional>

#include "base/utf8.h"

namespace rehearse::judge {
namespace {

// Goes through the texts that others wrote. Ids and the names that the profile gave are apart: in a report
// they stand for the thing, whatever a secret may be.
class Texts {
 public:
  using Change = std::function<std::string(std::string_view)>;
  explicit Texts(Change change) : x_change(std::move(change)) {}

  void operator()(Run& run) const {
    each(run.profile.path, run.profile.title, run.machine.host, run.machine.os, run.machine.user);
    if (run.maintenance) (*this)(run.maintenance->zone);
    for (auto& route : run.routes) (*this)(route);
    for (auto& row : run.rows) (*this)(row);
    for (auto& store : run.stores) (*this)(store);
    for (auto& client : run.clients) each(client.version, client.own_store, client.words, client.detail);
    for (auto& finding : run.findings) each(finding.where, finding.text);
    for (auto& text : run.not_tried) (*this)(text);
  }

  void names(Run& run) const {
    for (auto& report : run.routes) names(report);
    for (auto& row : run.rows) {
      each(row.endpoint, row.target, row.store, row.client, row.how, row.reason);
      for (auto& stage : row.stages) (*this)(stage.why);
      for (auto& change : row.changes) (*this)(change.reason);
    }
    for (auto& store : run.stores) each(store.name, store.kind, store.client, store.owner);
    for (auto& client : run.clients)
      each(client.endpoint, client.target, client.address, client.client, client.rules, client.store,
           client.reason);
    for (auto& finding : run.findings) (*this)(finding.id);
  }

 private:
  void names(RouteReport& report) const {
    each(report.route.endpoint, report.route.target);
    if (report.route.unresolved) (*this)(report.route.unresolved->code);
    for (auto& call : report.calls) (*this)(call.name);
    if (!report.handshake) return;
    auto& shake = *report.handshake;
    each(shake.failure, shake.version, shake.cipher, shake.group, shake.signature);
    if (shake.alert) (*this)(shake.alert->name);
  }

  template <class... Items>
  void each(Items&... items) const {
    ((*this)(items), ...);
  }

  void operator()(std::string& text) const { text = x_change(text); }
  void operator()(DistinguishedName& name) const {
    for (auto& attribute : name.attributes) (*this)(attribute.value);
  }
  void operator()(cert::CertificatePtr& certificate) const {
    if (!certificate) return;
    auto changed = *certificate;
    each(changed.subject, changed.issuer);
    for (auto& name : changed.dns_names) (*this)(name);
    const bool same = changed.subject == certificate->subject && changed.issuer == certificate->issuer &&
                      changed.dns_names == certificate->dns_names;
    if (same) return;
    changed.der.clear();  // what was taken out stands in it
    certificate = std::make_shared<const cert::Certificate>(std::move(changed));
  }
  void operator()(cert::Chain& chain) const {
    for (auto& certificate : chain) (*this)(certificate);
  }
  void operator()(route::Route& route) const {
    each(route.why_text, route.url.path_query);
    if (route.unresolved) {
      (*this)(route.unresolved->detail);
      for (auto& frame : route.unresolved->frames) (*this)(frame);
    }
    for (auto& alias : route.aliases) each(alias.name, alias.target);
  }
  void operator()(probe::Handshake& handshake) const {
    each(handshake.chain, handshake.failure_text, handshake.alpn);
  }
  void operator()(RouteReport& report) const {
    (*this)(report.route);
    if (report.handshake) (*this)(*report.handshake);
    if (report.intermediates)
      each(report.intermediates->sent, report.intermediates->missing, report.intermediates->root);
    for (auto& call : report.calls) {
      (*this)(call.detail);
      for (auto& assertion : call.asserts) each(assertion.what, assertion.expected, assertion.seen);
    }
    for (auto& proof : report.proofs) (*this)(proof.text);
  }
  void operator()(trust::Remedy& remedy) const {
    for (auto& addition : remedy.add) each(addition.name, addition.from, addition.certificate);
    for (auto& removal : remedy.remove) each(removal.place, removal.certificate);
    each(remedy.where, remedy.command, remedy.restart, remedy.caution, remedy.path);
  }
  void operator()(Row& row) const {
    each(row.client_version, row.detail, row.replay.curl, row.replay.openssl, row.replay.hosts, row.path);
    for (auto& change : row.changes) (*this)(change.detail);
    if (row.remedy) (*this)(*row.remedy);
  }
  void operator()(StoreReport& store) const {
    each(store.source, store.error);
    for (auto& note : store.notes) (*this)(note);
  }

  Change x_change;
};

}  // namespace

void scrub(Run& run, const Redactor& redactor) {
  if (redactor.empty()) return;
  Texts([&](std::string_view text) { return redactor.scrub(text); })(run);
}

void make_utf8(Run& run) {
  const Texts texts(as_utf8);
  texts(run);
  texts.names(run);
}

}  // namespace rehearse::judge
