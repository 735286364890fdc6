#include "judge/scrub.h"

#include <gtest/gtest.h>

#include "judge/world.h"

namespace rehearse::judge {
namespace {

constexpr const char* kSecret = "correct-horse";

TEST(Scrub, takes_the_secret_out_of_every_text_that_others_wrote) {
  const std::string with = std::string("a ") + kSecret + " b";
  judge::Run run;
  run.profile.title = run.profile.path = with;
  World world;
  auto leaf = *world.new_leaf;
  leaf.subject = {{{"CN", with}}};
  leaf.issuer = {{{"CN", with}}};
  leaf.dns_names = {with};
  RouteReport route{.route = world.next().route, .handshake = probe::Handshake(), .calls = {}};
  route.route.why_text = with;
  route.route.unresolved = Error{"dns-failed", with, {}};
  route.handshake->chain = {std::make_shared<const cert::Certificate>(leaf)};
  route.handshake->failure_text = route.handshake->alpn = with;
  route.calls = {
      {.name = "login", .asserts = {{.what = "contains", .expected = with, .seen = with}}, .detail = with}};
  run.routes = {route};
  Row row;
  row.detail = row.replay.curl = row.replay.openssl = row.replay.hosts = with;
  row.remedy = trust::Remedy{
      .add = {{.sha256 = {}, .name = with, .from = {}, .certificate = {}}}, .where = with, .command = with};
  row.changes = {{.at = {}, .detail = with}};
  run.rows = {row};
  run.stores = {{.name = "s", .source = with, .error = with}};
  run.findings = {{"id", with, with}};
  run.not_tried = {with};

  Redactor redactor;
  redactor.add(kSecret);
  scrub(run, redactor);

  const auto& r = run.routes[0];
  const auto& chain = *r.handshake->chain[0];
  for (const std::string& text : std::vector<std::string>{run.profile.title,
                                                          run.profile.path,
                                                          r.route.why_text,
                                                          r.route.unresolved->detail,
                                                          chain.subject.text(),
                                                          chain.issuer.text(),
                                                          chain.dns_names[0],
                                                          r.handshake->failure_text,
                                                          r.handshake->alpn,
                                                          r.calls[0].detail,
                                                          r.calls[0].asserts[0].seen,
                                                          r.calls[0].asserts[0].expected,
                                                          run.rows[0].detail,
                                                          run.rows[0].changes[0].detail,
                                                          run.rows[0].replay.curl,
                                                          run.rows[0].replay.openssl,
                                                          run.rows[0].replay.hosts,
                                                          run.rows[0].remedy->where,
                                                          run.rows[0].remedy->command,
                                                          run.rows[0].remedy->add[0].name,
                                                          run.stores[0].source,
                                                          run.stores[0].error,
                                                          run.findings[0].where,
                                                          run.findings[0].text,
                                                          run.not_tried[0]}) {
    EXPECT_EQ(text.find(kSecret), std::string::npos) << text;
    EXPECT_NE(text.find("[secret]"), std::string::npos) << text;
  }
}

TEST(Scrub, leaves_a_certificate_without_secrets_as_it_is) {
  World world;
  judge::Run run;
  run.routes = {{.route = world.next().route, .handshake = world.next_handshake(), .calls = {}}};
  Redactor redactor;
  redactor.add(kSecret);
  scrub(run, redactor);
  EXPECT_EQ(run.routes[0].handshake->chain[0], world.new_leaf);
}

}  // namespace
}  // namespace rehearse::judge
