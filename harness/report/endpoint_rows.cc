#include "report/endpoint_rows.h"

#include <compare>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "report/marks.h"
#include "report/problems.h"
#include "report/words.h"

namespace rehearse::report {
namespace {

constexpr std::size_t kTroubles = 12;  // lines, where endpoints are only counted

// "api.example.com, by Example CA, until 2020-12-03": who was there; else why nobody was.
std::string served(const Page& page, const judge::RouteReport& report) {
  const auto& handshake = report.handshake;
  std::string out;
  if (handshake && !handshake->chain.empty() && handshake->chain.front()) {
    const auto& leaf = *handshake->chain.front();
    out = fmt::format("{}, by {}, until {}", page.safe(leaf.subject.short_name(), 80),
                      page.safe(leaf.issuer.short_name(), 80), utc_date(leaf.not_after));
  }
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
  if (report.route.unresolved) {
    add(fmt::format("{} ({})", page.safe(in_words(report.route.unresolved->code)),
                    page.safe(report.route.unresolved->text(), 120)));
  } else if (!handshake) {
    add("not connected");
  } else if (report.route.why == route::Why::pem) {
    add("no edge was asked");
  } else if (!handshake->failure.empty()) {
    add(page.safe(in_words(handshake->failure)));
  }
  return out;
}

Table routes_table(const Page& page, const EndpointView& view) {
  Table table;
  for (const auto* report : view.routes) {
    table.rows.push_back({{page.safe(report->route.target, 60)},
                          {std::string(to_id(report->route.role)), Tone::quiet},
                          {place_of(*report)},
                          {served(page, *report)}});
  }
  return table;
}

std::string call_line(const Page& page, const judge::RouteReport::CallReport& call) {
  std::string out = page.safe(call.name, 60);
  if (call.status != 0) out += fmt::format(" {}", call.status);
  return fmt::format("{} ({})", out, to_id(call.outcome));
}

void write_calls(Page& page, const judge::RouteReport& report) {
  if (report.calls.empty()) return;
  if (report.route.role != profile::Role::next && !page.options().verbose) return;
  std::string calls;
  for (const auto& call : report.calls) calls += (calls.empty() ? "" : ", ") + call_line(page, call);
  page.paragraph(2, {fmt::format("calls on {}: {}", page.safe(report.route.target, 60), calls), Tone::quiet});
  for (const auto& call : report.calls) {
    for (const auto& one : call.asserts) {
      if (one.holds && !page.options().verbose) continue;
      page.paragraph(4, {fmt::format("{}: {} expected {}, saw {}", page.safe(call.name, 60),
                                     page.safe(one.what), page.safe(one.expected), page.safe(one.seen)),
                         one.holds ? Tone::quiet : Tone::plain});
    }
  }
}

// Verbose: what was negotiated, and the chain as sent.
void write_handshake(Page& page, const judge::RouteReport& report) {
  const auto& route = report.route;
  page.paragraph(2, {fmt::format("{}: SNI {}, Host {}, verified as {}; {}", page.safe(route.target, 60),
                                 route.sni.empty() ? "none" : page.safe(route.sni), page.safe(route.host),
                                 page.safe(route.verify_name),
                                 page.safe(route.why_text.empty() ? to_id(route.why) : route.why_text)),
                     Tone::quiet});
  if (!route.aliases.empty())
    page.paragraph(
        4, {fmt::format("DNS: {}, {} s", page.safe(text_of(route.aliases)), route.ttl.count()), Tone::quiet});
  for (const auto& proof : report.proofs)
    page.paragraph(
        4, {fmt::format("shown by {}: {}", page.safe(proof.by, 30), page.safe(proof.text)), Tone::quiet});
  if (report.handshakes > 1)
    page.paragraph(4, {fmt::format("{} handshakes", report.handshakes), Tone::quiet});
  if (!report.handshake) return;
  const auto& shake = *report.handshake;
  std::string spoken;
  for (const auto* fact : {&shake.version, &shake.cipher, &shake.group, &shake.signature, &shake.alpn}) {
    if (!fact->empty()) spoken += (spoken.empty() ? "" : ", ") + page.safe(*fact, 60);
  }
  if (shake.alert) {
    spoken += fmt::format("{}alert {} {}{}", spoken.empty() ? "" : ", ", shake.alert->number,
                          page.safe(shake.alert->name, 60), shake.alert->sent_by_us ? " sent by us" : "");
  }
  if (!spoken.empty()) page.paragraph(4, {spoken, Tone::quiet});
  for (std::size_t i = 0; i < shake.chain.size(); ++i) {
    if (!shake.chain[i]) continue;
    const auto& certificate = *shake.chain[i];
    page.paragraph(4, {fmt::format("{} {}, valid {} to {}", i, page.safe(certificate.subject.text()),
                                   utc_date(certificate.not_before), utc_date(certificate.not_after)),
                       Tone::quiet});
    page.verbatim(6, "sha256", certificate.sha256.hex());
  }
}

// "passed resolve, connect; failed identify (still-old); skipped name, trust, call"
std::string stages_line(const Page& page, const judge::Row& row) {
  std::string out;
  for (const auto& [outcome, word] :
       {std::pair(judge::StageOutcome::pass, "passed"), std::pair(judge::StageOutcome::fail, "failed"),
        std::pair(judge::StageOutcome::skipped, "skipped")}) {
    std::string names;
    for (const auto& stage : row.stages) {
      if (stage.outcome != outcome) continue;
      names += (names.empty() ? "" : ", ") + std::string(to_id(stage.name));
      // That an earlier stage decided is plain from the line itself.
      if (!stage.why.empty() && stage.why != "not-reached")
        names += fmt::format(" ({})", page.safe(stage.why, 60));
    }
    if (!names.empty()) out += fmt::format("{}{} {}", out.empty() ? "" : "; ", word, names);
  }
  return out;
}

std::string reason_of(const Page& page, const judge::Row& row) {
  std::string out = page.safe(why(row));
  // What breaks is told in full under "What to do".
  const bool tell = page.options().verbose || row.verdict == judge::Verdict::inconclusive;
  if (tell && !row.detail.empty()) {
    out += (out.empty() ? "" : std::string(" ") + std::string(page.glyph("—", "-")) + " ") +
           page.safe(row.detail);
  }
  return out;
}

// The rows of one target and address. A reason that was just given is not given again.
void write_group(Page& page, const std::vector<const judge::Row*>& rows) {
  Table table;
  std::string last;
  for (const auto* row : rows) {
    const Tone tone = tone_of(row->verdict);
    std::string reason = reason_of(page, *row);
    const bool again = !reason.empty() && reason == last;
    last = reason;
    std::string client = page.safe(row->client, 60);
    if (row->how != "predicted") client += fmt::format(" ({})", page.safe(row->how, 30));
    if (page.options().verbose) reason += (reason.empty() ? "" : "; ") + stages_line(page, *row);
    table.rows.push_back({{std::string(sign(page, row->verdict)), tone},
                          {page.safe(row->store, 80)},
                          {client},
                          {std::string(in_words(row->verdict)), tone},
                          {again && !page.options().verbose ? std::string("as above") : reason,
                           again ? Tone::quiet : Tone::plain}});
  }
  page.table(table);
}

void write_rows(Page& page, const EndpointView& view) {
  std::vector<std::pair<std::string, std::vector<const judge::Row*>>> groups;
  for (const auto* row : view.rows) {
    std::string where = page.safe(row->target, 60);
    if (!row->address.empty()) where += " " + page.safe(row->address, 80);
    if (row->without_sni) where += " without SNI";
    if (groups.empty() || groups.back().first != where)
      groups.emplace_back(where, std::vector<const judge::Row*>());
    groups.back().second.push_back(row);
  }
  for (const auto& [where, rows] : groups) {
    if (groups.size() > 1) page.paragraph(2, {fmt::format("on {}", where), Tone::quiet});
    write_group(page, rows);
  }
}

void write_endpoint(Page& page, const EndpointView& view) {
  page.blank();
  const std::string url = view.routes.empty() ? "" : page.safe(view.routes.front()->route.url.text());
  page.table({0, {{{page.safe(view.name, 120), Tone::strong}, {url}}}});
  page.table(routes_table(page, view));
  for (const auto* report : view.routes) {
    if (page.options().verbose) write_handshake(page, *report);
    write_calls(page, *report);
  }
  if (!view.rows.empty()) page.blank();
  write_rows(page, view);
}

// What is wrong with an endpoint, told apart by its worst row; the worst first in order.
struct Trouble {
  int severity = 4;
  std::string why;
  friend auto operator<=>(const Trouble&, const Trouble&) = default;
};

Trouble trouble_of(const Page& page, const EndpointView& view) {
  if (view.worst == nullptr) return {};
  return {severity(view.worst->verdict), page.safe(why(*view.worst))};
}

// Endpoints that are only counted, alike ones in one line.
void write_folded(Page& page, const std::vector<const EndpointView*>& folded) {
  std::map<Trouble, std::vector<const EndpointView*>> alike;
  for (const auto* view : folded) alike[trouble_of(page, *view)].push_back(view);
  page.heading(count(folded.size(), "endpoint", "endpoints"));
  Table table;
  for (const auto& [trouble, views] : alike) {
    if (table.rows.size() == kTroubles) break;
    const judge::Row* row = views.front()->worst;
    const Tone tone = row == nullptr ? Tone::quiet : tone_of(row->verdict);
    std::vector<std::string> names;
    for (const auto* view : views) names.push_back(view->name);
    table.rows.push_back({{std::string(row == nullptr ? " " : sign(page, row->verdict)), tone},
                          {std::to_string(views.size())},
                          {std::string(row == nullptr ? "not judged" : in_words(row->verdict)), tone},
                          {(trouble.why.empty() ? "" : trouble.why + ": ") + some_of(page, names, 3)}});
  }
  page.table(table);
  const auto more = alike.size() - table.rows.size();
  page.paragraph(2,
                 {(more == 0 ? "" : count(more, "kind more; ", "kinds more; ")) + "--verbose shows every row",
                  Tone::quiet});
}

}  // namespace

void write_endpoints(Page& page, const judge::Run& run) {
  const auto views = endpoints(run);
  if (!is_folded(page, run)) {
    for (const auto& view : views) write_endpoint(page, view);
    return;
  }
  std::vector<const EndpointView*> all;
  for (const auto& view : views) all.push_back(&view);
  write_folded(page, all);
}

}  // namespace rehearse::report
