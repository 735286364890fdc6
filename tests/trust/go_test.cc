#include "trust/go.h"

#include <algorithm>
#include <functional>
#include <ostream>

#include <gtest/gtest.h>

#include "cert/native.h"
#include "trust/authority.h"
#include "trust/question.h"

namespace rehearse::trust {
namespace {

struct Case {
  const char* name;
  std::function<Question(const Authority&)> ask;
  Reason go;     // none = trusted
  Reason go119;  // Go 1.19
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

Extra policies(const std::string& oid) {
  return {"2.5.29.32", false, sequence(sequence(oid))};
}

Extra asks_for_a_policy() {
  return {"2.5.29.36", true, sequence(tlv(0x80, std::string_view("\0", 1)))};
}

const Case kPaths[] = {
    {"the_full_chain",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::none, Reason::none},
    {"out_of_order_with_others_between",
     [](const Authority& a) -> Question {
       return {
           {a.root.certificate},
           {a.leaf.certificate, a.other_root.certificate, a.root.certificate, a.intermediate.certificate}};
     },
     Reason::none, Reason::none},
    {"nothing_is_fetched",
     [](const Authority& a) -> Question { return {{a.root.certificate}, {a.leaf.certificate}}; },
     Reason::issuer_not_found, Reason::issuer_not_found},
    {"the_root_is_missing",
     [](const Authority& a) -> Question {
       return {{a.other_root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::anchor_not_in_store, Reason::anchor_not_in_store},
    {"a_root_sent_is_no_anchor",
     [](const Authority& a) -> Question {
       return {{a.other_root.certificate},
               {a.leaf.certificate, a.intermediate.certificate, a.root.certificate}};
     },
     Reason::anchor_not_in_store, Reason::anchor_not_in_store},
    {"an_intermediate_may_be_the_anchor",
     [](const Authority& a) -> Question { return {{a.intermediate.certificate}, {a.leaf.certificate}}; },
     Reason::none, Reason::none},
    {"the_leaf_may_be_the_anchor",
     [](const Authority& a) -> Question { return {{a.leaf.certificate}, {a.leaf.certificate}}; },
     Reason::none, Reason::none},
    {"an_empty_store", [](const Authority& a) -> Question { return {{}, {a.leaf.certificate}}; },
     Reason::no_anchors, Reason::no_anchors},
    {"an_expired_copy_of_the_intermediate_in_the_store_misleads_nobody",
     [](const Authority& a) -> Question {
       const auto old = authority_with("Intermediate", &a.root, [&](cert::Mint& m) {
         m.key = a.intermediate.key;
         m.not_after = day("2018-06-01");
       });
       return {{old.certificate, a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::none, Reason::none},
    {"a_cross_sign_under_an_expired_root_beside_the_new_root",
     [](const Authority& a) -> Question {
       const auto old =
           authority_with("Old Root", nullptr, [](cert::Mint& m) { m.not_after = day("2018-06-01"); });
       const auto cross = authority_with("Root", &old, [&](cert::Mint& m) { m.key = a.root.key; });
       return {{old.certificate, a.root.certificate},
               {a.leaf.certificate, a.intermediate.certificate, cross.certificate, old.certificate}};
     },
     Reason::none, Reason::none},
    {"a_cross_sign_whose_expired_root_is_all_there_is",
     [](const Authority& a) -> Question {
       const auto old =
           authority_with("Old Root", nullptr, [](cert::Mint& m) { m.not_after = day("2018-06-01"); });
       const auto cross = authority_with("Root", &old, [&](cert::Mint& m) { m.key = a.root.key; });
       return {{old.certificate}, {a.leaf.certificate, a.intermediate.certificate, cross.certificate}};
     },
     Reason::expired, Reason::expired},
    {"another_authority_of_the_same_name_is_passed_over",
     [](const Authority& a) -> Question {
       const auto other = authority_with("Intermediate", &a.root, [](cert::Mint&) {});
       return {{a.root.certificate}, {a.leaf.certificate, other.certificate, a.intermediate.certificate}};
     },
     Reason::none, Reason::none},
    {"another_authority_of_the_same_name_is_not_the_issuer",
     [](const Authority& a) -> Question {
       const auto other = authority_with("Intermediate", &a.root, [](cert::Mint&) {});
       return {{a.root.certificate}, {a.leaf.certificate, other.certificate}};
     },
     Reason::issuer_not_found, Reason::issuer_not_found},
    {"a_path_whose_usages_do_not_fit_is_left_for_another",
     [](const Authority& a) -> Question {
       const auto mail = authority_with("Intermediate", &a.root, [&](cert::Mint& m) {
         m.key = a.intermediate.key;
         m.extensions = {usages(der::kClientAuth)};
       });
       return {{a.root.certificate}, {a.leaf.certificate, mail.certificate, a.intermediate.certificate}};
     },
     Reason::none, Reason::none},
};

const Case kCertificates[] = {
    {"an_expired_leaf",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_after = day("2018-06-01"); }); },
     Reason::expired, Reason::expired},
    {"a_leaf_that_is_not_valid_yet",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_before = day("2019-06-01"); }); },
     Reason::not_yet_valid, Reason::not_yet_valid},
    {"a_leaf_in_its_last_second",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_after = day("2018-12-12"); }); },
     Reason::none, Reason::none},
    {"an_expired_anchor",
     [](const Authority&) { return under_root([](cert::Mint& m) { m.not_after = day("2018-06-01"); }); },
     Reason::expired, Reason::expired},
    {"an_intermediate_that_is_no_authority",
     [](const Authority& a) -> Question {
       const auto fake =
           leaf_with(a.intermediate, [](cert::Mint& m) { m.subject = {{{"CN", "Intermediate"}}}; });
       return {{a.root.certificate},
               {leaf_with(fake).certificate, fake.certificate, a.intermediate.certificate}};
     },
     Reason::not_a_ca, Reason::not_a_ca},
    {"an_authority_whose_key_usage_forbids_to_sign",
     [](const Authority&) { return under(says({"2.5.29.15", true, tlv(0x03, "\x01\x02")})); },
     Reason::not_a_ca, Reason::not_a_ca},
    {"a_path_that_is_too_long",
     [](const Authority& a) -> Question {
       const auto tight = authority_with("Tight", &a.root, [](cert::Mint& m) { m.path_length = 0; });
       const auto below = authority_with("Below", &tight, [](cert::Mint&) {});
       return {{a.root.certificate}, {leaf_with(below).certificate, below.certificate, tight.certificate}};
     },
     Reason::path_too_long, Reason::path_too_long},
    {"the_path_length_of_an_anchor_counts",
     [](const Authority&) -> Question {
       const auto tight = authority_with("Tight", nullptr, [](cert::Mint& m) { m.path_length = 0; });
       const auto below = authority_with("Below", &tight, [](cert::Mint&) {});
       return {{tight.certificate}, {leaf_with(below).certificate, below.certificate}};
     },
     Reason::path_too_long, Reason::path_too_long},
    {"a_leaf_for_clients_only",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.extended_key_usage = "clientAuth"; }); },
     Reason::wrong_purpose, Reason::wrong_purpose},
    {"a_leaf_for_any_usage",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) { m.extended_key_usage = "anyExtendedKeyUsage"; });
     },
     Reason::none, Reason::none},
    {"an_intermediate_for_clients_only",
     [](const Authority&) { return under(says(usages(der::kClientAuth))); }, Reason::wrong_purpose,
     Reason::wrong_purpose},
    {"an_anchor_for_clients_only",
     [](const Authority&) { return under_root(says(usages(der::kClientAuth))); }, Reason::wrong_purpose,
     Reason::wrong_purpose},
    {"an_intermediate_for_any_usage", [](const Authority&) { return under(says(usages(der::kAnyUsage))); },
     Reason::none, Reason::none},
    {"an_unknown_critical_extension_in_the_leaf",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.unknown_critical_extension = true; }); },
     Reason::critical_extension, Reason::critical_extension},
    {"an_unknown_critical_extension_in_the_anchor",
     [](const Authority&) { return under_root([](cert::Mint& m) { m.unknown_critical_extension = true; }); },
     Reason::critical_extension, Reason::critical_extension},
    {"a_signature_by_sha1",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.digest = "sha1"; }); },
     Reason::weak_signature, Reason::weak_signature},
    {"a_signature_by_sha224",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.digest = "sha224"; }); }, Reason::other,
     Reason::other},
    {"a_key_of_1024_bits",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) { m.key_type = cert::Key::Type::rsa_1024; });
     },
     Reason::none, Reason::none},
    {"a_signature_that_does_not_fit",
     [](const Authority& a) -> Question {
       auto der = a.leaf.certificate->der;
       der[der.size() - 3] = static_cast<char>(der[der.size() - 3] ^ 1);
       return {{a.root.certificate}, {*cert::from_der(der), a.intermediate.certificate}};
     },
     Reason::bad_signature, Reason::bad_signature},
};

