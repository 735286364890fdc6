// Java's rules, one a row; docs/trust-model.md has their sources.

#include "trust/java.h"

#include <algorithm>
#include <functional>
#include <ostream>

#include <gtest/gtest.h>

#include "cert/native.h"
#include "trust/authority.h"
#include "trust/java_constraints.h"
#include "trust/java_policies.h"
#include "trust/java_search.h"
#include "trust/question.h"

namespace rehearse::trust {
namespace {

struct Case {
  const char* name;
  std::function<Question(const Authority&)> ask;
  const char* client;
  const char* on;
  Reason reason;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

void expire(cert::Mint& what) {
  what.not_after = day("2018-06-01");
}

// The same name and key, another certificate.
cert::Minted again(const cert::Minted& of, const cert::Minted* issuer, const Change& change = as_it_is) {
  return authority_with(of.certificate->subject.short_name().c_str(), issuer, [&](cert::Mint& what) {
    what.key = of.key;
    change(what);
  });
}

Question ordinary(cert::Chain store, cert::Chain behind) {
  behind.insert(behind.begin(), authority().leaf.certificate);
  return {std::move(store), std::move(behind)};
}

// Root, two authorities with these constraints, a leaf.
Question under_two(const Change& upper, const Change& lower, const Change& leaf = as_it_is) {
  const auto& a = authority();
  const auto first = authority_with("Upper CA", &a.root, upper),
             second = authority_with("Lower CA", &first, lower);
  return {{a.root.certificate}, {leaf_with(second, leaf).certificate, second.certificate, first.certificate}};
}

void compress(cert::Mint& what) {
  what.key_type = cert::Key::Type::ec_p256_compressed;
}

// A row of authorities under the root, and a leaf under the last; as TLS sends them.
Question long_chain(int authorities) {
  const auto& a = authority();
  Question out{{a.root.certificate}, {}};
  auto issuer = a.root;
  for (int i = 0; i < authorities; ++i) {
    issuer = authority_with(("Authority " + std::to_string(i)).c_str(), &issuer, as_it_is);
    out.sent.insert(out.sent.begin(), issuer.certificate);
  }
  out.sent.insert(out.sent.begin(), leaf_with(issuer).certificate);
  return out;
}

Question disordered(Question question) {
  question.sent.insert(question.sent.begin() + 1, authority().other_root.certificate);
  return question;
}

Question expired_root(const Authority& a) {
  return ordinary({again(a.root, nullptr, expire).certificate}, {a.intermediate.certificate});
}

void permit(cert::Mint& what, const char* name) {
  what.permitted_dns = {name};
}

const Case kCases[] = {
    // The path as it came.
    {"accepts_a_chain_that_ends_under_an_anchor",
     [](const Authority& a) { return ordinary({a.root.certificate}, {a.intermediate.certificate}); },
     "java-17", "2020-01-01", Reason::none},
    {"accepts_a_leaf_that_is_an_anchor_whatever_its_dates",
     [](const Authority& a) -> Question {
       const auto leaf = leaf_with(a.intermediate, expire).certificate;
       return {{leaf}, {leaf}};
     },
     "java-17", "2020-01-01", Reason::none},
    {"anchors_at_an_intermediate",
     [](const Authority& a) { return ordinary({a.intermediate.certificate}, {a.intermediate.certificate}); },
     "java-17", "2020-01-01", Reason::none},
    {"never_fetches_an_issuer", [](const Authority& a) { return ordinary({a.root.certificate}, {}); },
     "java-17", "2020-01-01", Reason::issuer_not_found},
    {"misses_a_root",
     [](const Authority& a) { return ordinary({a.other_root.certificate}, {a.intermediate.certificate}); },
     "java-17", "2020-01-01", Reason::anchor_not_in_store},
    {"finds_the_intermediate_in_the_store",
     [](const Authority& a) { return ordinary({a.root.certificate, a.intermediate.certificate}, {}); },
     "java-17", "2020-01-01", Reason::none},
    {"does_not_look_at_the_dates_of_an_anchor", expired_root, "java-17", "2020-01-01", Reason::none},
    {"takes_a_certificate_with_an_anchors_name_and_key_for_the_anchor",
     [](const Authority& a) {
       const auto cross = again(a.root, &a.other_root, expire).certificate;
       return ordinary({a.root.certificate}, {a.intermediate.certificate, cross});
     },
     "java-17", "2020-01-01", Reason::none},
    {"takes_a_fresh_intermediate_of_the_store_for_the_expired_one_sent",
     [](const Authority& a) {
       return ordinary({a.root.certificate, a.intermediate.certificate},
                       {again(a.intermediate, &a.root, expire).certificate});
     },
     "java-17", "2020-01-01", Reason::none},
    {"builds_no_other_path_where_the_one_in_order_fails",
     [](const Authority& a) {
       return ordinary({a.root.certificate}, {again(a.intermediate, &a.root, expire).certificate,
                                              a.root.certificate, a.intermediate.certificate});
     },
     "java-17", "2020-01-01", Reason::expired},
    {"counts_an_anchors_key_not_its_name",
     [](const Authority& a) {
       return ordinary({authority_with("Root", nullptr, as_it_is).certificate}, {a.intermediate.certificate});
     },
     "java-17", "2020-01-01", Reason::anchor_not_in_store},

    // Paths that are built.
    {"goes_back_from_an_issuer_that_leads_nowhere",
     [](const Authority& a) {
       return ordinary({a.root.certificate},
                       {again(a.intermediate, &a.other_root).certificate, a.intermediate.certificate});
     },
     "java-17", "2020-01-01", Reason::none},
    {"goes_back_from_an_issuer_that_has_expired",
     [](const Authority& a) {
       return ordinary({a.root.certificate}, {again(a.intermediate, &a.other_root, expire).certificate,
                                              a.intermediate.certificate});
     },
     "java-17", "2020-01-01", Reason::none},
    {"does_not_mind_the_order",
     [](const Authority& a) {
       return disordered(ordinary({a.root.certificate}, {a.intermediate.certificate}));
     },
     "java-17", "2020-01-01", Reason::none},
    {"looks_at_the_dates_of_an_anchor_two_levels_up_where_it_builds",
     [](const Authority& a) { return disordered(expired_root(a)); }, "java-17", "2020-01-01",
     Reason::anchor_not_in_store},
    {"does_not_look_at_them_right_above_the_leaf",
     [](const Authority& a) {
       return disordered({{again(a.root, nullptr, expire).certificate}, {leaf_with(a.root).certificate}});
     },
     "java-17", "2020-01-01", Reason::none},
    {"refuses_where_the_order_of_hash_codes_would_decide",
     [](const Authority& a) {
       auto what = Authority::server("Intermediate");
       what.key = a.intermediate.key;
       const auto no_authority = Authority::mint(what, &a.root).certificate;
       return disordered(ordinary({no_authority, a.intermediate.certificate}, {}));
     },
     "java-17", "2020-01-01", Reason::not_a_ca},
    {"builds_over_five_intermediates", [](const Authority&) { return disordered(long_chain(5)); }, "java-17",
     "2020-01-01", Reason::none},
    {"builds_over_no_more_than_five", [](const Authority&) { return disordered(long_chain(6)); }, "java-17",
     "2020-01-01", Reason::path_too_long},
    {"has_no_such_limit_in_order", [](const Authority&) { return long_chain(9); }, "java-17", "2020-01-01",
     Reason::none},
    {"refuses_an_expired_leaf", [](const Authority&) { return with_leaf(expire); }, "java-17", "2018-06-02",
     Reason::expired},
    {"accepts_the_last_second", [](const Authority&) { return with_leaf(expire); }, "java-17", "2018-06-01",
     Reason::none},
    {"refuses_a_leaf_of_tomorrow",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_before = day("2021-01-01"); }); },
     "java-17", "2020-01-01", Reason::not_yet_valid},

