#include "trust/gnutls.h"

#include <algorithm>
#include <functional>
#include <ostream>

#include <gtest/gtest.h>

#include "cert/native.h"
#include "trust/der.h"
#include "trust/gnutls_certificate.h"
#include "trust/handshake.h"
#include "trust/question.h"

namespace rehearse::trust {
namespace {

struct Case {
  const char* name;
  std::function<Question(const Authority&)> ask;
  Reason reason;  // none = trusted
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

void compress(cert::Mint& what) {
  what.key_type = cert::Key::Type::ec_p256_compressed;
}

cert::Minted old_root() {
  return authority_with("Old Root", nullptr, [](cert::Mint& m) { m.not_after = day("2018-06-01"); });
}

cert::Minted cross_sign(const cert::Minted& by) {
  return authority_with("Root", &by, [](cert::Mint& m) { m.key = authority().root.key; });
}

const Case kPaths[] = {
    {"the_full_chain",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::none},
    {"with_its_root_sent",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {a.leaf.certificate, a.intermediate.certificate, a.root.certificate}};
     },
     Reason::none},
    {"out_of_order",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {a.leaf.certificate, a.root.certificate, a.intermediate.certificate}};
     },
     Reason::none},
    {"with_others_behind",
     [](const Authority& a) -> Question {
       return {{a.root.certificate},
               {a.leaf.certificate, a.other_root.certificate, a.intermediate.certificate}};
     },
     Reason::none},
    {"sent_twice",
     [](const Authority& a) -> Question {
       return {{a.root.certificate},
               {a.leaf.certificate, a.intermediate.certificate, a.intermediate.certificate}};
     },
     Reason::none},
    {"nothing_is_fetched",
     [](const Authority& a) -> Question { return {{a.root.certificate}, {a.leaf.certificate}}; },
     Reason::issuer_not_found},
    {"an_intermediate_in_the_store_does_not_lead_to_the_root_but_ends_the_path",
     [](const Authority& a) -> Question {
       return {{a.root.certificate, a.intermediate.certificate}, {a.leaf.certificate}};
     },
     Reason::none},
    {"an_intermediate_may_be_the_anchor",
     [](const Authority& a) -> Question {
       return {{a.intermediate.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::none},
    {"the_root_is_missing",
     [](const Authority& a) -> Question {
       return {{a.other_root.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::anchor_not_in_store},
    {"the_leaf_may_be_the_anchor_where_it_is_sent_alone",
     [](const Authority& a) -> Question { return {{a.leaf.certificate}, {a.leaf.certificate}}; },
     Reason::none},
    {"the_leaf_is_no_anchor_where_its_issuer_is_sent",
     [](const Authority& a) -> Question {
       return {{a.leaf.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::anchor_not_in_store},
    {"an_empty_store", [](const Authority& a) -> Question { return {{}, {a.leaf.certificate}}; },
     Reason::no_anchors},
    {"a_cross_sign_under_an_expired_root_beside_the_new_root",
     [](const Authority& a) -> Question {
       const auto old = old_root();
       return {{old.certificate, a.root.certificate},
               {a.leaf.certificate, a.intermediate.certificate, cross_sign(old).certificate}};
     },
     Reason::none},
    {"a_cross_sign_whose_expired_root_is_all_there_is",
     [](const Authority& a) -> Question {
       const auto old = old_root();
       return {{old.certificate},
               {a.leaf.certificate, a.intermediate.certificate, cross_sign(old).certificate}};
     },
     Reason::expired},
    {"an_expired_copy_of_the_intermediate_in_the_store_is_passed_over",
     [](const Authority& a) -> Question {
       const auto old = authority_with("Intermediate", &a.root, [&](cert::Mint& m) {
         m.key = a.intermediate.key;
         m.not_after = day("2018-06-01");
       });
       return {{old.certificate, a.intermediate.certificate}, {a.leaf.certificate}};
     },
     Reason::none},
    {"an_expired_intermediate_sent_of_which_the_store_has_a_fresh_copy",
     [](const Authority& a) -> Question {
       const auto old = authority_with("Intermediate", &a.root, [&](cert::Mint& m) {
         m.key = a.intermediate.key;
         m.not_after = day("2018-06-01");
       });
       return {{a.root.certificate, a.intermediate.certificate}, {a.leaf.certificate, old.certificate}};
     },
     Reason::none},
    {"the_first_issuer_sent_is_taken_and_no_other_is_tried",
     [](const Authority& a) -> Question {
       const auto old = authority_with("Intermediate", &a.root, [&](cert::Mint& m) {
         m.key = a.intermediate.key;
         m.not_after = day("2018-06-01");
       });
       return {{a.root.certificate}, {a.leaf.certificate, old.certificate, a.intermediate.certificate}};
     },
     Reason::expired},
    {"an_authority_of_another_name_with_the_same_key_is_not_the_issuer",
     [](const Authority& a) -> Question {
       const auto twin = authority_with("Twin", &a.root, [&](cert::Mint& m) { m.key = a.intermediate.key; });
       return {{a.root.certificate}, {a.leaf.certificate, twin.certificate}};
     },
     Reason::issuer_not_found},
    {"seventeen_certificates_are_too_many",
     [](const Authority& a) -> Question {
       cert::Chain sent(17, a.intermediate.certificate);
       sent.front() = a.leaf.certificate;
       return {{a.root.certificate}, sent};
     },
     Reason::other},
    {"sixteen_are_not",
     [](const Authority& a) -> Question {
       cert::Chain sent(16, a.intermediate.certificate);
       sent.front() = a.leaf.certificate;
       return {{a.root.certificate}, sent};
     },
     Reason::none},
};

const Case kCertificates[] = {
    {"an_expired_leaf",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_after = day("2018-06-01"); }); },
     Reason::expired},
    {"a_leaf_that_is_not_valid_yet",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_before = day("2019-06-01"); }); },
     Reason::not_yet_valid},
    {"a_leaf_in_its_last_second",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.not_after = day("2018-12-12"); }); },
     Reason::none},
    {"an_expired_anchor",
     [](const Authority&) { return under_root([](cert::Mint& m) { m.not_after = day("2018-06-01"); }); },
     Reason::expired},
    {"an_intermediate_that_is_no_authority",
     [](const Authority& a) -> Question {
       const auto fake = leaf_with(a.root, [](cert::Mint& m) { m.subject = {{{"CN", "Intermediate"}}}; });
       return {{a.root.certificate}, {leaf_with(fake).certificate, fake.certificate}};
     },
     Reason::not_a_ca},
    {"an_authority_whose_key_usage_forbids_to_sign",
     [](const Authority&) { return under(says({"2.5.29.15", true, tlv(0x03, "\x01\x02")})); },
     Reason::not_a_ca},
    {"an_anchor_whose_key_usage_forbids_to_sign",
     [](const Authority&) { return under_root(says({"2.5.29.15", true, tlv(0x03, "\x01\x02")})); },
     Reason::not_a_ca},
    {"a_path_that_is_too_long",
     [](const Authority& a) -> Question {
       const auto tight = authority_with("Tight", &a.root, [](cert::Mint& m) { m.path_length = 0; });
       const auto below = authority_with("Below", &tight, as_it_is);
       return {{a.root.certificate}, {leaf_with(below).certificate, below.certificate, tight.certificate}};
     },
     Reason::path_too_long},
    {"a_path_that_is_just_short_enough",
     [](const Authority& a) -> Question {
       const auto tight = authority_with("Tight", &a.root, [](cert::Mint& m) { m.path_length = 0; });
       return {{a.root.certificate}, {leaf_with(tight).certificate, tight.certificate}};
     },
     Reason::none},
    {"the_path_length_of_an_anchor_counts",
     [](const Authority&) -> Question {
       const auto tight = authority_with("Tight", nullptr, [](cert::Mint& m) { m.path_length = 0; });
       const auto below = authority_with("Below", &tight, as_it_is);
       return {{tight.certificate}, {leaf_with(below).certificate, below.certificate}};
     },
     Reason::path_too_long},
    {"a_leaf_for_clients_only",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.extended_key_usage = "clientAuth"; }); },
     Reason::wrong_purpose},
    {"a_leaf_for_any_usage", [](const Authority&) { return with_leaf(says(usages(der::kAnyUsage))); },
     Reason::none},
    {"an_intermediate_for_clients_only",
     [](const Authority&) { return under(says(usages(der::kClientAuth))); }, Reason::wrong_purpose},
    {"an_intermediate_for_any_usage", [](const Authority&) { return under(says(usages(der::kAnyUsage))); },
     Reason::wrong_purpose},
    {"an_intermediate_with_the_old_step_up_usage",
     [](const Authority&) { return under(says(usages(der::kStepUp))); }, Reason::none},
    {"a_leaf_with_the_old_step_up_usage",
     [](const Authority&) { return with_leaf(says(usages(der::kStepUp))); }, Reason::wrong_purpose},
    {"an_anchor_for_clients_only",
     [](const Authority&) { return under_root(says(usages(der::kClientAuth))); }, Reason::none},
    {"an_unknown_critical_extension_in_the_leaf",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.unknown_critical_extension = true; }); },
     Reason::critical_extension},
    {"an_unknown_critical_extension_in_the_anchor",
     [](const Authority&) { return under_root([](cert::Mint& m) { m.unknown_critical_extension = true; }); },
     Reason::critical_extension},
    {"policy_constraints_that_are_critical",
     [](const Authority&) {
       return under(says({"2.5.29.36", true, sequence(tlv(0x80, std::string_view("\0", 1)))}));
     },
     Reason::critical_extension},
    {"a_tls_feature_that_the_leaf_lacks",
     [](const Authority&) { return under(says({"1.3.6.1.5.5.7.1.24", false, sequence(tlv(0x02, "\x05"))})); },
     Reason::other},
    {"a_signature_by_sha1",
     [](const Authority&) { return with_leaf([](cert::Mint& m) { m.digest = "sha1"; }); },
     Reason::weak_signature},
    {"an_anchor_that_signed_itself_by_sha1",
     [](const Authority&) { return under_root([](cert::Mint& m) { m.digest = "sha1"; }); }, Reason::none},
    {"a_self_signed_copy_by_sha1_on_the_path",
     [](const Authority& a) -> Question {
       const auto copy = authority_with("Root", nullptr, [&](cert::Mint& m) {
         m.key = a.root.key;
         m.digest = "sha1";
       });
       const auto cross = authority_with("Root", &a.other_root, [&](cert::Mint& m) { m.key = a.root.key; });
       return {{a.other_root.certificate},
               {leaf_with(a.root).certificate, copy.certificate, cross.certificate}};
     },
     Reason::none},
    {"a_key_of_1024_bits",
     [](const Authority&) {
       return with_leaf([](cert::Mint& m) { m.key_type = cert::Key::Type::rsa_1024; });
     },
     Reason::none},
    {"a_leaf_with_a_compressed_point", [](const Authority&) { return with_leaf(compress); },
     Reason::weak_key},
    {"an_intermediate_with_a_compressed_point", [](const Authority&) { return under(compress); },
     Reason::weak_key},
    {"an_anchor_with_a_compressed_point", [](const Authority&) { return under_root(compress); },
     Reason::weak_key},
    {"an_issuer_with_an_empty_key_id",
     [](const Authority&) {
       return under(says({"2.5.29.14", false, tlv(0x04, "")}),
                    says({"2.5.29.35", false, sequence(tlv(0x80, "k"))}));
     },
     Reason::none},
    {"an_x400_address_in_the_san",
     [](const Authority&) { return with_leaf(says(names(0x23, sequence("")))); }, Reason::malformed},
    {"an_edi_party_name_in_the_san",
     [](const Authority&) { return with_leaf(says(names(0x25, tlv(0xA1, tlv(0x0C, "x"))))); },
     Reason::malformed},
    {"an_extension_in_parts",
     [](const Authority& a) -> Question {
       return {{a.root.certificate}, {in_parts(a.leaf), a.intermediate.certificate}};
     },
     Reason::malformed},
    {"extensions_of_an_anchor_that_hold_no_elements",
     [](const Authority& a) -> Question {
       return {{without_elements(a.root)}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::malformed},
    {"a_signature_that_does_not_fit",
     [](const Authority& a) -> Question {
       auto der = a.leaf.certificate->der;
       der[der.size() - 3] = static_cast<char>(der[der.size() - 3] ^ 1);
       return {{a.root.certificate}, {*cert::from_der(der), a.intermediate.certificate}};
     },
     Reason::bad_signature},
    {"an_extension_twice",
     [](const Authority&) {
       return with_leaf(
           [](cert::Mint& m) { m.extensions = {usages(der::kServerAuth), usages(der::kServerAuth)}; });
     },
     Reason::malformed},
    {"an_empty_name_in_the_san", [](const Authority&) { return with_leaf(says(names(2, ""))); },
     Reason::malformed},
    {"an_unreadable_anchor_makes_the_whole_store_unusable",
     [](const Authority& a) -> Question {
       const auto bad = authority_with("Bad", nullptr, says(names(2, "")));
       return {{a.root.certificate, bad.certificate}, {a.leaf.certificate, a.intermediate.certificate}};
     },
     Reason::malformed},
};

// The certificate with other dates: its signature no longer fits, which is asked later.
cert::CertificatePtr dated(const cert::CertificatePtr& certificate, const std::string& validity) {
  const auto body = *Der(certificate->der).read(Der::sequence);
  Der parts(body);
  Der fields(*parts.read(Der::sequence));
  std::string content;
  for (int i = 0; !fields.empty(); ++i) {
    const auto field = *fields.next();
    content += i == 4 ? sequence(validity) : std::string(field.whole);
  }
  auto der = sequence(content);
  while (!parts.empty()) der += parts.next()->whole;
  return *cert::from_der(sequence(der));
}

TEST(Gnutls, reads_dates_to_the_second_and_in_utc_alone) {
  const auto& a = authority();
  const auto begin = tlv(0x17, "180101000000Z");
  const struct {
    const char* name;
    std::string end;
    Reason reason;  // of a signature that does not fit, where the dates are read
  } rows[] = {
      {"utc", tlv(0x17, "480101000000Z"), Reason::bad_signature},
      {"generalized", tlv(0x18, "20480101000000Z"), Reason::bad_signature},
      {"no_seconds", tlv(0x17, "4801010000Z"), Reason::bad_signature},
      {"a_fraction", tlv(0x18, "20480101000000.5Z"), Reason::malformed},
      {"a_fraction_of_nothing", tlv(0x18, "20480101000000.0Z"), Reason::malformed},
      {"an_offset", tlv(0x17, "480101000000+0100"), Reason::malformed},
      {"an_offset_of_nothing", tlv(0x17, "480101000000+0000"), Reason::malformed},
      {"a_generalized_offset", tlv(0x18, "20480101000000-0800"), Reason::malformed},
  };
  const auto& client = *find_client("gnutls");
  const auto says = [&](const cert::Chain& store, const cert::Chain& sent) {
    return verify(AnchorSet(store), client, PreparedChain(sent), day("2020-01-01"))->reason;
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto validity = begin + row.end;
    EXPECT_EQ(says({a.root.certificate}, {dated(a.leaf.certificate, validity), a.intermediate.certificate}),
              row.reason);
    const bool is_read = row.reason != Reason::malformed;
    EXPECT_EQ(says({dated(a.root.certificate, validity)}, {a.leaf.certificate, a.intermediate.certificate}),
              is_read ? Reason::none : Reason::malformed);
  }
}

TEST(Gnutls, knows_both_keys_of_edwards_curves) {
  for (const auto key : {oid::kEd25519, oid::kEd448}) {
    const PublicKey mine{.oid = std::string(key), .decodes = true};
    const SignatureFacts signature{.oid = std::string(key)};
    EXPECT_TRUE(is_key_strong_for_gnutls(mine, *find_client("gnutls")->gnutls));
    for (const auto signer : {oid::kEd25519, oid::kEd448})
      EXPECT_EQ(is_signature_strong_for_gnutls(signature, {.oid = std::string(signer), .decodes = true},
                                               GnutlsSigner::another),
                signer == key);
  }
}

const Case kConstraints[] = {
    {"a_name_that_is_permitted",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {"example.com"}; }); },
     Reason::none},
    {"a_name_that_is_permitted_in_another_case",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {"EXAMPLE.com"}; }); },
     Reason::name_constraints},
    {"a_name_that_is_not_permitted",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {"ample.com"}; }); },
     Reason::name_constraints},
    {"a_name_that_is_excluded",
     [](const Authority&) { return under([](cert::Mint& m) { m.excluded_dns = {"example.com"}; }); },
     Reason::name_constraints},
    {"a_leading_dot_asks_for_a_label",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {".api.example.com"}; }); },
     Reason::name_constraints},
    {"a_leading_dot_before_the_parent",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {".example.com"}; }); },
     Reason::none},
    {"the_anchors_constraints_count",
     [](const Authority&) { return under_root([](cert::Mint& m) { m.permitted_dns = {"example.org"}; }); },
     Reason::name_constraints},
    {"the_common_name_counts_where_there_is_no_dns_name",
     [](const Authority&) {
       return under([](cert::Mint& m) { m.permitted_dns = {"example.org"}; },
                    [](cert::Mint& m) {
                      m.common_name_only = true;
                      m.dns_names.clear();
                    });
     },
     Reason::name_constraints},
    {"the_common_name_beside_a_dns_name_does_not_count",
     [](const Authority&) {
       return under([](cert::Mint& m) { m.permitted_dns = {"example.com"}; },
                    [](cert::Mint& m) { m.subject = {{{"CN", "www.example.org"}}}; });
     },
     Reason::none},
    {"two_common_names_without_a_dns_name",
     [](const Authority&) {
       return under([](cert::Mint& m) { m.permitted_dns = {"example.com"}; },
                    [](cert::Mint& m) {
                      m.common_name_only = true;
                      m.dns_names.clear();
                      m.subject = {{{"CN", "api.example.com"}, {"CN", "www.example.com"}}};
                    });
     },
     Reason::name_constraints},
    {"the_name_of_an_intermediate_does_not_count",
     [](const Authority&) -> Question {
       const auto root =
           authority_with("Root", nullptr, [](cert::Mint& m) { m.permitted_dns = {"example.com"}; });
       const auto between = authority_with(
           "Between", &root, says({"2.5.29.17", false, sequence(tlv(0x82, "authority.example.org"))}));
       return {{root.certificate}, {leaf_with(between).certificate, between.certificate}};
     },
     Reason::none},
    {"what_is_permitted_twice_lies_in_both",
     [](const Authority&) -> Question {
       const auto root = authority_with(
           "Root", nullptr, [](cert::Mint& m) { m.permitted_dns = {"api.example.com", "example.org"}; });
       const auto between =
           authority_with("Between", &root, [](cert::Mint& m) { m.permitted_dns = {"example.com"}; });
       return {{root.certificate}, {leaf_with(between).certificate, between.certificate}};
     },
     Reason::none},
    {"what_is_permitted_once_does_not",
     [](const Authority&) -> Question {
       const auto root =
           authority_with("Root", nullptr, [](cert::Mint& m) { m.permitted_dns = {"example.org"}; });
       const auto between =
           authority_with("Between", &root, [](cert::Mint& m) { m.permitted_dns = {"example.com"}; });
       return {{root.certificate}, {leaf_with(between).certificate, between.certificate}};
     },
     Reason::name_constraints},
    {"what_is_permitted_below_an_authority_that_only_excludes_counts",
     [](const Authority&) -> Question {
       const auto root =
           authority_with("Root", nullptr, [](cert::Mint& m) { m.excluded_dns = {"example.net"}; });
       const auto between =
           authority_with("Between", &root, [](cert::Mint& m) { m.permitted_dns = {"example.org"}; });
       return {{root.certificate}, {leaf_with(between).certificate, between.certificate}};
     },
     Reason::name_constraints},
    {"an_exclusion_in_other_letters",
     [](const Authority&) -> Question {
       const auto root =
           authority_with("Root", nullptr, [](cert::Mint& m) { m.excluded_dns = {"EXAMPLE.com"}; });
       return {{root.certificate}, {leaf_with(root).certificate}};
     },
     Reason::name_constraints},
    {"an_exclusion_with_the_dot_of_the_root",
     [](const Authority&) { return under([](cert::Mint& m) { m.excluded_dns = {"example.com."}; }); },
     Reason::name_constraints},
    {"a_permission_with_the_dot_of_the_root_did_not_count_before_deb12u6",
     [](const Authority&) { return under([](cert::Mint& m) { m.permitted_dns = {"example.com."}; }); },
     Reason::name_constraints},
    {"an_address_outside_the_network",
     [](const Authority&) {
       return under(says(constraint(0, 7, std::string("\xC0\x00\x02\x00\xFF\xFF\xFF\x00", 8))),
                    says(names(7, std::string("\xC0\x00\x03\x01", 4))));
     },
     Reason::name_constraints},
    {"an_address_of_the_other_family",
     [](const Authority&) {
       return under(says(constraint(0, 7, std::string("\xC0\x00\x02\x00\xFF\xFF\xFF\x00", 8))),
                    says(names(7, std::string(16, '\x20'))));
     },
     Reason::none},
    {"a_mask_with_holes",
     [](const Authority&) {
       return under(says(constraint(0, 7, std::string("\xC0\x00\x02\x00\xFF\x00\xFF\x00", 8))));
     },
     Reason::name_constraints},
    {"a_permitted_uri_says_nothing",
     [](const Authority&) {
       return under(says(constraint(0, 6, "example.com")), says(names(6, "https://example.org/x")));
     },
     Reason::none},
    {"an_excluded_uri_excludes_every_uri",
     [](const Authority&) {
       return under(says(constraint(1, 6, "example.com")), says(names(6, "https://example.org/x")));
     },
     Reason::name_constraints},
    {"an_excluded_directory_name_excludes_everything",
     [](const Authority&) {
       const auto common_name = sequence(tlv(0x06, "\x55\x04\x03") + tlv(0x0C, "somebody"));
       const auto name = tlv(0xA4, sequence(tlv(0x31, common_name)));
       return under(says({"2.5.29.30", true, sequence(tlv(0xA1, sequence(name)))}));
     },
     Reason::name_constraints},
    {"a_constraint_on_another_kind_of_name",
     [](const Authority&) { return under(says(constraint(0, 8, "\x2A"))); }, Reason::name_constraints},
};

