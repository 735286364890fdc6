#include "report/junit.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <fmt/format.h>

#include "base/lines.h"
#include "base/printable.h"
#include "report/phrases.h"
#include "report/problems.h"
#include "report/xml_writer.h"

namespace rehearse::report {
namespace {

using judge::Verdict;

constexpr std::size_t kText = 4000;  // bytes of one text: a test report is no archive

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;

  void add(Verdict verdict) {
    ++tests;
    failures += verdict == Verdict::will_break ? 1 : 0;
    errors += verdict == Verdict::inconclusive ? 1 : 0;
    skipped += verdict == Verdict::not_affected ? 1 : 0;
  }
};

Counts counts_of(const std::vector<const judge::Row*>& rows) {
  Counts out;
  for (const auto* row : rows) out.add(row->verdict);
  return out;
}

// What stands beside what was seen: a run of which nothing says so must not look passed.
struct Extra {
  std::string name, type, message;
};

std::vector<Extra> extras_of(const judge::Run& run) {
  std::vector<Extra> out;
  if (run.interrupted) out.push_back({"the run", "interrupted", "interrupted: not everything was tried"});
  for (const auto& finding : run.findings) {
    if (finding.id == "not-judged") out.push_back({finding.where, finding.id, finding.text});
  }
  const bool is_well = run.verdict == Verdict::ready || run.verdict == Verdict::not_affected;
  const bool is_told = std::ranges::any_of(run.rows, [](const judge::Row& row) {
    return row.verdict == Verdict::will_break || row.verdict == Verdict::inconclusive;
  });
  if (!is_well && !is_told && out.empty())
    out.push_back({"the run", std::string(to_id(run.verdict)), in_words(run.summary)});
  return out;
}

void write_counts(XmlWriter& xml, const Counts& counts) {
  xml.attribute("tests", std::to_string(counts.tests));
  xml.attribute("failures", std::to_string(counts.failures));
  xml.attribute("errors", std::to_string(counts.errors));
}

void open_suite(XmlWriter& xml, const judge::Run& run, std::string_view name, const Counts& counts) {
  xml.open("testsuite");
  xml.attribute("name", printable(name, kText));
  write_counts(xml, counts);
  xml.attribute("skipped", std::to_string(counts.skipped));
  // Without a zone, as Ant wrote it and readers expect it.
  auto started = to_rfc3339(run.started);
  started.pop_back();
  xml.attribute("timestamp", started);
  xml.attribute("hostname", printable(run.machine.host, kText));
}

void write_properties(XmlWriter& xml, const judge::Run& run) {
  const std::pair<const char*, std::string> properties[] = {
      {"verdict", std::string(to_id(run.verdict))},
      {"judged-at", to_rfc3339(run.now)},
      {"window-from", run.maintenance ? to_rfc3339(run.maintenance->from) : ""},
      {"window-to", run.maintenance ? to_rfc3339(run.maintenance->to) : ""},
      {"lab", run.lab ? "true" : "false"},
      {"profile", printable(run.profile.path, kText)},
      {"profile-sha256", run.profile.sha256.hex()},
      {"rehearse", run.version}};
  xml.open("properties");
  for (const auto& [name, value] : properties) {
    if (value.empty()) continue;
    xml.open("property");
    xml.attribute("name", name);
    xml.attribute("value", value);
    xml.close();
  }
  xml.close();
}

std::string where(const judge::Row& row) {
  std::string out = row.target;
  if (!row.address.empty()) out += " " + row.address;
  if (row.without_sni) out += " without SNI";
  return out;
}

// One line a thing; each is a peer's, a file's or ours.
class Lines {
 public:
  void add(std::string_view label, std::string_view value) {
    if (!value.empty()) x_text += fmt::format("{}: {}\n", label, printable(value, kText));
  }
  void add_each(std::string_view label, std::string_view lines) {
    for (const auto line : lines_of(lines)) add(label, line);
  }
  std::string take() && { return std::move(x_text); }

