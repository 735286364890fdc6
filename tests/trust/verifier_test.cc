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
  return Verifier(std::move(holdings));
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
