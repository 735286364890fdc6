#include "trust/verify.h"

#include <algorithm>
#include <functional>
#include <ostream>

#include <gtest/gtest.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "cert/native.h"
#include "trust/authority.h"

namespace rehearse::trust {
namespace {

struct Question {
  cert::Chain store, sent;
};

struct Case {
  const char* name;
  std::function<Question(const Authority&)> ask;
  const char* client;
  const char* on;
  Reason reason;  // none = trusted
  int culprit;    // index into what was sent; -1 = none or not sent
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

cert::Minted leaf_with(const std::function<void(cert::Mint&)>& change) {
  auto what = Authority::server("api.example.com");
  change(what);
  return Authority::mint(what, &authority().intermediate);
}

cert::Minted intermediate_with(const std::function<void(cert::Mint&)>& change) {
  auto what = Authority::authority("Intermediate");
  change(what);
  return Authority::mint(what, &authority().root);
}

// An intermediate that differs, and a leaf under it.
Question under(const std::function<void(cert::Mint&)>& change) {
  const auto between = intermediate_with(change);
  const auto leaf = Authority::mint(Authority::server("api.example.com"), &between);
  return {{authority().root.certificate}, {leaf.certificate, between.certificate}};
}

Question with_leaf(const std::function<void(cert::Mint&)>& change) {
  return {{authority().root.certificate},
          {leaf_with(change).certificate, authority().intermediate.certificate}};
}

const Case kCases[] = {
    {"accepts_the_full_chain",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     "openssl", "2018-12-12", Reason::none, -1},
    {"accepts_a_chain_with_its_root_sent",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate, a.root.certificate}};
     },
     "openssl", "2018-12-12", Reason::none, -1},
    {"accepts_a_chain_out_of_order",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {a.leaf.certificate, a.root.certificate, a.intermediate.certificate}};
     },
     "openssl", "2018-12-12", Reason::none, -1},
    {"accepts_unrelated_certificates_in_the_chain",
     [](const Authority& a) -> Question {
       return {{a.root.certificate},
               {a.leaf.certificate, a.other_root.certificate, a.intermediate.certificate}};
     },
     "openssl", "2018-12-12", Reason::none, -1},
    {"takes_a_missing_intermediate_from_the_store",
     [](const Authority& a) -> Question {
       return {{a.root.certificate, a.intermediate.certificate}, {a.leaf.certificate}};
     },
     "openssl", "2018-12-12", Reason::none, -1},
    {"never_fetches_an_issuer",
     [](const Authority& a) -> Question { return {{a.root.certificate}, {a.leaf.certificate}}; }, "openssl",
     "2018-12-12", Reason::issuer_not_found, 0},
    {"misses_the_root",
     [](const Authority& a) -> Question {
       return {{a.other_root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     "openssl", "2018-12-12", Reason::anchor_not_in_store, 1},
    {"misses_the_root_that_was_sent",
     [](const Authority& a) -> Question {
       return {{a.other_root.certificate},
               {a.leaf.certificate, a.intermediate.certificate, a.root.certificate}};
     },
     "openssl", "2018-12-12", Reason::anchor_not_in_store, 2},
    {"does_not_trust_a_self_signed_leaf",
     [](const Authority& a) -> Question {
       return {{a.root.certificate},
               {Authority::mint(Authority::server("api.example.com"), nullptr).certificate}};
     },
     "openssl", "2018-12-12", Reason::anchor_not_in_store, 0},
    {"trusts_nothing_with_an_empty_store",
     [](const Authority& a) -> Question { return {{}, {a.leaf.certificate, a.intermediate.certificate}}; },
     "openssl", "2018-12-12", Reason::no_anchors, -1},

    // An intermediate as the only anchor: here clients part.
    {"openssl_does_not_end_at_an_intermediate",
     [](const Authority& a) -> Question {
       return {{a.intermediate.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     "openssl", "2018-12-12", Reason::anchor_not_in_store, 1},
    {"python_does_not_end_at_an_intermediate",
     [](const Authority& a) -> Question {
       return {{a.intermediate.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     "python-3.11", "2018-12-12", Reason::anchor_not_in_store, 1},
    {"curl_ends_at_an_intermediate",
     [](const Authority& a) -> Question {
       return {{a.intermediate.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     "curl", "2018-12-12", Reason::none, -1},
    {"curl_ends_at_the_leaf",
     [](const Authority& a) -> Question { return {{a.leaf.certificate}, {a.leaf.certificate}}; }, "curl",
     "2018-12-12", Reason::none, -1},

    // Dates.
    {"is_valid_until_its_last_day",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     "openssl", "2047-12-31", Reason::none, -1},
    {"refuses_an_expired_leaf",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_after = day("2019-01-01"); }); },
     "openssl", "2019-06-01", Reason::expired, 0},
    {"refuses_a_leaf_that_is_not_valid_yet",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_before = day("2019-01-01"); }); },
     "openssl", "2018-12-12", Reason::not_yet_valid, 0},
    {"refuses_an_expired_intermediate",
     [](const Authority&) { return under([](cert::Mint& m) { m.not_after = day("2019-01-01"); }); },
     "openssl", "2019-06-01", Reason::expired, 1},
    {"refuses_an_expired_anchor",
     [](const Authority& a) -> Question {
       auto what = Authority::authority("Root");
       what.key = a.root.key;
       what.not_after = day("2040-01-01");
       const auto root = Authority::mint(what, nullptr).certificate;
       return {{root}, {a.leaf.certificate, a.intermediate.certificate, root}};
     },
     "openssl", "2040-06-01", Reason::expired, 2},
    {"says_of_an_authority_as_leaf_that_its_issuer_is_missing",
     [](const Authority& a) -> Question {
       const auto leaf = Authority::mint(Authority::authority("api.example.com"), &a.intermediate);
       return {{a.root.certificate}, {leaf.certificate}};
     },
     "openssl", "2018-12-12", Reason::issuer_not_found, 0},

    // What a certificate may not do.
    {"refuses_an_intermediate_that_is_no_authority",
     [](const Authority& a) -> Question {
       const auto fake = leaf_with([](cert::Mint& m) { m.subject = {{{"CN", "Intermediate"}}}; });
       const auto leaf = Authority::mint(Authority::server("api.example.com"), &fake);
       return {{a.root.certificate}, {leaf.certificate, fake.certificate, a.intermediate.certificate}};
     },
     "openssl", "2018-12-12", Reason::not_a_ca, 1},
    {"refuses_a_path_that_is_too_long",
     [](const Authority& a) -> Question {
       const auto tight = intermediate_with([](cert::Mint& m) { m.path_length = 0; });
       const auto below = Authority::mint(Authority::authority("Below"), &tight);
       const auto leaf = Authority::mint(Authority::server("api.example.com"), &below);
       return {{a.root.certificate}, {leaf.certificate, below.certificate, tight.certificate}};
     },
     "openssl", "2018-12-12", Reason::path_too_long, -1},
    {"refuses_a_name_that_the_intermediate_excludes",
     [](const Authority&) { return under([](cert::Mint& m) { m.excluded_dns = {"example.com"}; }); },
     "openssl", "2018-12-12", Reason::name_constraints, 0},
    {"refuses_a_name_that_the_intermediate_does_not_permit",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {"example.org"}; }); },
     "openssl", "2018-12-12", Reason::name_constraints, 0},
    {"accepts_a_name_that_the_intermediate_permits",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {"example.com"}; }); },
     "openssl", "2018-12-12", Reason::none, -1},
    {"refuses_a_leaf_that_is_for_clients_only",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.extended_key_usage = "clientAuth"; }); },
     "openssl", "2018-12-12", Reason::wrong_purpose, 0},
    {"refuses_a_critical_extension_nobody_knows",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.unknown_critical_extension = true; }); },
     "openssl", "2018-12-12", Reason::critical_extension, 0},

    // Strength.
    {"refuses_a_key_of_1024_bits",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) { m.key_type = cert::Key::Type::rsa_1024; });
     },
     "openssl", "2018-12-12", Reason::weak_key, 0},
    {"refuses_a_signature_by_sha1",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.digest = "sha1"; }); }, "openssl",
     "2018-12-12", Reason::weak_signature, 0},

    // Cross-signs.
    {"prefers_the_root_in_the_store_to_an_expired_cross_sign_sent",
     [](const Authority& a) -> Question {
       auto what = Authority::authority("Root");
       what.key = a.root.key;
       what.not_after = day("2018-06-01");
       const auto cross = Authority::mint(what, &a.other_root);
       return {{a.root.certificate, a.other_root.certificate},
               {a.leaf.certificate, a.intermediate.certificate, cross.certificate}};
     },
     "openssl", "2018-12-12", Reason::none, -1},
    {"ends_at_the_old_root_through_a_cross_sign",
     [](const Authority& a) -> Question {
       auto what = Authority::authority("Root");
       what.key = a.root.key;
       const auto cross = Authority::mint(what, &a.other_root);
       return {{a.other_root.certificate},
               {a.leaf.certificate, a.intermediate.certificate, cross.certificate}};
     },
     "openssl", "2018-12-12", Reason::none, -1},
    {"is_misled_by_an_expired_copy_of_the_intermediate_in_the_store",
     [](const Authority& a) -> Question {
       auto what = Authority::authority("Intermediate");
       what.key = a.intermediate.key;
       what.not_after = day("2018-06-01");
       const auto old = Authority::mint(what, &a.root);
       return {{a.root.certificate, old.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     "openssl", "2018-12-12", Reason::expired, -1},
    {"refuses_a_signature_that_does_not_fit",
     [](const Authority& a) -> Question {
       auto der = a.leaf.certificate->der;
       der[der.size() - 3] = static_cast<char>(der[der.size() - 3] ^ 1);
       return {{a.root.certificate}, {*cert::from_der(der), a.intermediate.certificate}};
     },
     "openssl", "2018-12-12", Reason::bad_signature, 0},
};

class VerifyTable : public testing::TestWithParam<Case> {};

TEST_P(VerifyTable, answers) {
  const auto& c = GetParam();
  const auto question = c.ask(authority());
  const auto* client = find_client(c.client);
  ASSERT_NE(client, nullptr);
  const auto answer = verify(AnchorSet(question.store), *client, PreparedChain(question.sent), day(c.on));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(to_id(answer->reason), to_id(c.reason)) << answer->detail;
  EXPECT_EQ(answer->trusted, c.reason == Reason::none);
  if (c.culprit >= 0) {
    EXPECT_EQ(answer->culprit, question.sent[static_cast<std::size_t>(c.culprit)]) << answer->detail;
  }
  if (answer->trusted) {
    EXPECT_EQ(answer->path.front(), question.sent.front());
    EXPECT_FALSE(answer->culprit);
    EXPECT_NE(std::ranges::find(question.store, answer->path.back()), question.store.end())
        << "ends at an anchor";
  } else {
    EXPECT_FALSE(answer->detail.empty());
  }
  EXPECT_EQ(cert::take_openssl_error(), "") << "the error queue must be empty afterwards";
}

INSTANTIATE_TEST_SUITE_P(trust, VerifyTable, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

TEST(Verify, an_empty_chain_is_an_error_and_no_answer) {
  const auto answer =
      verify(AnchorSet({authority().root.certificate}), clients()[0], PreparedChain({}), day("2018-12-12"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "empty-chain");
}

TEST(Client, ids_are_unique_and_found) {
  for (const auto& client : clients()) {
    EXPECT_EQ(find_client(client.id), &client);
    EXPECT_FALSE(client.speaks_for.empty());
    EXPECT_FALSE(client.restart.empty());
  }
  EXPECT_EQ(find_client("netscape"), nullptr);
}

// The bytes of a TRUSTED CERTIFICATE block that rejects TLS servers.
std::string rejecting(const cert::Certificate& certificate) {
  const auto x509 = cert::to_x509(certificate);
  X509_add1_reject_object(x509.get(), OBJ_nid2obj(NID_server_auth));
  unsigned char* bytes = nullptr;
  const int size = i2d_X509_AUX(x509.get(), &bytes);
  const Handle<unsigned char, [](unsigned char* it) { OPENSSL_free(it); }> owner(bytes);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

TEST(AnchorSet, settings_that_reject_servers_hold_for_an_intermediate_too) {
  const auto& a = authority();
  auto store = pem_store("app", {a.root.certificate});
  const PreparedChain sent({a.leaf.certificate, a.intermediate.certificate});
  const auto says = [&](const char* client) {
    return verify(AnchorSet(store, *find_client(client)), *find_client(client), sent, day("2020-01-01"))
        ->reason;
  };
  EXPECT_EQ(says("openssl"), Reason::none);
  store.entries.push_back({.role = store::Entry::Role::trust_settings,
                           .certificate = a.intermediate.certificate,
                           .aux = rejecting(*a.intermediate.certificate),
                           .label = "TRUSTED CERTIFICATE"});
  EXPECT_EQ(says("openssl"), Reason::rejected_by_store);
  EXPECT_EQ(says("curl"), Reason::rejected_by_store);
  EXPECT_EQ(says("go"), Reason::none) << "Go passes over such a block";
}

}  // namespace
}  // namespace rehearse::trust
