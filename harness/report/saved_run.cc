#include "report/saved_run.h"

#include "report/json_reader.h"
#include "report/saved_checks.h"
#include "report/saved_route.h"

namespace rehearse::report {
namespace {

trust::Remedy remedy_of(const Json& object, const SavedCertificates& certificates) {
  trust::Remedy out;
  for (const auto& one : list_at(object, "additions")) {
    const auto sha256 = digest_at(one, "sha256").value_or(Sha256());
    auto certificate = flag_at(one, "at_hand") ? certificates.find(sha256) : nullptr;
    out.add.push_back({sha256, text_at(one, "name"), text_at(one, "from"), std::move(certificate)});
  }
  for (const auto& one : list_at(object, "removals")) {
    const auto sha256 = digest_at(one, "sha256").value_or(Sha256());
    auto certificate = certificates.find(sha256);
    if (!certificate) refuse("certificates does not hold what a remedy removes");
    out.remove.push_back({sha256, text_at(one, "place"), std::move(certificate)});
  }
  out.where = text_at(object, "where");
  out.command = text_at(object, "command");
  out.restart = text_at(object, "restart");
  out.caution = text_at(object, "caution");
  out.proven = flag_at(object, "proven");
  return out;
}

judge::Stage stage_of(const Json& object) {
  return {id_at(object, "name", judge::StageName::call),
          id_at(object, "outcome", judge::StageOutcome::skipped), text_at(object, "why")};
}

judge::Change change_of(const Json& object) {
  return {time_at(object, "at"), flag_at(object, "trusted"), text_at(object, "reason"),
          text_at(object, "detail")};
}

judge::Row row_of(const Json& object, const SavedCertificates& certificates) {
  judge::Row out;
  out.endpoint = text_at(object, "endpoint");
  out.target = text_at(object, "target");
  out.address = text_at(object, "address");
  out.without_sni = object.value("without_sni", false);
  out.store = text_at(object, "store");
  out.client = text_at(object, "client");
  out.how = text_at(object, "how");
  out.at = time_at(object, "at");
  out.verdict = id_at(object, "verdict", judge::Verdict::inconclusive);
  if (!object.at("stage").is_null()) out.stage = id_at(object, "stage", judge::StageName::call);
  out.reason = text_at(object, "reason");
  out.detail = text_at(object, "detail");
  out.stages = each_at(object, "stages", stage_of);
  out.culprit = digest_at(object, "culprit");
  if (const auto& remedy = object.at("remedy"); !remedy.is_null())
    out.remedy = remedy_of(remedy, certificates);
  const auto& replay = object.at("replay");
  out.replay = {text_at(replay, "curl"), text_at(replay, "openssl"), text_at(replay, "hosts")};
  out.changes = each_at(object, "changes", change_of);
  out.path = certificates.chain_at(object, "path");
  if (object.contains("client_version")) out.client_version = text_at(object, "client_version");
  return out;
}

judge::StoreReport store_of(const Json& object) {
  judge::StoreReport out;
  out.name = text_at(object, "name");
  out.source = text_at(object, "source");
  out.kind = text_at(object, "kind");
  out.client = text_at(object, "client");
  out.anchors = count_at(object, "anchors");
  out.expired = count_at(object, "expired");
  out.duplicates = count_at(object, "duplicates");
  out.notes = texts_at(object, "notes");
  out.sha256 = digest_at(object, "sha256");
  out.error = text_at(object, "error");
  out.not_judged = flag_at(object, "not_judged");
  if (object.contains("owner")) out.owner = text_at(object, "owner");
  return out;
}

launch::Said said_at(const Json& object, const char* key) {
  return object.at(key).is_null() ? launch::Said::untold : id_at(object, key, launch::Said::refused);
}

judge::ClientReport client_of(const Json& object) {
  judge::ClientReport out;
  out.endpoint = text_at(object, "endpoint");
  out.target = text_at(object, "target");
  out.address = text_at(object, "address");
  out.client = text_at(object, "client");
  out.version = text_at(object, "version");
  out.rules = text_at(object, "rules");
  out.store = text_at(object, "store");
  out.own_store = text_at(object, "own_store");
  out.observed = said_at(object, "observed");
  out.words = text_at(object, "words");
  out.predicted = said_at(object, "predicted");
  out.reason = text_at(object, "reason");
  out.detail = text_at(object, "detail");
  return out;
}

std::optional<profile::Maintenance> window_of(const Json& object) {
  if (object.is_null()) return std::nullopt;
  return profile::Maintenance{time_at(object, "from"), time_at(object, "to"), text_at(object, "zone")};
}

void read_head(const Json& document, judge::Run& run) {
  run.version = document.value("version", "");
  const auto& profile = document.at("profile");
  run.profile = {text_at(profile, "path"), text_at(profile, "title"),
                 digest_at(profile, "sha256").value_or(Sha256())};
  run.maintenance = window_of(document.at("window"));
  run.started = time_at(document, "started");
  run.now = time_at(document, "now");
  run.lab = flag_at(document, "lab");
  run.interrupted = flag_at(document, "interrupted");
  const auto& machine = document.at("machine");
  run.machine = {text_at(machine, "host"), text_at(machine, "os"), text_at(machine, "user")};
  run.verdict = id_at(document, "verdict", judge::Verdict::inconclusive);
  const auto& summary = document.at("summary");
  run.summary = {count_at(summary, "ready"), count_at(summary, "will_break"),
                 count_at(summary, "not_affected"), count_at(summary, "inconclusive")};
}

judge::Run run_of(const Json& document) {
  if (document.at("schema") != "rehearse-report/1")
    refuse("is no report of a run (schema rehearse-report/1)");
  judge::Run out;
  read_head(document, out);
  const SavedCertificates certificates(document);
  for (const auto& one : document.at("routes")) out.routes.push_back(read_route(one, certificates));
  for (const auto& one : document.at("rows")) out.rows.push_back(row_of(one, certificates));
  out.stores = each_at(document, "stores", store_of);
  out.clients = each_at(document, "clients", client_of);
  out.findings = each_at(document, "findings", [](const Json& one) {
    return Finding{text_at(one, "id"), text_at(one, "where"), text_at(one, "text")};
  });
  out.not_tried = texts_at(document, "not_tried");
  check_saved_run(out);
  return out;
}

}  // namespace

Result<judge::Run> read_saved_run(std::string_view text) {
  // What is not as render_json() writes it, the library throws at.
  try {
    return run_of(parse_saved(text));
  } catch (const Json::parse_error&) {
    return fail("bad-report", "is no JSON");
  } catch (const Json::exception& error) {
    return fail("bad-report", what_is_wrong(error));
  }
}

}  // namespace rehearse::report