const Case kConstraints[] = {
    {"a_name_that_is_permitted",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {"EXAMPLE.com"}; }); },
     Reason::none, Reason::none},
    {"a_name_that_is_not_permitted",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {"ample.com"}; }); },
     Reason::name_constraints, Reason::name_constraints},
    {"a_name_that_is_excluded",
     [](const Authority&) { return under([](cert::Mint& m) { m.excluded_dns = {"api.example.com"}; }); },
     Reason::name_constraints, Reason::name_constraints},
    {"a_leading_dot_asks_for_a_label",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {".api.example.com"}; }); },
     Reason::name_constraints, Reason::name_constraints},
    {"an_excluded_dot_is_every_name",
     [](const Authority&) { return under([](cert::Mint& m) { m.excluded_dns = {"."}; }); },
     Reason::name_constraints, Reason::name_constraints},
    {"a_second_leading_dot_was_an_empty_label",
     [](const Authority&) { return under([](cert::Mint& m) { m.excluded_dns = {"..example.com"}; }); },
     Reason::malformed, Reason::name_constraints},
    {"the_anchors_constraints_count",
     [](const Authority&) { return under_root([](cert::Mint& m) { m.permitted_dns = {"example.org"}; }); },
     Reason::name_constraints, Reason::name_constraints},
    {"the_name_of_an_intermediate_below_counts_since_go_1_21",
     [](const Authority&) -> Question {
       const auto root =
           authority_with("Root", nullptr, [](cert::Mint& m) { m.permitted_dns = {"example.com"}; });
       const auto between = authority_with(
           "Between", &root, says({"2.5.29.17", false, sequence(tlv(0x82, "authority.example.org"))}));
       return {{root.certificate}, {leaf_with(between).certificate, between.certificate}};
     },
     Reason::name_constraints, Reason::none},
    {"the_authoritys_own_name_counts_before_go_1_21",
     [](const Authority&) {
       return under_root([](cert::Mint& m) {
         m.permitted_dns = {"example.com"};
         m.extensions = {{"2.5.29.17", false, sequence(tlv(0x82, "authority.example.org"))}};
       });
     },
     Reason::none, Reason::name_constraints},
    {"a_san_with_an_empty_first_label",
     [](const Authority&) {
       return under([](cert::Mint& m) { m.permitted_dns = {"example.com"}; }, says(names(2, ".example.com")));
     },
     Reason::name_constraints, Reason::none},
    {"an_address_outside_the_network",
     [](const Authority&) {
       return under(says(constraint(0, 7, std::string("\xC0\x00\x02\x00\xFF\xFF\xFF\x00", 8))),
                    says(names(7, std::string("\xC0\x00\x03\x01", 4))));
     },
     Reason::name_constraints, Reason::name_constraints},
    {"an_address_inside_the_network",
     [](const Authority&) {
       return under(says(constraint(0, 7, std::string("\xC0\x00\x02\x00\xFF\xFF\xFF\x00", 8))),
                    says(names(7, std::string("\xC0\x00\x02\x01", 4))));
     },
     Reason::none, Reason::none},
    {"a_mask_with_holes",
     [](const Authority&) {
       return under(says(constraint(0, 7, std::string("\xC0\x00\x02\x00\xFF\x00\xFF\x00", 8))));
     },
     Reason::malformed, Reason::malformed},
    {"a_mail_address_elsewhere",
     [](const Authority&) {
       return under(says(constraint(0, 1, "example.com")), says(names(1, "me@example.org")));
     },
     Reason::name_constraints, Reason::name_constraints},
    {"a_mail_address_of_the_domain",
     [](const Authority&) {
       return under(says(constraint(0, 1, "example.com")), says(names(1, "me@example.com")));
     },
     Reason::none, Reason::none},
    {"a_mail_address_that_is_none",
     [](const Authority&) {
       return under([](cert::Mint& m) { m.permitted_dns = {"example.com"}; }, says(names(1, "me")));
     },
     Reason::name_constraints, Reason::name_constraints},
    {"a_uri_elsewhere",
     [](const Authority&) {
       return under(says(constraint(0, 6, "example.com")), says(names(6, "https://example.org:443/x")));
     },
     Reason::name_constraints, Reason::name_constraints},
    {"a_uri_of_the_domain",
     [](const Authority&) {
       return under(says(constraint(0, 6, "example.com")), says(names(6, "https://a.example.com:443/x")));
     },
     Reason::none, Reason::none},
    {"a_uri_without_a_host",
     [](const Authority&) { return under(says(constraint(0, 6, "example.com")), says(names(6, "urn:x"))); },
     Reason::name_constraints, Reason::name_constraints},
    {"a_critical_constraint_on_directory_names",
     [](const Authority&) {
       return under(says({"2.5.29.30", true, sequence(tlv(0xA0, sequence(tlv(0xA4, sequence("")))))}));
     },
     Reason::critical_extension, Reason::critical_extension},
    {"a_constraint_on_directory_names_that_is_not_critical",
     [](const Authority&) {
       return under(says({"2.5.29.30", false, sequence(tlv(0xA0, sequence(tlv(0xA4, sequence("")))))}));
     },
     Reason::none, Reason::none},
    {"constraints_that_hold_nothing",
     [](const Authority&) { return under(says({"2.5.29.30", true, sequence("")})); }, Reason::malformed,
     Reason::malformed},
};

