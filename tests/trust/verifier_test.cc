#include "trust/verifier.h"

#include <gtest/gtest.h>

#include "trust/authority.h"

namespace rehearse::trust {
namespace {

const Instant kAt = day("2018-12-12");

Verifier three_stores() {
  const auto& a = authority();
  std::vector<Holding> holdings;
  holdings.push_back({"good", find_client("openssl"), pem_store("good", {a.root.certificate})});
  holdings.push_back({"poor", find_client("openssl"), pem_store("poor", {a.other_root.certificate})});
  holdings.push_back({"broken", find_client("openssl"), fail("store-unreadable", "no such file")});
  return {std::move(holdings), Origin::handshake};
}

TEST(Verifier, gives_the_same_answer_however_often_it_is_asked) {
  const auto& a = authority();
  auto verifier = three_stores();
  const cert::Chain chain = {a.leaf.certificate, a.intermediate.certificate};
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(verifier.ask("good", chain, kAt)->trusted);
    EXPECT_FALSE(verifier.ask("poor", chain, kAt)->trusted);
    EXPECT_EQ(verifier.ask("good", chain, day("2049-01-01"))->reason, Reason::expired)
        << "what is remembered knows its moment";
    EXPECT_FALSE(verifier.ask("good", {a.leaf.certificate}, kAt)->trusted) << "and its chain";
  }
}

TEST(Verifier, a_handshake_has_limits_that_a_file_has_not) {
  const auto& a = authority();
  cert::Chain chain = {a.leaf.certificate, a.intermediate.certificate};
  const std::vector<Holding> holdings = {
      {"java", find_client("java-17"), pem_store("java", {a.root.certificate})},
      {"poor", find_client("java-17"), pem_store("poor", {a.other_root.certificate})},
      {"python", find_client("python-3.11"), pem_store("python", {a.root.certificate})}};
  Verifier handshake(holdings, Origin::handshake), file(holdings, Origin::file);
  chain.resize(10, a.intermediate.certificate);
  EXPECT_TRUE(handshake.ask("java", chain, kAt)->trusted);
  chain.push_back(a.intermediate.certificate);
  EXPECT_EQ(handshake.ask("java", chain, kAt)->reason, Reason::path_too_long);
  const auto remedy = [&](Verifier& verifier) { return verifier.remedy("poor", chain, kAt, {}); };
  EXPECT_FALSE(remedy(handshake)->has_value()) << "no store mends this";
  EXPECT_TRUE(remedy(file)->has_value());
  EXPECT_TRUE(handshake.ask("python", chain, kAt)->trusted);
  EXPECT_TRUE(file.ask("java", chain, kAt)->trusted);
}

TEST(Verifier, a_store_that_could_not_be_read_is_an_error) {
  const auto& a = authority();
  auto verifier = three_stores();
  EXPECT_EQ(verifier.ask("broken", {a.leaf.certificate}, kAt).error().code, "store-unreadable");
  EXPECT_EQ(verifier.ask("nobody", {a.leaf.certificate}, kAt).error().code, "unknown-store");
}

TEST(Verifier, other_stores_supply_the_remedy) {
  const auto& a = authority();
  auto verifier = three_stores();
  const auto remedy = verifier.remedy("poor", {a.leaf.certificate, a.intermediate.certificate}, kAt, {});
  ASSERT_TRUE(remedy && *remedy);
  EXPECT_EQ((*remedy)->add[0].from, "in store good");
}

}  // namespace
}  // namespace rehearse::trust
