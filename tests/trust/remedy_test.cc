#include "trust/remedy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/authority.h"

namespace rehearse::trust {
namespace {

const Instant kAt = day("2018-12-12");

store::Store store_of(const cert::Chain& anchors) {
  return pem_store("billing", anchors);
}

Remedy remedy_for(const store::Store& store, const cert::Chain& sent, const Supply& supply = {},
                  const char* client = "openssl") {
  auto found = find_remedy(store, *find_client(client), PreparedChain(sent), kAt, supply);
  EXPECT_TRUE(found);
  return found && *found ? **found : Remedy();
}

// What commands call the root.
std::string root_file() {
  return "root-" + authority().root.certificate->sha256.hex().substr(0, 8);
}

TEST(Remedy, adds_the_root_that_the_server_sent) {
  const auto& a = authority();
  const auto remedy = remedy_for(store_of({a.other_root.certificate}),
                                 {a.leaf.certificate, a.intermediate.certificate, a.root.certificate});
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].certificate, a.root.certificate);
  EXPECT_EQ(remedy.add[0].from, "sent by the server");
  EXPECT_TRUE(remedy.proven);
  EXPECT_EQ(remedy.where, "store billing (/opt/billing/ca.pem)");
  EXPECT_EQ(remedy.command, "{ echo; openssl x509 -in " + root_file() + ".pem; } >> /opt/billing/ca.pem");
  EXPECT_FALSE(remedy.restart.empty());
}

TEST(Remedy, finds_the_root_in_another_store) {
  const auto& a = authority();
  const Supply supply{.known = {{a.root.certificate, "in store system"}}, .announced = {}};
  const auto remedy = remedy_for(store_of({a.other_root.certificate}),
                                 {a.leaf.certificate, a.intermediate.certificate}, supply);
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].from, "in store system");
  EXPECT_TRUE(remedy.proven);
}

TEST(Remedy, is_the_same_for_a_store_that_holds_nothing) {
  const auto& a = authority();
  const Supply supply{
      .known = {{a.root.certificate, "in store system"}, {a.other_root.certificate, "in store system"}},
      .announced = {}};
  const auto remedy = remedy_for(store_of({}), {a.leaf.certificate, a.intermediate.certificate}, supply);
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].certificate, a.root.certificate);
}

TEST(Remedy, there_is_none_for_a_store_that_the_client_cannot_load) {
  const auto& a = authority();
  const cert::Chain sent = {a.leaf.certificate, a.intermediate.certificate, a.root.certificate};
  const struct {
    const char* kind;
    const char* client;
    bool mends;
  } cases[] = {
      {"pkcs12", "java-17", true},        {"pkcs12", "curl", false},           {"jks", "go", false},
      {"der", "openssl", false},          {"pem-directory", "java-17", false}, {"pem-file", "java-17", true},
      {"pem-directory", "gnutls", false}, {"pem-file", "gnutls", true},        {"pem-directory", "go", true}};
  for (const auto& one : cases) {
    SCOPED_TRACE(std::string(one.kind) + " " + one.client);
    auto store = store_of({a.other_root.certificate});
    store.kind = one.kind;
    EXPECT_EQ(remedy_for(store, sent, {}, one.client).proven, one.mends);
    EXPECT_EQ(remedy_for(store, sent, {}, one.client).add.size(), one.mends ? 1U : 0U);
  }
  auto refused = store_of({a.other_root.certificate});
  refused.refused_by_java = "a private key";
  EXPECT_TRUE(remedy_for(refused, sent, {}, "java-17").add.empty());
}

TEST(Remedy, prefers_a_root_even_for_a_client_that_would_take_the_intermediate) {
  const auto& a = authority();
  const Supply supply{.known = {{a.root.certificate, "in store system"}}, .announced = {}};
  const auto remedy = remedy_for(store_of({a.other_root.certificate}),
                                 {a.leaf.certificate, a.intermediate.certificate}, supply, "curl");
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].certificate, a.root.certificate);
}

TEST(Remedy, takes_the_intermediate_where_the_client_ends_there_and_no_root_is_at_hand) {
  const auto& a = authority();
  const auto remedy = remedy_for(store_of({a.other_root.certificate}),
                                 {a.leaf.certificate, a.intermediate.certificate}, {}, "curl");
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].certificate, a.intermediate.certificate);
}

TEST(Remedy, adds_the_intermediate_that_the_server_omits) {
  const auto& a = authority();
  const Supply supply{.known = {{a.intermediate.certificate, "in store legacy"}}, .announced = {}};
  const auto remedy = remedy_for(store_of({a.root.certificate}), {a.leaf.certificate}, supply);
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].certificate, a.intermediate.certificate);
}