    // Authorities.
    {"refuses_an_issuer_that_is_no_authority",
     [](const Authority& a) -> Question {
       const auto server = leaf_with(a.root, [](cert::Mint& m) { m.subject = {{{"CN", "Server"}}}; });
       return {{a.root.certificate}, {leaf_with(server).certificate, server.certificate}};
     },
     "java-17", "2020-01-01", Reason::not_a_ca},
    {"refuses_an_anchor_that_is_no_authority",
     [](const Authority&) -> Question {
       const auto server = Authority::mint(Authority::server("server.example.com"), nullptr);
       return {{server.certificate}, {leaf_with(server).certificate}};
     },
     "java-17", "2020-01-01", Reason::not_a_ca},
    {"obeys_a_path_length",
     [](const Authority&) { return under_two([](cert::Mint& m) { m.path_length = 0; }, as_it_is); },
     "java-17", "2020-01-01", Reason::path_too_long},
    {"does_not_obey_the_path_length_of_an_anchor",
     [](const Authority&) -> Question {
       const auto root = authority_with("Short Root", nullptr, [](cert::Mint& m) { m.path_length = 0; });
       const auto middle = authority_with("Middle", &root, as_it_is);
       return {{root.certificate}, {leaf_with(middle).certificate, middle.certificate}};
     },
     "java-17", "2020-01-01", Reason::none},