class Gnutls : public testing::TestWithParam<Case> {};

TEST_P(Gnutls, answers) {
  const auto& c = GetParam();
  const auto question = c.ask(authority());
  const auto anchors = Anchors::make(question.store);
  ASSERT_TRUE(anchors) << anchors.error().text();
  const auto answer =
      verify_gnutls(*anchors, *find_client("gnutls"), PreparedChain(question.sent), day("2018-12-12"));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(to_id(answer->reason), to_id(c.reason)) << answer->detail;
  EXPECT_EQ(answer->trusted, c.reason == Reason::none);
  EXPECT_EQ(answer->path.front(), question.sent.front());
  if (answer->trusted) {
    EXPECT_NE(std::ranges::find(question.store, answer->path.back()), question.store.end())
        << "ends at an anchor";
  } else {
    EXPECT_FALSE(answer->detail.empty());
    EXPECT_EQ(answer->culprit == nullptr, c.reason == Reason::no_anchors);
  }
  EXPECT_EQ(cert::take_openssl_error(), "") << "the error queue must be empty afterwards";
}

const auto kName = [](const auto& row) { return std::string(row.param.name); };
INSTANTIATE_TEST_SUITE_P(paths, Gnutls, testing::ValuesIn(kPaths), kName);
INSTANTIATE_TEST_SUITE_P(certificates, Gnutls, testing::ValuesIn(kCertificates), kName);
INSTANTIATE_TEST_SUITE_P(constraints, Gnutls, testing::ValuesIn(kConstraints), kName);

