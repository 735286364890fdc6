#include "report/joined.h"

#include "report/runs.h"

namespace rehearse::report::test {
namespace {

using judge::Difference;
using std::chrono::milliseconds;

}  // namespace

judge::Comparison comparison() {
  judge::Comparison out{.baseline = "production", .candidate = "staging"};
  const auto run = ready_run();
  out.made = {run.version, run.now, run.machine};
  out.profile = run.profile;
  out.differences = {{.area = Difference::Area::tls,
                      .where = "soap",
                      .path = "issuer",
                      .baseline = "CN=Example old Server CA,O=Example",
                      .candidate = "CN=Example new Server CA,O=Example",
                      .weight = 85},
                     {.area = Difference::Area::http,
                      .where = "rest/ping",
                      .path = "status",
                      .baseline = "200",
                      .candidate = "503",
                      .weight = 80,
                      .at = {"203.0.113.7:443"},
                      .seen_in = 1,
                      .of = 4},
                     {.area = Difference::Area::body,
                      .where = "soap/login",
                      .path = "/Envelope/Body/Größe",
                      .baseline = "<müde>  drei</müde>",
                      .candidate = "<müße>  drei</müße>",
                      .weight = 50},
                     {.area = Difference::Area::body,
                      .where = "soap/login",
                      .path = "/Envelope/Header/trace",
                      .baseline = "",
                      .candidate = "on",
                      .weight = 40},
                     {.area = Difference::Area::time,
                      .where = "soap/login",
                      .path = "duration",
                      .baseline = "12 to 15 ms",
                      .candidate = "120 to 150 ms",
                      .weight = 1}};
  auto same_elsewhere = out.differences.front();
  same_elsewhere.where = "rest";
  out.differences.insert(out.differences.begin() + 1, same_elsewhere);
  out.not_compared = {{"files/list", "no answer from the candidate"}};
  out.timings = {{"soap/login",
                  {milliseconds(12), milliseconds(13), milliseconds(15)},
                  {milliseconds(120), milliseconds(150)}}};
  out.ignored = 2;
  out.compared = 5;
  out.proves = {"a store that works at staging has what production needs"};
  out.proves_not = {"that calls with credentials get alike answers: staging gets none"};
  return out;
}

judge::Comparison hostile_comparison() {
  const std::string evil = std::string(kHostile);
  judge::Comparison out{.baseline = evil, .candidate = evil};
  out.made = {evil, ready_run().now, {evil, evil, evil}};
  out.profile = {evil, evil, {}};
  out.differences = {{.area = Difference::Area::body,
                      .where = evil,
                      .path = evil + std::string(10'240, 'p'),
                      .baseline = evil + "{{lead}}",
                      .candidate = evil + std::string(10'240, 'v'),
                      .weight = 70,
                      .at = {evil}}};
  out.not_compared = {{evil, evil}};
  out.timings = {{evil, {milliseconds(0)}, {milliseconds(0)}}};
  out.proves = {evil};
  out.proves_not = {evil};
  return out;
}

std::vector<judge::Member> fleet_members() {
  auto other_store = ready_run();
  other_store.stores.front().sha256.emplace();
  return {{"app-1", "app-1.json", ready_run()},
          {"app-2", "app-2.json", will_break_run()},
          {"app-3", "app-3.json", will_break_run()},
          {"batch-1", "batch-1.json", inconclusive_run()},
          {"batch-2", "batch-2.json", not_affected_run()},
          {"desk", "desk.json", lab_run()},
          {"web-1", "web-1.json", other_store}};
}

std::vector<judge::Member> hostile_members() {
  const std::string evil(kHostile);
  auto other = hostile_run();
  other.profile.sha256.bytes.fill(1);
  for (auto& store : other.stores) store.sha256.reset();
  return {{evil, evil, hostile_run()}, {evil + "2", evil, other}};
}

}  // namespace rehearse::report::test
