#include "e2e/rehearsal.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "report/json.h"
#include "report/saved_run.h"

namespace rehearse::e2e {
namespace {

// What row after row finds today: one edge of the program.
const lab::Edge& old_edge() {
  static const lab::Edge edge = [] {
    auto server = e2e::server();
    server.dns_names = {kHost, "a.b.example.com"};
    lab::EdgeOptions options;
    options.identities = {old_one().identity(server)};
    return lab::Edge::start(std::move(options)).value();
  }();
  return edge;
}

const lab::Edge& new_edge() {
  static const lab::Edge edge = [] {
    lab::EdgeOptions options;
    options.identities = {new_one().identity()};
    return lab::Edge::start(std::move(options)).value();
  }();
  return edge;
}

std::string with_comma(const std::string& text) {
  return text.empty() ? text : ", " + text;
}

}  // namespace

Process start_rehearse(const std::vector<std::string>& arguments, const Environment& environment) {
  std::vector<std::string> command = {REHEARSE_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return Process(command, environment);
}

Rehearsal::Rehearsal() : x_folder(std::make_unique<Folder>()) {
  stores["main"] = pem({old_one().root, new_one().root, third_one().root});
  environment = {{"HOME", x_folder->path().string()}, {"PATH", "/usr/bin:/bin"}};
}

lab::Edge& Rehearsal::serve(lab::EdgeOptions options) {
  auto edge = lab::Edge::start(std::move(options));
  if (!edge) throw std::runtime_error(edge.error().text());
  return x_edges.emplace_back(*std::move(edge));
}

lab::Edge& Rehearsal::serve(const lab::Identity& identity) {
  lab::EdgeOptions options;
  options.identities = {identity};
  return serve(std::move(options));
}

lab::RoughEdge& Rehearsal::serve(lab::RoughOptions options) {
  auto edge = lab::RoughEdge::start(std::move(options));
  if (!edge) throw std::runtime_error(edge.error().text());
  return x_rough_edges.emplace_back(*std::move(edge));
}

std::string Rehearsal::profile() const {
  const auto to_today = by_dns ? "role: today" : redirect(today.empty() ? place(old_edge()) : today);
  const auto to_next =
      next_redirect.empty() ? redirect(next.empty() ? place(new_edge()) : next) : next_redirect;
  std::string out = "rehearsal: {title: End to end}\n";
  if (!window.empty()) out += fmt::format("maintenance: {}\n", window);
  if (!change.empty()) out += fmt::format("change: {}\n", change);
  out += fmt::format("expect: {}\n", expect);
  out += "targets:\n";
  out += fmt::format("  production: {{{}{}}}\n", to_today, with_comma(today_says));
  out += fmt::format("  staging: {{{}{}}}\n", to_next, with_comma(next_says));
  out += fmt::format("endpoints:\n  api: {{url: 'https://{}/v1/', stores: main{}{}}}\n", host,
                     with_comma(endpoint_says), with_comma(calls.empty() ? calls : "calls: " + calls));
  out += more_endpoints + more_sections + "stores:\n";
  for (const auto& [name, text] : stores)
    out += fmt::format("  {}: {{path: {}.pem, client: {}{}}}\n", name, name, client,
                       name == "main" ? with_comma(main_says) : "");
  return out + fmt::format("limits: {{{}}}\n", limits);
}

std::vector<std::string> Rehearsal::command() {
  for (const auto& [name, text] : stores) {
    if (text) x_folder->write(name + ".pem", *text);
  }
  std::vector<std::string> out = {"run", x_folder->write("profile.yaml", profile())};
  if (!by_dns) out.emplace_back("--no-dns");
  if (!now.empty()) out.insert(out.end(), {"--now", now});
  if (std::ranges::count(arguments, "--dry-run") == 0)
    out.insert(out.end(), {"--report-json", report.empty() ? *x_folder / "report.json" : report});
  out.insert(out.end(), arguments.begin(), arguments.end());
  return out;
}

Ran Rehearsal::run() {
  return collect(start_rehearse(command(), environment).wait());
}

Ran Rehearsal::collect(Ended ended) const {
  Ran out{.ended = std::move(ended), .report = {}, .json = content(*x_folder / "report.json")};
  out.report = nlohmann::json::parse(out.json, nullptr, false);
  // What a run writes, `report` and `merge` have to take, whatever came out.
  if (!out.report.is_discarded()) {
    const auto saved = report::read_saved_run(out.json);
    EXPECT_TRUE(saved) << saved.error().text();
    EXPECT_TRUE(saved && report::render_json(*saved) == out.json) << "another report when it is read again";
  }
  return out;
}

std::string findings_of(const nlohmann::json& report) {
  std::string out, last;
  for (const auto& finding : report.at("findings")) {
    const auto id = finding.at("id").get<std::string>();
    if (id == last) continue;
    out += (out.empty() ? "" : ", ") + id;
    last = id;
  }
  return out;
}

}  // namespace rehearse::e2e