    // What the leaf is for.
    {"refuses_a_leaf_for_clients",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.extended_key_usage = "clientAuth"; }); },
     "java-17", "2020-01-01", Reason::wrong_purpose},
    {"accepts_a_leaf_without_extended_key_usage",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.extended_key_usage = ""; }); }, "java-17",
     "2020-01-01", Reason::none},
    {"accepts_a_leaf_for_anything",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) { m.extended_key_usage = "anyExtendedKeyUsage"; });
     },
     "java-17", "2020-01-01", Reason::none},
    {"accepts_server_gated_cryptography",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.extended_key_usage = "nsSGC"; }); },
     "java-17", "2020-01-01", Reason::none},
    {"refuses_a_critical_extension_nobody_knows",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.unknown_critical_extension = true; }); },
     "java-17", "2020-01-01", Reason::critical_extension},

    // Strength.
    {"accepts_sha1_under_a_private_root",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.digest = "sha1"; }); }, "java-17",
     "2020-01-01", Reason::none},
    {"refuses_md5",
     [](const Authority&) {
       const auto root =
           authority_with("RSA Root", nullptr, [](cert::Mint& m) { m.key_type = cert::Key::Type::rsa_2048; });
       return Question{{root.certificate},
                       {leaf_with(root, [](cert::Mint& m) { m.digest = "md5"; }).certificate}};
     },
     "java-17", "2020-01-01", Reason::weak_signature},
    {"accepts_1024_bits",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) { m.key_type = cert::Key::Type::rsa_1024; });
     },
     "java-17", "2020-01-01", Reason::none},
    {"refuses_a_signature_that_does_not_fit",
     [](const Authority& a) -> Question {
       auto der = a.leaf.certificate->der;
       der[der.size() - 3] = static_cast<char>(der[der.size() - 3] ^ 1);
       return {{a.root.certificate}, {*cert::from_der(der), a.intermediate.certificate}};
     },
     "java-17", "2020-01-01", Reason::bad_signature},

    {"refuses_a_leaf_with_a_compressed_point", [](const Authority&) { return with_leaf(compress); },
     "java-17", "2020-01-01", Reason::malformed},
    {"refuses_an_intermediate_with_a_compressed_point", [](const Authority&) { return under(compress); },
     "java-17", "2020-01-01", Reason::malformed},
    {"refuses_an_anchor_with_a_compressed_point", [](const Authority&) { return under_root(compress); },
     "java-17", "2020-01-01", Reason::malformed},

    // What is no DER.
    {"refuses_an_extension_in_parts",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {in_parts(a.leaf), a.intermediate.certificate}};
     },
     "java-17", "2020-01-01", Reason::malformed},
    {"refuses_extensions_that_hold_no_elements",
     [](const Authority& a) -> Question {
       return {{without_elements(a.root)}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     "java-17", "2020-01-01", Reason::malformed},

    // Name constraints.
    {"refuses_an_excluded_name",
     [](const Authority&) {
       return under_two([](cert::Mint& m) { m.excluded_dns = {"example.com"}; }, as_it_is);
     },
     "java-17", "2020-01-01", Reason::name_constraints},
    {"refuses_a_name_that_is_not_permitted",
     [](const Authority&) { return under_two([](cert::Mint& m) { permit(m, "example.org"); }, as_it_is); },
     "java-17", "2020-01-01", Reason::name_constraints},
    {"accepts_a_permitted_name",
     [](const Authority&) { return under_two([](cert::Mint& m) { permit(m, "example.com"); }, as_it_is); },
     "java-17", "2020-01-01", Reason::none},
    {"takes_an_authoritys_name_of_one_word_for_a_host",
     [](const Authority& a) -> Question {
       const auto first = authority_with("Upper", &a.root, [](cert::Mint& m) { permit(m, "example.com"); });
       const auto second = authority_with("Lower", &first, as_it_is);
       return {{a.root.certificate}, {leaf_with(second).certificate, second.certificate, first.certificate}};
     },
     "java-17", "2020-01-01", Reason::name_constraints},
    {"accepts_what_both_authorities_permit",
     [](const Authority&) {
       return under_two([](cert::Mint& m) { permit(m, "com"); },
                        [](cert::Mint& m) { permit(m, "example.com"); });
     },
     "java-17", "2020-01-01", Reason::none},
    {"throws_where_two_authorities_permit_nothing_in_common",
     [](const Authority&) {
       return under_two([](cert::Mint& m) { permit(m, "example.com"); },
                        [](cert::Mint& m) { permit(m, "example.org"); });
     },
     "java-17", "2020-01-01", Reason::name_constraints},
    {"does_not_obey_the_constraints_of_an_anchor",
     [](const Authority&) -> Question {
       const auto root =
           authority_with("Strict Root", nullptr, [](cert::Mint& m) { m.excluded_dns = {"example.com"}; });
       return {{root.certificate}, {leaf_with(root).certificate}};
     },
     "java-17", "2020-01-01", Reason::none},
    {"holds_a_common_name_to_the_constraints",
     [](const Authority&) {
       return under_two([](cert::Mint& m) { m.excluded_dns = {"example.com"}; }, as_it_is,
                        [](cert::Mint& m) {
                          m.common_name_only = true;
                          m.dns_names.clear();
                        });
     },
     "java-17", "2020-01-01", Reason::name_constraints},
    {"holds_the_first_of_two_common_names_in_one_set_to_them",
     [](const Authority&) {
       return under_two([](cert::Mint& m) { m.excluded_dns = {"api.example.com"}; }, as_it_is,
                        [](cert::Mint& m) {
                          m.common_name_only = true;
                          m.subject_in_one_set = true;
                          m.dns_names.clear();
                          m.subject = {{{"CN", "api.example.com"}, {"CN", "api.example.org."}}};
                        });
     },
     "java-17", "2020-01-01", Reason::name_constraints},
    {"holds_a_common_name_to_nothing_beside_a_dns_name",
     [](const Authority&) {
       return under_two([](cert::Mint& m) { m.excluded_dns = {"example.com"}; }, as_it_is,
                        [](cert::Mint& m) { m.dns_names = {"api.example.org"}; });
     },
     "java-17", "2020-01-01", Reason::none},
    {"let_a_wildcard_pass_an_exclusion_in_17",
     [](const Authority&) {
       return under_two([](cert::Mint& m) { m.excluded_dns = {"api.example.com"}; }, as_it_is,
                        [](cert::Mint& m) { m.dns_names = {"*.example.com"}; });
     },
     "java-17", "2020-01-01", Reason::none},
    {"holds_a_wildcard_to_an_exclusion_in_21",
     [](const Authority&) {
       return under_two([](cert::Mint& m) { m.excluded_dns = {"api.example.com"}; }, as_it_is,
                        [](cert::Mint& m) { m.dns_names = {"*.example.com"}; });
     },
     "java-21", "2020-01-01", Reason::name_constraints},

    {"has_nothing_to_trust", [](const Authority& a) { return ordinary({}, {a.intermediate.certificate}); },
     "java-21", "2020-01-01", Reason::no_anchors},
};

class JavaTable : public testing::TestWithParam<Case> {};

TEST_P(JavaTable, answers) {
  const auto& c = GetParam();
  const auto question = c.ask(authority());
  const auto* client = find_client(c.client);
  ASSERT_NE(client, nullptr);
  const auto anchors = Anchors::make(question.store);
  ASSERT_TRUE(anchors);
  const auto answer = verify_java(*anchors, *client, PreparedChain(question.sent), day(c.on));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(to_id(answer->reason), to_id(c.reason)) << answer->detail;
  EXPECT_EQ(answer->trusted, c.reason == Reason::none) << answer->detail;
  ASSERT_FALSE(answer->path.empty());
  EXPECT_EQ(answer->path.front()->sha256, question.sent.front()->sha256);
  if (answer->trusted) {
    EXPECT_NE(anchors->find(answer->path.back()->sha256), nullptr) << "ends at an anchor";
    EXPECT_FALSE(answer->culprit);
  } else {
    EXPECT_FALSE(answer->detail.empty());
  }
  EXPECT_EQ(cert::take_openssl_error(), "") << "the error queue must be empty afterwards";
}

INSTANTIATE_TEST_SUITE_P(trust, JavaTable, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

TEST(Java, an_empty_chain_and_another_client_are_errors) {
  const auto anchors = Anchors::make({authority().root.certificate});
  const auto& leaf = authority().leaf.certificate;
  const auto code = [&](const char* client, cert::Chain chain) {
    const auto answer =
        verify_java(*anchors, *find_client(client), PreparedChain(std::move(chain)), day("2020-01-01"));
    return answer ? "" : answer.error().code;
  };
  EXPECT_EQ(code("java-17", {}), "empty-chain");
  EXPECT_EQ(code("curl", {leaf}), "wrong-client");
}

TEST(Java, gives_up_where_cross_signs_make_too_many_paths) {
  // Three authorities of each level, each certified by each of the level above, and no root to end at.
  cert::Chain sent;
  std::vector<cert::Minted> above = {authority_with("Top", nullptr, as_it_is)};
  for (int level = 0; level < 5; ++level) {
    const auto name = "Level " + std::to_string(level);
    std::vector<cert::Minted> here;
    for (int i = 0; i < 3; ++i) here.push_back(authority_with(name.c_str(), nullptr, as_it_is));
    for (const auto& authority_here : here) {
      for (std::size_t i = 0; i < above.size(); ++i)
        sent.push_back(again(authority_here, &above[i], [&](cert::Mint& m) {
                         m.path_length = 10 + static_cast<int>(i);
                       }).certificate);
    }
    above = here;
  }
  std::reverse(sent.begin(), sent.end());
  sent.insert(sent.begin(), leaf_with(above.front()).certificate);
  const auto answer = verify_java(*Anchors::make({authority().root.certificate}), *find_client("java-17"),
                                  PreparedChain(sent), day("2020-01-01"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "path-search-too-long");
}

// PKIX takes them; JSSE asks for a signature scheme of its own, as X509TrustManager.checkServerTrusted() on a
// socket does. Asked of OpenJDK 17.
TEST(Java, takes_no_signature_that_tls_has_no_scheme_for) {
  const auto& client = *find_client("java-17");
  for (const std::string digest : {"sha224", "sha256", "sha384", "sha512", "sha3-256", "ripemd160"}) {
    SCOPED_TRACE(digest);
    const auto root =
        authority_with("RSA Root", nullptr, [](cert::Mint& m) { m.key_type = cert::Key::Type::rsa_2048; });
    const auto leaf = leaf_with(root, [&](cert::Mint& m) { m.digest = digest; });
    const auto answer =
        verify(AnchorSet({root.certificate}), client, PreparedChain({leaf.certificate}), day("2020-01-01"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->reason,
              digest.starts_with("sha3-") || digest == "ripemd160" ? Reason::weak_signature : Reason::none);
  }
}

TEST(Java, distrusts_roots_by_digest_and_the_leafs_date) {
  Signatures signatures;
  const JavaRules rules;
  const auto ask = [&](const JavaDistrusted& root, Instant begins) {
    auto anchor_certificate = *authority().root.certificate;
    anchor_certificate.sha256 = *parse_sha256(root.sha256);
    auto leaf_certificate = *authority().leaf.certificate;
    leaf_certificate.not_before = begins;
    const auto anchor = *facts_of(std::make_shared<cert::Certificate>(anchor_certificate));
    const auto leaf = *facts_of(std::make_shared<cert::Certificate>(leaf_certificate));
    const auto refused =
        java_check_found(java_certificate(leaf), java_certificate(anchor),
                         {.rules = rules, .signatures = signatures, .at = day("2020-01-01")});
    return refused ? refused->reason : Reason::none;
  };
  ASSERT_FALSE(java_distrusted().empty());
  for (const auto& root : java_distrusted()) {
    ASSERT_TRUE(root.leaves_until);
    EXPECT_EQ(ask(root, *root.leaves_until), Reason::rejected_by_store) << root.sha256;
    EXPECT_EQ(ask(root, *root.leaves_until - std::chrono::seconds(1)), Reason::none) << root.sha256;
  }
}

TEST(Java, refuses_sha1_under_a_public_root) {
  Signatures signatures;
  const JavaRules rules;
  auto public_root = *authority().root.certificate;
  public_root.sha256 = *parse_sha256(java_distrusted().front().sha256);  // a public root, as any of these
  const auto anchor = *facts_of(std::make_shared<cert::Certificate>(public_root));
  for (const char* digest : {"sha1", "sha256"}) {
    const auto leaf =
        *facts_of(leaf_with(authority().root, [&](cert::Mint& m) { m.digest = digest; }).certificate);
    const auto java_leaf = java_certificate(leaf);
    const auto refused = java_check_path({&java_leaf}, java_certificate(anchor),
                                         {.rules = rules, .signatures = signatures, .at = day("2020-01-01")});
    EXPECT_EQ(refused.has_value(), std::string_view(digest) == "sha1");
    EXPECT_EQ(refused.value_or(JavaRefusal{.reason = Reason::none}).reason,
              std::string_view(digest) == "sha1" ? Reason::weak_signature : Reason::none);
  }
}

TEST(Java, certificates_it_cannot_parse_fail_the_chain) {
  auto facts = *facts_of(authority().root.certificate);
  const auto refuses = [](Facts changed) { return !java_certificate(changed).refusal.empty(); };
  EXPECT_FALSE(refuses(facts));
  const auto with = [&](const std::function<void(Facts&)>& change) {
    auto changed = facts;
    change(changed);
    return refuses(std::move(changed));
  };
  EXPECT_TRUE(with([](Facts& f) { f.issuer_der = std::string("\x30\x00", 2); }));
  EXPECT_TRUE(with([](Facts& f) { f.subject_der = std::string("\x30\x00", 2); }));
  EXPECT_TRUE(with([](Facts& f) { f.version = 1; }));
  EXPECT_TRUE(with([](Facts& f) { f.version = 4; }));
  EXPECT_TRUE(with([](Facts& f) { f.signature.inner_is_equal = false; }));
  EXPECT_TRUE(with([](Facts& f) { f.duplicate_extensions = {"2.5.29.15"}; }));
  EXPECT_TRUE(with([](Facts& f) { f.key.curve = "1.3.132.0.10"; })) << "secp256k1 went with Java 16";
  EXPECT_TRUE(with([](Facts& f) { f.problems = {{"2.5.29.15", "does not decode"}}; }))
      << "key usage is critical";
  EXPECT_FALSE(with([](Facts& f) { f.problems = {{"2.5.29.14", "does not decode"}}; }))
      << "the key id is not";
  EXPECT_FALSE(with([](Facts& f) { f.serial_sign = -1; }));
}

TEST(JavaPolicies, only_a_required_policy_that_is_missing_fails) {
  const auto facts = *facts_of(authority().intermediate.certificate);
  const auto holds = [&](std::optional<std::int64_t> required, std::vector<std::string> upper,
                         std::vector<std::string> leaf) {
    auto ca = facts, ee = facts;
    if (required) ca.policy_constraints = PolicyConstraints{.require_explicit_policy = required};
    if (!upper.empty()) ca.policies = upper;
    if (!leaf.empty()) ee.policies = leaf;
    JavaPolicies policies(2);
    const auto first = java_certificate(ca), second = java_certificate(ee);
    return policies.check(first) && policies.check(second);
  };
  EXPECT_TRUE(holds(std::nullopt, {}, {}));
  EXPECT_FALSE(holds(0, {"1.2.3"}, {}));
  EXPECT_FALSE(holds(0, {"1.2.3"}, {"1.2.4"}));
  EXPECT_TRUE(holds(0, {"1.2.3"}, {"1.2.3"}));
  EXPECT_TRUE(holds(0, {std::string(oid::kAnyPolicy)}, {"1.2.4"}));
  EXPECT_FALSE(holds(0, {}, {"1.2.4"})) << "the authority has none";
  EXPECT_TRUE(holds(2, {}, {})) << "not yet required";
}

struct NameCase {
  const char* pattern;
  const char* host;
  bool in_17, in_21;
};

TEST(JavaNames, match_by_label) {
  const NameCase cases[] = {
      {"api.example.com", "api.example.com", true, true},
      {"API.example.com", "api.EXAMPLE.com", true, true},
      {"*.example.com", "api.example.com", true, true},
      {"*.example.com", "a.api.example.com", false, false},
      {"*.example.com", "example.com", false, false},
      {"a*.example.com", "api.example.com", true, true},
      {"a*i.example.com", "api.example.com", true, true},
      {"b*.example.com", "api.example.com", false, false},
      {"api.*.com", "api.example.com", true, false},
      {"*", "localhost", false, false},
      {"*com", "example.com", false, false},
      {"*.com", "example.com", true, true},
      {"my_api.example.com", "my_api.example.com", false, false},
      {"xn--mnchen-3ya.de", "xn--mnchen-3ya.de", true, true},
      {"*.de", "xn--mnchen-3ya.de", true, true},
      {"x*.de", "xn--mnchen-3ya.de", false, false},
      {"xn--test--wg5h0h.com", "xn--test--wg5h0h.com", false, false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(java_name_matches(c.host, c.pattern, *find_client("java-17")->java), c.in_17)
        << c.pattern << c.host;
    EXPECT_EQ(java_name_matches(c.host, c.pattern, *find_client("java-21")->java), c.in_21)
        << c.pattern << c.host;
  }
}

TEST(JavaNames, of_a_leaf_are_those_of_the_san_or_the_last_common_name) {
  const auto covers = [](const Change& change, const char* host) {
    const auto leaf = leaf_with(authority().root, change).certificate;
    return covers_host(*leaf, host, *find_client("java-17"), NameRule::of_client);
  };
  const auto only_a_common_name = [](cert::Mint& m) {
    m.subject = {{{"CN", "first.example.com"}, {"CN", "last.example.com"}}};
    m.common_name_only = true;
  };
  EXPECT_TRUE(covers(as_it_is, "api.example.com"));
  EXPECT_TRUE(covers(as_it_is, "api.example.com."));
  EXPECT_TRUE(covers(only_a_common_name, "last.example.com"));
  EXPECT_FALSE(covers(only_a_common_name, "first.example.com"));
  const auto in_one_set = [&](cert::Mint& m) {
    only_a_common_name(m);
    m.subject_in_one_set = true;
  };
  EXPECT_TRUE(covers(in_one_set, "last.example.com")) << "DER puts the shorter one first";
  EXPECT_FALSE(covers(in_one_set, "first.example.com"));
  EXPECT_FALSE(covers([](cert::Mint& m) { m.dns_names = {"www.example.com"}; }, "api.example.com"));
  EXPECT_FALSE(covers(says(names(0x25, tlv(0xA1, tlv(0x0C, "x")))), "api.example.com"))
      << "an ediPartyName throws";
  const auto address = [](cert::Mint& m) {
    m.dns_names.clear();
    m.ip_addresses = {"192.0.2.7"};
  };
  EXPECT_TRUE(covers(address, "api.example.com")) << "the SAN has no DNS name, so the CN counts";
  EXPECT_TRUE(covers(address, "192.0.2.7"));
  EXPECT_FALSE(covers(address, "192.0.2.8"));
  EXPECT_FALSE(covers([](cert::Mint& m) { m.subject = {{{"CN", "192.0.2.7"}}}; }, "192.0.2.7"))
      << "an address only by the SAN";
}

struct RelationCase {
  GeneralName::Type type;
  std::string base, other;
  std::optional<Relation> relation;
};

TEST(JavaNames, relate_as_constrains_has_it) {
  using Type = GeneralName::Type;
  const auto bytes = [](std::initializer_list<int> all) {
    std::string out;
    for (const int one : all) out += static_cast<char>(one);
    return out;
  };
  const auto loopback = bytes({127, 0, 0, 0, 255, 0, 0, 0}), everything4 = std::string(8, '\0');
  const auto host4 = bytes({127, 0, 0, 1}), host6 = std::string(15, '\0') + '\1';
  const RelationCase cases[] = {
      {Type::ip, everything4, host6, Relation::narrows},  // the first four bytes alone
      {Type::ip, loopback, host6, Relation::same_type},
      {Type::ip, std::string(32, '\0'), host4, std::nullopt},  // runs off the end
      {Type::ip, std::string(32, '\0'), loopback, Relation::same_type},
      {Type::ip, loopback, std::string(32, '\0'), std::nullopt},
      {Type::dns, "example.com", "EXAMPLE.com", Relation::match},
      {Type::dns, "example.com", "api.example.com", Relation::narrows},
      {Type::dns, "api.example.com", "example.com", Relation::widens},
      {Type::dns, "example.com", "badexample.com", Relation::same_type},
      {Type::dns, ".example.com", "api.example.com", Relation::narrows},
      {Type::dns, "", "api.example.com", std::nullopt},
      {Type::email, "example.com", "a@example.com", Relation::narrows},
      {Type::email, "example.com", "a@sub.example.com", Relation::same_type},
      {Type::email, ".example.com", "a@sub.example.com", Relation::narrows},
      {Type::email, "a@example.com", "b@example.com", Relation::same_type},
      {Type::uri, ".example.com", "https://api.example.com/x", Relation::narrows},
      {Type::uri, "example.com", "https://api.example.com/x", Relation::same_type},
      {Type::uri, "example.com", "https://user@example.com:8443", Relation::match},
      {Type::uri, "example.com", "urn:x", std::nullopt},
      {Type::ip, bytes({192, 0, 2, 0, 255, 255, 255, 0}), bytes({192, 0, 2, 7}), Relation::narrows},
      {Type::ip, bytes({192, 0, 2, 0, 255, 255, 255, 0}), bytes({192, 0, 3, 7}), Relation::same_type},
      {Type::ip, bytes({192, 0, 2, 1, 255, 255, 255, 0}), bytes({192, 0, 2, 7}), Relation::same_type},
      {Type::ip, bytes({10, 0, 0, 0, 255, 0, 0, 0}), bytes({10, 1, 0, 0, 255, 255, 0, 0}), Relation::narrows},
      {Type::other, "x", "x", std::nullopt},
      {Type::registered_id, "1.2.3", "1.2.3", Relation::match},
      {Type::registered_id, "1.2.3", "1.2.4", std::nullopt},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(java_relation({c.type, c.base}, {c.type, c.other}), c.relation) << c.base << " " << c.other;
  }
  EXPECT_EQ(java_relation({Type::dns, "a"}, {Type::uri, "a"}), Relation::different_type);
}

TEST(JavaNames, compare_without_case_and_runs_of_spaces) {
  const auto name = [](const char* common_name, const char* organisation) {
    auto what = Authority::authority(common_name);
    what.subject.attributes.push_back({"O", organisation});
    return *java_name_of(facts_of(Authority::mint(what, nullptr).certificate)->subject_der);
  };
  EXPECT_EQ(name("My  Root ", "ACME"), name("my root", "acme"));
  EXPECT_NE(name("My Root", "ACME"), name("MyRoot", "ACME"));
  EXPECT_TRUE(java_name_of(std::string("\x30\x00", 2))->is_empty());
  EXPECT_FALSE(java_name_of("no name"));
}

}  // namespace
}  // namespace rehearse::trust