TEST(GnutlsLimits, says_what_it_cannot_do) {
  const auto anchors = Anchors::make({authority().root.certificate});
  EXPECT_EQ(
      verify_gnutls(*anchors, *find_client("gnutls"), PreparedChain({}), day("2018-12-12")).error().code,
      "empty-chain");
  EXPECT_EQ(verify_gnutls(*anchors, *find_client("go"), PreparedChain({authority().leaf.certificate}),
                          day("2018-12-12"))
                .error()
                .code,
            "wrong-client");
}

TEST(Handshake, ends_at_a_leaf_that_may_not_sign) {
  // keyEncipherment alone: bit 2.
  const auto leaf =
      leaf_with(authority().intermediate, says({"2.5.29.15", true, tlv(0x03, std::string_view("\x05\x20"))}))
          .certificate;
  EXPECT_NE(why_key_is_unfit(*find_client("gnutls"), leaf), "");
  EXPECT_EQ(why_key_is_unfit(*find_client("openssl"), leaf), "");
  const auto silent =
      leaf_with(authority().intermediate, says({"2.5.29.15", true, tlv(0x03, std::string_view("\0", 1))}));
  EXPECT_EQ(why_key_is_unfit(*find_client("gnutls"), silent.certificate), "") << "no bit is as no key usage";
  EXPECT_EQ(why_key_is_unfit(*find_client("gnutls"), authority().leaf.certificate), "");
}

TEST(Handshake, ends_at_a_dsa_key_but_for_java_and_what_is_old) {
  auto odd = *authority().leaf.certificate;
  odd.key_type = "DSA-2048";
  const auto leaf = std::make_shared<const cert::Certificate>(odd);
  for (const auto* id : {"openssl", "curl", "python-3.11", "python-3.13", "node", "node-18", "go", "gnutls"})
    EXPECT_NE(why_key_is_unfit(*find_client(id), leaf), "") << id;
  for (const auto* id : {"java-17", "openssl-1.0.2"})
    EXPECT_EQ(why_key_is_unfit(*find_client(id), leaf), "") << id;
}

TEST(Handshake, ends_at_a_curve_that_nobody_asks_for) {
  auto odd = *authority().leaf.certificate;
  odd.key_type = "EC-P-224";
  const auto leaf = std::make_shared<const cert::Certificate>(odd);
  for (const auto& client : clients()) EXPECT_NE(why_key_is_unfit(client, leaf), "") << client.id;
}

}  // namespace
}  // namespace rehearse::trust
