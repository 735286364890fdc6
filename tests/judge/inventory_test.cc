#include "judge/inventory.h"

#include <gtest/gtest.h>

#include "cert/mint.h"

namespace rehearse::judge {
namespace {

const Instant kFrom = std::chrono::sys_days(std::chrono::year(2018) / 1 / 1);
const Instant kAt = kFrom + std::chrono::days(300);

cert::Minted minted(const std::string& name, cert::Mint::Kind kind, const cert::Minted* issuer) {
  cert::Mint what{
      .subject = {{{"CN", name}}}, .not_before = kFrom, .not_after = kFrom + std::chrono::days(365)};
  what.kind = kind;
  if (kind == cert::Mint::Kind::server) what.dns_names = {name};
  return *cert::mint(what, issuer);
}

const cert::Minted& root() {
  static const auto made = minted("Root", cert::Mint::Kind::authority, nullptr);
  return made;
}
const cert::Minted& other() {
  static const auto made = minted("Other", cert::Mint::Kind::authority, nullptr);
  return made;
}
const cert::Minted& leaf() {
  static const auto made = minted("api.example.com", cert::Mint::Kind::server, &root());
  return made;
}

InventoryStore store_of(const std::string& path, const cert::Chain& certificates,
                        std::vector<const trust::Client*> clients = {trust::find_client("openssl")}) {
  std::string pem;
  for (const auto& one : certificates) pem += cert::to_pem(*one);
  return {.path = path, .clients = std::move(clients), .store = store::read_bytes(pem, std::nullopt)};
}

TEST(IsAuthority, a_digest_decides_where_there_is_one_else_name_and_key) {
  const auto& it = *root().certificate;
  profile::Authority named{.name = it.subject, .key_id = {}, .fingerprint = {}};
  const struct {
    const char* name;
    std::function<void(profile::Authority&)> change;
    bool is_it;
  } cases[] = {
      {"its_name", [](auto&) {}, true},
      {"another_name", [](auto& one) { one.name = other().certificate->subject; }, false},
      {"its_key", [&](auto& one) { one.key_id = it.subject_key_id; }, true},
      {"another_key", [](auto& one) { one.key_id = "00ff"; }, false},
      {"its_digest", [&](auto& one) { one.fingerprint = it.sha256; }, true},
      {"another_digest", [](auto& one) { one.fingerprint = other().certificate->sha256; }, false},
      {"a_digest_outweighs_the_name",
       [&](auto& one) {
         one.fingerprint = it.sha256;
         one.name = other().certificate->subject;
       },
       true},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    auto authority = named;
    one.change(authority);
    EXPECT_EQ(is_authority(authority, it), one.is_it);
  }
}

TEST(TakeStock, counts_what_is_there) {
  Inventory inventory{.at = kAt};
  inventory.stores.push_back(store_of("/a", {root().certificate, other().certificate, root().certificate}));
  inventory.stores.push_back({.path = "/gone",
                              .clients = {trust::find_client("openssl")},
                              .store = fail("store-unreadable", "no such file")});
  take_stock(inventory);
  EXPECT_EQ(inventory.stores[0].anchors, 2U);
  EXPECT_EQ(inventory.stores[0].duplicates, 1U);
  EXPECT_EQ(inventory.stores[0].expired, 0U);
  EXPECT_EQ(inventory.stores[1].anchors, 0U);
  inventory.at = kFrom + std::chrono::days(400);
  take_stock(inventory);
  EXPECT_EQ(inventory.stores[0].expired, 3U);
}

TEST(TakeStock, an_announced_root_counts_where_a_client_of_the_store_trusts_it) {
  Inventory inventory{.at = kAt};
  profile::Expect expect;
  expect.anchor = {.name = root().certificate->subject, .key_id = {}, .fingerprint = {}};
  inventory.announced = announced_authorities(expect);
  ASSERT_EQ(inventory.announced.size(), 1U);
  const auto* curl = trust::find_client("curl");
  const auto* go = trust::find_client("go");
  inventory.stores.push_back(store_of("/has", {root().certificate}));
  inventory.stores.push_back(store_of("/lacks", {other().certificate}));
  auto old_block = cert::to_pem(*root().certificate);
  for (auto at = old_block.find("CERTIFICATE"); at != std::string::npos;
       at = old_block.find("CERTIFICATE", at + 20))
    old_block.insert(at, "X509 ");
  inventory.stores.push_back(
      {.path = "/not-for-go", .clients = {go}, .store = store::read_bytes(old_block, std::nullopt)});
  inventory.stores.push_back(
      {.path = "/for-curl", .clients = {go, curl}, .store = store::read_bytes(old_block, std::nullopt)});
  take_stock(inventory);
  std::string seen;
  for (const auto& it : inventory.stores) seen += std::string(to_id(it.announced.at(0))) + " ";
  EXPECT_EQ(seen, "anchor absent not-anchor anchor ");
}

TEST(CheckInventory, asks_each_store_for_those_who_use_it) {
  Inventory inventory{.at = kAt};
  const auto *openssl = trust::find_client("openssl"), *curl = trust::find_client("curl");
  inventory.stores.push_back(store_of("/both", {root().certificate}, {openssl, curl}));
  inventory.stores.push_back(store_of("/beside", {other().certificate}));
  inventory.stores.back().is_judged = false;
  inventory.stores.push_back(store_of("/poor", {other().certificate}, {curl}));
  const auto check =
      check_inventory(inventory, {.chain = {leaf().certificate}, .hosts = {"api.example.com"}, .at = {kAt}});
  std::string seen;
  for (const auto& answer : check.answers) {
    seen += check.stores[answer.store].name + " " + std::string(answer.client->id) +
            (answer.is_good() ? " yes, " : " no, ");
  }
  EXPECT_EQ(seen, "/both openssl yes, /both curl yes, /poor curl no, ");
}

}  // namespace
}  // namespace rehearse::judge
