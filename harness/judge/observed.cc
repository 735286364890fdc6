#include "judge/observed.h"

#include <algorithm>

#include "trust/handshake.h"

namespace rehearse::judge {
namespace {

using launch::Said;

// The client of this row itself, with its store, at its edge.
bool is_about(const ClientReport& report, const Row& row) {
  return report.observed != Said::untold && report.rules == row.client && report.store == row.store &&
         report.endpoint == row.endpoint && report.target == row.target && report.address == row.address &&
         !row.without_sni;
}

std::string told(const ClientReport& report) {
  return report.version + (report.observed == Said::refused ? " refused it itself" : " accepted it itself") +
         (report.words.empty() ? "" : ": " + report.words);
}

void decide(Row& row, StageName stage, Verdict verdict, const ClientReport& report) {
  row.verdict = verdict;
  row.stage = stage;
  row.reason = verdict == Verdict::will_break ? "client-refused" : "client-accepted";
  row.detail = verdict == Verdict::will_break ? told(report)
                                              : told(report) + "; predicted was a refusal (" + report.reason +
                                                    ": " + report.detail + ")";
  auto& decided = row.stages[static_cast<std::size_t>(stage)];
  decided.outcome = StageOutcome::fail;
  decided.why = row.reason;
}

// A refusal that was seen stands whatever was predicted; an acceptance that was not predicted is never more
// than a doubt.
void hold_against(const ClientReport& report, Row& row) {
  row.how = "observed";
  if (row.client_version.empty()) row.client_version = report.version;
  if (report.observed == report.predicted) return;
  const bool is_of_trust = row.stage == StageName::trust || row.stage == StageName::name;
  if (report.observed == Said::refused && row.verdict == Verdict::ready)
    decide(row, StageName::trust, Verdict::will_break, report);
  if (report.observed == Said::accepted && row.verdict == Verdict::will_break && is_of_trust) {
    decide(row, *row.stage, Verdict::inconclusive, report);
    row.remedy.reset();
  }
}

}  // namespace

void predict(ClientReport& report, trust::Verifier& verifier, const std::string& holding,
             const Meeting& meeting) {
  const auto* client = trust::find_client(report.rules);
  if (client == nullptr) return;
  const auto answer = verifier.ask(holding, meeting.chain, meeting.at);
  if (!answer) {
    report.detail = answer.error().text();
    return;
  }
  report.predicted = Said::refused;
  report.reason = to_id(answer->reason);
  report.detail = answer->detail;
  if (!answer->trusted) return;
  if (!trust::covers_host(*meeting.chain.front(), meeting.host, *client, trust::NameRule::of_client)) {
    report.reason = "name-mismatch";
    report.detail = "the certificate does not cover " + meeting.host;
    return;
  }
  if (auto why = trust::why_no_handshake(*client, meeting.chain); !why.empty()) {
    report.reason = "client-may-not-negotiate";
    report.detail = std::move(why);
    return;
  }
  report.predicted = Said::accepted;
  report.reason.clear();
}

void hold_against_clients(const std::vector<ClientReport>& clients, std::vector<Row>& rows,
                          std::vector<Finding>& findings) {
  for (auto& row : rows) {
    for (const auto& report : clients) {
      if (is_about(report, row)) hold_against(report, row);
    }
  }
  add_disagreements(clients, findings);
}

Finding no_clients() {
  return {"clients-not-run", "",
          "no client was run: none was found on PATH, or there is no edge that one could be sent to"};
}

void add_disagreements(const std::vector<ClientReport>& clients, std::vector<Finding>& findings) {
  for (const auto& report : clients) {
    if (!report.disagrees()) continue;
    const auto with = report.store.empty() ? " with its own store" : " with store " + report.store;
    const auto predicted = report.predicted == Said::accepted
                               ? std::string("that it accepts")
                               : "a refusal (" + report.reason + ": " + report.detail + ")";
    const auto where = report.endpoint.empty() ? std::string() : report.endpoint + "/" + report.target;
    findings.push_back(
        {"client-disagrees", where, told(report) + "," + with + "; predicted was " + predicted});
  }
}

}  // namespace rehearse::judge