 private:
  std::string x_text;
};

std::string body_of(const judge::Row& row) {
  Lines out;
  out.add("because", row.detail);
  if (row.culprit) out.add("certificate", row.culprit->hex());
  if (row.remedy) {
    const auto& remedy = *row.remedy;
    for (const auto& one : remedy.add)
      out.add("add", fmt::format("{} ({}), {}", one.name, one.sha256.hex(), one.from));
    for (const auto& one : remedy.remove)
      out.add("remove", fmt::format("{} {}", one.sha256.hex(), one.place));
    out.add("where", remedy.where);
    out.add_each("run", remedy.command);
    out.add("restart", remedy.restart);
    out.add("caution", remedy.caution);
    out.add("tried", tried(remedy));
  } else if (row.verdict == Verdict::will_break) {
    out.add("remedy", without_remedy(row));
  }
  out.add("curl", row.replay.curl);
  out.add("openssl", row.replay.openssl);
  out.add("hosts", row.replay.hosts);
  return std::move(out).take();
}

void write_outcome(XmlWriter& xml, const char* element, const judge::Row& row) {
  xml.open(element);
  xml.attribute("message", printable(why(row), kText));
  xml.attribute("type", printable(row.reason, kText));
  xml.text(body_of(row));
  xml.close();
}

// Jenkins takes what stands before the last dot of a class for a package.
std::string class_of(std::string_view endpoint) {
  auto out = printable(endpoint, kText);
  std::ranges::replace(out, '.', '_');
  return "rehearse." + out;
}

void write_case(XmlWriter& xml, const judge::Row& row) {
  const auto how = observed_by(row);
  xml.open("testcase");
  xml.attribute("classname", class_of(row.endpoint));
  xml.attribute("name", printable(fmt::format("{}, store {}, {}{}", where(row), row.store, row.client,
                                              how.empty() ? "" : " (" + how + ")"),
                                  kText));
  if (row.verdict == Verdict::will_break) write_outcome(xml, "failure", row);
  if (row.verdict == Verdict::inconclusive) write_outcome(xml, "error", row);
  if (row.verdict == Verdict::not_affected) write_outcome(xml, "skipped", row);
  xml.close();
}

void write_extra(XmlWriter& xml, const Extra& extra) {
  xml.open("testcase");
  xml.attribute("classname", "rehearse.run");
  xml.attribute("name", printable(extra.name, kText));
  xml.open("error");
  xml.attribute("message", printable(extra.message, kText));
  xml.attribute("type", extra.type);
  xml.close();
  xml.close();
}

void write_findings(XmlWriter& xml, const judge::Run& run, const std::vector<Extra>& extras) {
  if (run.findings.empty() && run.not_tried.empty() && extras.empty()) return;
  open_suite(xml, run, "run", {.tests = extras.size(), .failures = 0, .errors = extras.size(), .skipped = 0});
  for (const auto& extra : extras) write_extra(xml, extra);
  Lines out;
  for (const auto& finding : run.findings)
    out.add(printable(finding.id, kText),
            finding.where.empty() ? finding.text : finding.where + ": " + finding.text);
  for (const auto& one : run.not_tried) out.add("not tried", one);
  xml.element("system-out", std::move(out).take());
  xml.close();
}

}  // namespace

std::string render_junit(const judge::Run& run) {
  const auto extras = extras_of(run);
  Counts all;
  for (const auto& row : run.rows) all.add(row.verdict);
  all.tests += extras.size();
  all.errors += extras.size();
  XmlWriter xml;
  xml.open("testsuites");
  xml.attribute("name", printable("rehearse: " + run.profile.title, kText));
  write_counts(xml, all);
  for (const auto& view : endpoints(run)) {
    open_suite(xml, run, view.name, counts_of(view.rows));
    write_properties(xml, run);
    for (const auto* row : view.rows) write_case(xml, *row);
    xml.close();
  }
  write_findings(xml, run, extras);
  xml.close();
  return std::move(xml).take();
}

}  // namespace rehearse::report