const Case kReading[] = {
    {"a_negative_serial_number",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.negative_serial = true; }); },
     Reason::malformed, Reason::none},
    {"a_negative_path_length_was_none",
     [](const Authority&) {
       return under(says({"2.5.29.19", true, sequence(tlv(0x01, "\xFF") + tlv(0x02, "\xFF"))}));
     },
     Reason::malformed, Reason::none},
    {"a_critical_authority_key_id",
     [](const Authority& a) {
       const auto id = tlv(0x80, "\x01");
       static_cast<void>(a);
       return with_leaf(says({"2.5.29.35", true, sequence(id)}));
     },
     Reason::malformed, Reason::none},
    {"a_critical_subject_key_id",
     [](const Authority&) { return with_leaf(says({"2.5.29.14", true, tlv(0x04, "\x01")})); },
     Reason::malformed, Reason::none},
    {"authority_information_access_that_does_not_parse",
     [](const Authority&) { return with_leaf(says({"1.3.6.1.5.5.7.1.1", false, tlv(0x04, "x")})); },
     Reason::malformed, Reason::malformed},
    {"an_extension_twice",
     [](const Authority&) {
       return with_leaf(
           [](cert::Mint& m) { m.extensions = {usages(der::kServerAuth), usages(der::kServerAuth)}; });
     },
     Reason::malformed, Reason::malformed},
    {"an_extended_key_usage_of_no_oids",
     [](const Authority&) { return with_leaf(says({"2.5.29.37", false, sequence(tlv(0x02, "\x01"))})); },
     Reason::malformed, Reason::malformed},
    {"a_san_address_of_five_bytes", [](const Authority&) { return with_leaf(says(names(7, "12345"))); },
     Reason::malformed, Reason::malformed},
    {"a_san_beyond_ascii", [](const Authority&) { return with_leaf(says(names(2, "\xC3\xA4.example.com"))); },
     Reason::malformed, Reason::malformed},
    {"a_san_uri_that_is_none", [](const Authority&) { return with_leaf(says(names(6, "https://[::1/"))); },
     Reason::malformed, Reason::malformed},
    {"a_boolean_that_is_not_der",
     [](const Authority&) { return under(says({"2.5.29.19", true, sequence(tlv(0x01, "\x01"))})); },
     Reason::malformed, Reason::malformed},
    {"a_length_that_is_not_der",
     [](const Authority&) {
       return with_leaf(says({"2.5.29.37", false, std::string("\x30\x81\x0A") + der::kServerAuth}));
     },
     Reason::malformed, Reason::malformed},
    {"an_unreadable_certificate_that_no_path_needs",
     [](const Authority& a) -> Question {
       const auto bad = authority_with("Bad", &a.root, says({"2.5.29.37", false, tlv(0x04, "x")}));
       return {{a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate, bad.certificate}};
     },
     Reason::malformed, Reason::malformed},
    {"an_unreadable_anchor_is_passed_over",
     [](const Authority& a) -> Question {
       const auto bad = authority_with("Root", nullptr, [&](cert::Mint& m) {
         m.key = a.root.key;
         m.extensions = {{"2.5.29.37", false, tlv(0x04, "x")}};
       });
       return {{bad.certificate, a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::none, Reason::none},
    {"an_unreadable_anchor_is_none",
     [](const Authority& a) -> Question {
       const auto bad = authority_with("Root", nullptr, [&](cert::Mint& m) {
         m.key = a.root.key;
         m.extensions = {{"2.5.29.37", false, tlv(0x04, "x")}};
       });
       return {{bad.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::anchor_not_in_store, Reason::anchor_not_in_store},
};

const Case kPolicies[] = {
    {"a_policy_that_is_asked_for_and_there",
     [](const Authority&) {
       return under([](cert::Mint& m) { m.extensions = {policies(der::kPolicyOne), asks_for_a_policy()}; },
                    says(policies(der::kPolicyOne)));
     },
     Reason::none, Reason::critical_extension},
    {"a_policy_that_is_asked_for_and_missing",
     [](const Authority&) {
       return under([](cert::Mint& m) { m.extensions = {policies(der::kPolicyOne), asks_for_a_policy()}; });
     },
     Reason::other, Reason::critical_extension},
    {"a_policy_that_is_asked_for_and_another",
     [](const Authority&) {
       return under([](cert::Mint& m) { m.extensions = {policies(der::kPolicyOne), asks_for_a_policy()}; },
                    says(policies(der::kPolicyTwo)));
     },
     Reason::other, Reason::critical_extension},
    {"any_policy_of_the_authority",
     [](const Authority&) {
       return under([](cert::Mint& m) { m.extensions = {policies(der::kAnyPolicy), asks_for_a_policy()}; },
                    says(policies(der::kPolicyTwo)));
     },
     Reason::none, Reason::critical_extension},
    {"any_policy_where_it_is_inhibited",
     [](const Authority&) {
       return under(
           [](cert::Mint& m) {
             m.extensions = {policies(der::kPolicyOne),
                             asks_for_a_policy(),
                             {"2.5.29.54", true, tlv(0x02, std::string_view("\0", 1))}};
           },
           says(policies(der::kAnyPolicy)));
     },
     Reason::other, Reason::critical_extension},
    {"a_policy_that_is_mapped",
     [](const Authority&) {
       return under(
           [](cert::Mint& m) {
             m.extensions = {policies(der::kPolicyOne),
                             asks_for_a_policy(),
                             {"2.5.29.33", false, sequence(sequence(der::kPolicyOne + der::kPolicyTwo))}};
           },
           says(policies(der::kPolicyTwo)));
     },
     Reason::none, Reason::critical_extension},
    {"a_mapping_of_any_policy",
     [](const Authority&) {
       return under(says({"2.5.29.33", false, sequence(sequence(der::kAnyPolicy + der::kPolicyTwo))}));
     },
     Reason::none, Reason::none},
    {"policies_that_nobody_asks_for",
     [](const Authority&) { return under(says(policies(der::kPolicyOne)), says(policies(der::kPolicyTwo))); },
     Reason::none, Reason::none},
    {"a_policy_twice",
     [](const Authority&) {
       return with_leaf(
           says({"2.5.29.32", false, sequence(sequence(der::kPolicyOne) + sequence(der::kPolicyOne))}));
     },
     Reason::malformed, Reason::none},
};

class Go : public testing::TestWithParam<Case> {};

TEST_P(Go, answers) {
  const auto& c = GetParam();
  const auto question = c.ask(authority());
  const auto anchors = Anchors::make(question.store);
  ASSERT_TRUE(anchors) << anchors.error().text();
  for (const auto& [id, reason] : {std::pair("go", c.go), std::pair("go-1.19", c.go119)}) {
    const auto answer =
        verify_go(*anchors, *find_client(id), PreparedChain(question.sent), day("2018-12-12"));
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(to_id(answer->reason), to_id(reason)) << id << ": " << answer->detail;
    EXPECT_EQ(answer->trusted, reason == Reason::none) << id;
    EXPECT_EQ(answer->path.front(), question.sent.front());
    if (answer->trusted) {
      EXPECT_NE(std::ranges::find(question.store, answer->path.back()), question.store.end()) << id;
    } else {
      EXPECT_FALSE(answer->detail.empty());
      EXPECT_EQ(answer->culprit == nullptr, reason == Reason::no_anchors) << id;
    }
  }
  EXPECT_EQ(cert::take_openssl_error(), "") << "the error queue must be empty afterwards";
}

const auto kName = [](const auto& row) { return std::string(row.param.name); };
INSTANTIATE_TEST_SUITE_P(paths, Go, testing::ValuesIn(kPaths), kName);
INSTANTIATE_TEST_SUITE_P(certificates, Go, testing::ValuesIn(kCertificates), kName);
INSTANTIATE_TEST_SUITE_P(constraints, Go, testing::ValuesIn(kConstraints), kName);
INSTANTIATE_TEST_SUITE_P(reading, Go, testing::ValuesIn(kReading), kName);
INSTANTIATE_TEST_SUITE_P(policies, Go, testing::ValuesIn(kPolicies), kName);

// Many authorities of the issuer's name with another key, and one with the right one behind them.
TEST(GoLimits, gives_up_after_a_hundred_signatures) {
  const auto key = cert::Key::generate(cert::Key::Type::ec_p256);
  ASSERT_TRUE(key);
  cert::Chain sent = {authority().leaf.certificate};
  for (int i = 0; i < 120; ++i) {
    sent.push_back(authority_with("Intermediate", &authority().root, [&](cert::Mint& m) {
                     m.key = *key;
                     m.dns_names = {"a" + std::to_string(i) + ".example.com"};
                   }).certificate);
  }
  const auto anchors = Anchors::make({authority().root.certificate});
  sent.push_back(authority().intermediate.certificate);
  const auto ask = [&] {
    return verify_go(*anchors, *find_client("go"), PreparedChain(sent), day("2018-12-12"));
  };
  EXPECT_TRUE(ask()->trusted) << "the right key id is tried first";
  const auto leaf = leaf_with(authority().intermediate, says({"2.5.29.35", false, sequence("")}));
  sent.front() = leaf.certificate;
  const auto answer = ask();
  EXPECT_FALSE(answer->trusted);
  EXPECT_EQ(to_id(answer->reason), "other") << answer->detail;
}

TEST(GoLimits, says_what_it_cannot_do) {
  const auto anchors = Anchors::make({authority().root.certificate});
  EXPECT_EQ(verify_go(*anchors, *find_client("go"), PreparedChain({}), day("2018-12-12")).error().code,
            "empty-chain");
  EXPECT_EQ(verify_go(*anchors, *find_client("openssl"), PreparedChain({authority().leaf.certificate}),
                      day("2018-12-12"))
                .error()
                .code,
            "wrong-client");
}

}  // namespace
}  // namespace rehearse::trust