TEST(Remedy, adds_root_and_intermediate_where_both_are_missing_and_nothing_else) {
  const auto& a = authority();
  const Supply supply{.known = {{a.other_root.certificate, "in store legacy"},
                                {a.intermediate.certificate, "in store legacy"},
                                {a.root.certificate, "in store system"}},
                      .announced = {}};
  const auto remedy = remedy_for(store_of({}), {a.leaf.certificate}, supply);
  ASSERT_EQ(remedy.add.size(), 2U);
  EXPECT_TRUE(remedy.proven);
}

TEST(Remedy, names_the_announced_root_that_nobody_has) {
  const auto& a = authority();
  const Supply supply{.known = {}, .announced = {{{{{"CN", "Root"}}}, "", a.root.certificate->sha256}}};
  const auto remedy = remedy_for(store_of({a.other_root.certificate}),
                                 {a.leaf.certificate, a.intermediate.certificate}, supply);
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].sha256, a.root.certificate->sha256);
  EXPECT_EQ(remedy.add[0].from, "from the vendor");
  EXPECT_FALSE(remedy.add[0].certificate);
  EXPECT_FALSE(remedy.proven) << "it could not be tried";
}

TEST(Remedy, looks_for_the_announced_root_above_the_path_and_not_above_what_came_last) {
  const auto& a = authority();
  const Supply supply{.known = {}, .announced = {{{{{"CN", "Root"}}}, "", a.root.certificate->sha256}}};
  const auto unrelated = Authority::mint(Authority::authority("Unrelated"), &a.other_root).certificate;
  const auto remedy =
      remedy_for(store_of({unrelated}), {a.leaf.certificate, a.intermediate.certificate, unrelated}, supply);
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].sha256, a.root.certificate->sha256);
}

TEST(Remedy, does_not_name_an_announced_root_that_is_not_above_this_chain) {
  const auto& a = authority();
  const Supply supply{.known = {},
                      .announced = {{{{{"CN", "Elsewhere"}}}, "", a.other_root.certificate->sha256}}};
  const auto found =
      find_remedy(store_of({a.other_root.certificate}), *find_client("openssl"),
                  PreparedChain({a.leaf.certificate, a.intermediate.certificate}), kAt, supply);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->has_value());
}

TEST(Remedy, there_is_none_for_an_expired_leaf) {
  auto what = Authority::server("api.example.com");
  what.not_after = day("2018-06-01");
  const auto& a = authority();
  const auto leaf = Authority::mint(what, &a.intermediate).certificate;
  auto cross = Authority::authority("Root");
  cross.key = a.root.key;
  const auto cross_sign = Authority::mint(cross, &a.other_root).certificate;
  const Supply in_a_store{.known = {{a.root.certificate, "in store system"}}, .announced = {}};
  const Supply announced{.known = {}, .announced = {{{{{"CN", "Root"}}}, "", a.root.certificate->sha256}}};
  for (const auto* supply : {&in_a_store, &announced}) {
    for (const auto& trusted : {a.root.certificate, cross_sign}) {
      const auto found = find_remedy(store_of({trusted, a.other_root.certificate}), *find_client("openssl"),
                                     PreparedChain({leaf, a.intermediate.certificate}), kAt, *supply);
      ASSERT_TRUE(found);
      EXPECT_FALSE(found->has_value());
    }
  }
}

// An authority of that name and key whose certificate ended before kAt.
cert::CertificatePtr expired(const char* name, const cert::Minted& of, const cert::Minted* issuer) {
  auto what = Authority::authority(name);
  what.key = of.key;
  what.not_after = day("2018-06-01");
  return Authority::mint(what, issuer).certificate;
}

TEST(Remedy, takes_out_an_expired_copy_of_an_intermediate) {
  const auto& a = authority();
  const auto old = expired("Intermediate", a.intermediate, &a.root);
  auto store = store_of({a.root.certificate, old});
  store.entries[1].place = "certificate 2 (line 21)";
  for (const auto* client : {"openssl", "curl", "python-3.11", "node"}) {
    SCOPED_TRACE(client);
    const auto remedy = remedy_for(store, {a.leaf.certificate, a.intermediate.certificate}, {}, client);
    EXPECT_TRUE(remedy.add.empty());
    ASSERT_EQ(remedy.remove.size(), 1U);
    EXPECT_EQ(remedy.remove[0].certificate, old);
    EXPECT_EQ(remedy.remove[0].place, "certificate 2 (line 21)");
    EXPECT_TRUE(remedy.proven);
  }
}

