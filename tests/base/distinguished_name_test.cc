#include "base/distinguished_name.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

struct Case {
  const char* name;
  std::string written;
  const char* text;  // as printed; nullptr = refused
};

class NameParse : public testing::TestWithParam<Case> {};

TEST_P(NameParse, is_read_and_printed) {
  const Case& row = GetParam();
  const auto name = parse_distinguished_name(row.written);
  ASSERT_EQ(name.has_value(), row.text != nullptr) << row.written;
  if (!name) {
    EXPECT_EQ(name.error().code, "bad-name");
    EXPECT_FALSE(name.error().detail.empty());
    return;
  }
  EXPECT_EQ(name->text(), row.text);
  EXPECT_EQ(parse_distinguished_name(name->text()).value(), *name) << "what it prints reads back as the same";
}

const Case kCases[] = {
    {"bare_text_is_a_common_name", "Example Root", "CN=Example Root"},
    {"bare_text_may_hold_a_comma", "Example, Inc.", "CN=Example\\, Inc."},
    {"one_attribute", "CN=Example Root", "CN=Example Root"},
    {"two_attributes", "CN=Example Root, O=Example Ltd", "CN=Example Root, O=Example Ltd"},
    {"no_space_after_the_comma", "CN=Example Root,O=Example Ltd", "CN=Example Root, O=Example Ltd"},
    {"types_in_any_case", "cn=Example Root, o=Example Ltd", "CN=Example Root, O=Example Ltd"},
    {"spaces_around_the_equals_sign", "C = US, O = Example Ltd", "C=US, O=Example Ltd"},
    {"a_comma_inside_an_organisation", "O=Example, Inc., CN=Root", "O=Example\\, Inc., CN=Root"},
    {"an_escaped_comma", "O=Example\\, CN=x, C=US", "O=Example\\, CN=x, C=US"},
    {"an_escaped_backslash", "CN=a\\\\b", "CN=a\\\\b"},
    {"an_escaped_byte", "CN=caf\\C3\\A9", "CN=caf\xc3\xa9"},
    {"an_escaped_space_at_the_end", "CN=x\\ ", "CN=x\\ "},
    {"an_escaped_space_at_the_front", "CN=\\ x", "CN=\\ x"},
    {"spaces_around_a_value", "  CN=  x  ,  O= y ", "CN=x, O=y"},
    {"an_equals_sign_in_a_value", "CN=a=b", "CN=a=b"},
    {"a_dotted_type", "2.5.4.97=VATXX-1, CN=x", "2.5.4.97=VATXX-1, CN=x"},
    {"bare_text_with_an_equals_sign_further_on", "The answer = 42", "CN=The answer = 42"},
    {"the_attributes_of_extended_validation", "CN=x, businessCategory=Private Organization, jurisdictionC=US",
     "CN=x, businessCategory=Private Organization, jurisdictionC=US"},
    {"a_backslash_at_the_very_end", "CN=x\\", "CN=x\\\\"},
    {"refuses_an_empty_text", "", nullptr},
    {"refuses_spaces", "   ", nullptr},
    {"refuses_an_attribute_without_value", "CN=", nullptr},
    {"refuses_a_second_attribute_without_value", "CN=x, O=", nullptr},
    {"refuses_a_first_attribute_without_value", "CN= , O=y", nullptr},
    {"refuses_an_unknown_type", "XN=Example", nullptr},
    {"refuses_an_unknown_second_type", "CN=Example, XO=y", nullptr},
    {"refuses_a_type_that_is_only_dots", "..=x", nullptr},
};
INSTANTIATE_TEST_SUITE_P(Table, NameParse, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

DistinguishedName name_of(std::string_view text) {
  return parse_distinguished_name(text).value();
}

TEST(DistinguishedName, keeps_attributes_in_the_order_of_a_certificate) {
  const auto name = name_of("CN=x, O=y, C=z");
  ASSERT_EQ(name.attributes.size(), 3U);
  EXPECT_EQ(name.attributes[0].type, "C");
  EXPECT_EQ(name.attributes[2].type, "CN");
}

TEST(DistinguishedName, speaks_of_itself_by_its_common_name) {
  EXPECT_EQ(name_of("CN=x, O=y").short_name(), "x");
  EXPECT_EQ(name_of("O=y, CN=x").short_name(), "x");
  EXPECT_EQ(name_of("OU=unit, O=y").short_name(), "unit");
  EXPECT_EQ(DistinguishedName{}.short_name(), "");
  EXPECT_EQ((DistinguishedName{{{"CN", "first"}, {"CN", "last"}}}).short_name(), "last");
}

struct Covers {
  const char* name;
  std::string wanted;
  bool covered;
};

class NameCovers : public testing::TestWithParam<Covers> {};

TEST_P(NameCovers, the_name_of_a_notice) {
  const auto whole = name_of("CN=Example RSA Root, O=Example CA Limited, C=GB");
  EXPECT_EQ(whole.has_all_of(name_of(GetParam().wanted)), GetParam().covered);
}

const Covers kCovers[] = {
    {"common_name_alone", "Example RSA Root", true},
    {"any_order", "O=Example CA Limited, CN=Example RSA Root", true},
    {"case_and_runs_of_spaces_aside", "cn=example  rsa ROOT", true},
    {"not_another_common_name", "Example ECC Root", false},
    {"not_a_part_of_it", "Example RSA", false},
    {"not_the_same_value_of_another_type", "O=Example RSA Root", false},
    {"not_when_one_of_two_differs", "CN=Example RSA Root, O=Another", false},
    {"not_with_an_attribute_more", "CN=Example RSA Root, L=Salford", false},
};
INSTANTIATE_TEST_SUITE_P(Table, NameCovers, testing::ValuesIn(kCovers),
                         [](const auto& each) { return each.param.name; });

TEST(DistinguishedName, an_empty_name_covers_nothing_and_is_covered_by_nothing) {
  EXPECT_FALSE(name_of("CN=x").has_all_of({}));
  EXPECT_FALSE(DistinguishedName{}.has_all_of(name_of("CN=x")));
}

TEST(DistinguishedName, a_hostile_value_reads_back_as_one_attribute) {
  const DistinguishedName name{{{"O", "y"}, {"CN", "good, O=Bank\\, CN=x"}}};
  EXPECT_EQ(parse_distinguished_name(name.text()).value(), name);
}

TEST(DistinguishedName, a_megabyte_of_commas_is_read_in_no_time) {
  const auto name = parse_distinguished_name("CN=" + std::string(1U << 20, ','));
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->attributes[0].value.size(), 1U << 20);
}

}  // namespace
}  // namespace rehearse
