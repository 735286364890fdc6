#include "e2e/edge_case.h"

#include <algorithm>

namespace rehearse::e2e {
namespace {

using nlohmann::json;

int exit_of(const std::string& verdict) {
  if (verdict == "ready" || verdict == "not-affected") return 0;
  return verdict == "will-break" ? 1 : 3;
}

// A byte that could move a cursor or change a colour.
bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7f';
}

const json& staged(const json& report) {
  static const json kNone;
  for (const auto& route : report.at("routes")) {
    if (route.at("role") == "next") return route;
  }
  return kNone;
}

void expect_evidence(const EdgeCase& row, const json& route) {
  const auto& handshake = route.at("handshake");
  if (handshake.is_null()) {
    EXPECT_TRUE(row.chain < 0 && row.alert < 0) << "no handshake";
    return;
  }
  if (row.chain >= 0) {
    EXPECT_EQ(handshake.at("chain").size(), static_cast<std::size_t>(row.chain));
  }
  const auto& alert = handshake.at("alert");
  EXPECT_EQ(alert.is_null() ? -1 : alert.at("number").get<int>(), row.alert) << alert;
  if (handshake.at("reached") != "nothing") {
    EXPECT_EQ(handshake.at("peer_address"), route.at("address"));
  }
  EXPECT_EQ(handshake.at("sni_sent"), route.at("sni"));
  EXPECT_EQ(handshake.at("resumed"), false);
}

void expect_row(const EdgeCase& row, const json& seen) {
  const std::string stage = row.stage;
  EXPECT_EQ(seen.at("verdict"), json(row.verdict)) << seen.at("detail");
  EXPECT_EQ(seen.at("stage"), stage.empty() ? json() : json(stage)) << seen.at("detail");
  EXPECT_EQ(seen.at("reason"), json(row.reason)) << seen.at("detail");
  ASSERT_EQ(seen.at("stages").size(), 7U);
  for (const auto& one : seen.at("stages")) {
    if (one.at("name") == stage) {
      EXPECT_EQ(one.at("outcome"), "fail");
    }
    if (one.at("outcome") == "fail") {
      EXPECT_NE(one.at("why"), "") << one;
    }
  }
}

}  // namespace

void expect(const EdgeCase& row) {
  Rehearsal rehearsal;
  row.arrange(rehearsal);
  const auto ran = rehearsal.run();
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err << ran.ended.out;
  const auto& report = ran.report;
  EXPECT_EQ(ran.ended.exit, exit_of(row.verdict));
  EXPECT_EQ(ran.ended.err, "");
  EXPECT_TRUE(std::ranges::none_of(ran.ended.out, is_control)) << ran.ended.out;
  EXPECT_EQ(report.at("verdict"), json(row.verdict));
  ASSERT_EQ(report.at("rows").size(), 1U);
  expect_row(row, report.at("rows")[0]);
  EXPECT_EQ(findings_of(report), row.findings) << report.at("findings").dump(1);
  expect_evidence(row, staged(report));
  for (const auto& fact : row.facts) {
    const json::json_pointer where(fact.where);
    ASSERT_TRUE(report.contains(where)) << fact.where;
    EXPECT_EQ(report.at(where), fact.value) << fact.where;
  }
  if (::testing::Test::HasFailure()) std::cerr << report.at("rows")[0].dump(1) << "\n";
}

Arrange both(Arrange first, Arrange second) {
  return [first = std::move(first), second = std::move(second)](Rehearsal& it) {
    first(it);
    second(it);
  };
}

Arrange shows(std::function<lab::Identity()> identity) {
  return [identity = std::move(identity)](Rehearsal& it) { it.next = place(it.serve(identity())); };
}

Arrange answers(lab::HttpResponse response) {
  return [response = std::move(response)](Rehearsal& it) {
    lab::EdgeOptions options;
    options.identities = {new_one().identity()};
    options.handler = [response](const lab::HttpRequest&) { return response; };
    it.next = place(it.serve(std::move(options)));
  };
}

Arrange speaks(lab::TlsOptions tls) {
  return [tls = std::move(tls)](Rehearsal& it) {
    lab::EdgeOptions options;
    options.identities = {new_one().identity()};
    options.tls = tls;
    it.next = place(it.serve(std::move(options)));
  };
}

Arrange is_rough(lab::Rough mode, std::string says) {
  return [mode, says = std::move(says)](Rehearsal& it) {
    lab::RoughOptions options;
    options.mode = mode;
    options.says = says;
    options.identity = new_one().identity();
    it.next = place(it.serve(std::move(options)));
  };
}

void must_pass(Rehearsal& it) {
  it.calls = "[{name: ping, path: /v1/ping, must: pass, expect: {status: 200, contains: pong}}]";
}

}  // namespace rehearse::e2e