TEST(Remedy, takes_out_an_expired_root_that_leads_openssl_1_0_2_astray) {
  const auto& a = authority();
  const auto old_root = expired("Other Root", a.other_root, nullptr);
  auto cross = Authority::authority("Root");
  cross.key = a.root.key;
  const auto cross_sign = Authority::mint(cross, &a.other_root).certificate;
  const cert::Chain sent = {a.leaf.certificate, a.intermediate.certificate, cross_sign};
  const auto store = store_of({old_root, a.root.certificate});
  const auto remedy = remedy_for(store, sent, {}, "openssl-1.0.2");
  ASSERT_EQ(remedy.remove.size(), 1U);
  EXPECT_EQ(remedy.remove[0].certificate, old_root);
  EXPECT_TRUE(remedy.add.empty());
  const auto none = find_remedy(store, *find_client("openssl-1.0.1"), PreparedChain(sent), kAt, {});
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none) << "it makes no second try: nothing in the store mends it";
}

TEST(Remedy, takes_out_and_puts_in_where_neither_will_do) {
  const auto& a = authority();
  const auto old_root = expired("Other Root", a.other_root, nullptr);
  auto cross = Authority::authority("Root");
  cross.key = a.root.key;
  const auto cross_sign = Authority::mint(cross, &a.other_root).certificate;
  const Supply supply{.known = {{a.root.certificate, "in store system"}}, .announced = {}};
  const auto remedy =
      remedy_for(store_of({old_root}), {a.leaf.certificate, a.intermediate.certificate, cross_sign}, supply,
                 "openssl-1.0.2");
  ASSERT_EQ(remedy.remove.size(), 1U);
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].certificate, a.root.certificate);
  EXPECT_TRUE(remedy.proven);
}

TEST(Remedy, leaves_an_expired_certificate_alone_that_is_in_nobodys_way) {
  const auto& a = authority();
  const auto old = expired("Elsewhere", a.other_root, nullptr);
  const Supply supply{.known = {{a.root.certificate, "in store system"}}, .announced = {}};
  const auto remedy = remedy_for(store_of({old}), {a.leaf.certificate, a.intermediate.certificate}, supply);
  EXPECT_TRUE(remedy.remove.empty());
  EXPECT_EQ(remedy.add.size(), 1U);
}

TEST(Remedy, leaves_the_certificates_of_a_key_alone) {
  const auto& a = authority();
  auto store = store_of({a.root.certificate, expired("Intermediate", a.intermediate, &a.root)});
  store.entries[1].role = store::Entry::Role::key_leaf;
  const auto remedy = remedy_for(store, {a.leaf.certificate, a.intermediate.certificate});
  EXPECT_TRUE(remedy.remove.empty());
  ASSERT_EQ(remedy.add.size(), 1U) << "a fresh copy beside it does as well";
  EXPECT_EQ(remedy.add[0].certificate, a.intermediate.certificate);
  store.entries.insert(store.entries.begin() + 1, store.entries[1]);
  store.entries[1].role = store::Entry::Role::trusted;
  EXPECT_TRUE(remedy_for(store, {a.leaf.certificate, a.intermediate.certificate}).remove.empty())
      << "in one entry of two";
}

TEST(Remedy, offers_nothing_that_has_expired) {
  const auto& a = authority();
  const Supply supply{.known = {{expired("Root", a.root, nullptr), "in store legacy"}}, .announced = {}};
  const auto found =
      find_remedy(store_of({a.other_root.certificate}), *find_client("java-17"),
                  PreparedChain({a.leaf.certificate, a.intermediate.certificate}), kAt, supply);
  ASSERT_TRUE(found);
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->add[0].certificate, a.intermediate.certificate) << "Java would take the root as well";
}

TEST(Remedy, marks_for_java_what_lies_in_the_store_already) {
  const auto& a = authority();
  auto store = store_of({});
  store.kind = "pkcs12";
  store.path = "/opt/trust.p12";
  store.entries.push_back({.role = store::Entry::Role::bare, .certificate = a.root.certificate});
  const auto remedy = remedy_for(store, {a.leaf.certificate, a.intermediate.certificate}, {}, "java-17");
  ASSERT_EQ(remedy.add.size(), 1U);
  EXPECT_EQ(remedy.add[0].certificate, a.root.certificate);
  EXPECT_EQ(remedy.add[0].from, "in this store, where its client does not count it");
  EXPECT_TRUE(remedy.proven);
}

}  // namespace
}  // namespace rehearse::trust
