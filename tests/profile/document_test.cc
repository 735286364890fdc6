#include "profile/document.h"

#include <gtest/gtest.h>

#include "profile/plain_scalar.h"

namespace rehearse::profile {
namespace {

struct PlainCase {
  const char* text;
  Plain plain;
};

TEST(PlainScalar, is_what_the_core_schema_takes_it_for) {
  const PlainCase cases[] = {
      {"true", Plain::boolean},    {"FALSE", Plain::boolean}, {"tRue", Plain::text},
      {"yes", Plain::text},        {"on", Plain::text},       {"443", Plain::number},
      {"-1", Plain::number},       {"+12", Plain::number},    {"0x1F", Plain::number},
      {"0o17", Plain::number},     {"0x", Plain::text},       {"0o8", Plain::text},
      {"1.5", Plain::number},      {".5", Plain::number},     {"5.", Plain::number},
      {".", Plain::text},          {"1e3", Plain::number},    {"1e", Plain::text},
      {"-.inf", Plain::number},    {".nan", Plain::number},   {"-.nan", Plain::text},
      {"2018-12-12", Plain::text}, {"1:30", Plain::text},     {"10s", Plain::text},
      {"1_000", Plain::text},      {"", Plain::text},         {"-", Plain::text},
      {"1.2.3", Plain::text},
  };
  for (const auto& c : cases) EXPECT_EQ(classify_plain(c.text), c.plain) << c.text;
}

TEST(PlainScalar, has_a_whole_value_or_none) {
  EXPECT_EQ(parse_whole_number("443"), 443);
  EXPECT_EQ(parse_whole_number("+443"), 443);
  EXPECT_EQ(parse_whole_number("0443"), 443);
  EXPECT_EQ(parse_whole_number("-1"), -1);
  EXPECT_EQ(parse_whole_number("0x1bb"), 443);
  EXPECT_EQ(parse_whole_number("0o673"), 443);
  for (const auto* text :
       {"", "4.5", "1e3", "443 ", "+-1", "++1", "99999999999999999999", "0x", "nan", ".inf"})
    EXPECT_EQ(parse_whole_number(text), std::nullopt) << text;
}

const Node* at(const Document& document, std::string_view key) {
  for (const auto& entry : document.root().entries) {
    if (entry.key == key) return entry.value;
  }
  return nullptr;
}

TEST(Document, places_count_lines_and_characters_from_one) {
  std::vector<Problem> problems;
  const auto document =
      Document::parse("# gr\u00fcn\n'\u00fc': a\n\"\u00fc2\": {b: \u00fc, c: d}\ne:\nf: [g, h]\n", problems);
  ASSERT_TRUE(document);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(at(*document, "\u00fc")->at, (Place{2, 6}));
  EXPECT_EQ(at(*document, "\u00fc2")->entries[0].value->at, (Place{3, 11}));
  EXPECT_EQ(at(*document, "\u00fc2")->entries[1].at, (Place{3, 14}));
  EXPECT_EQ(at(*document, "e")->kind, Node::Kind::null);
  EXPECT_EQ(at(*document, "e")->at, (Place{4, 1})) << "an empty value stands where its key stands";
  EXPECT_EQ(at(*document, "f")->items[1]->at, (Place{5, 8}));
}

TEST(Document, quotes_tell_texts_from_numbers) {
  std::vector<Problem> problems;
  const auto document = Document::parse("a: 1\nb: '1'\nc: \"true\"\nd: true\ne: |\n  1\n", problems);
  ASSERT_TRUE(document);
  EXPECT_EQ(at(*document, "a")->plain, Plain::number);
  EXPECT_EQ(at(*document, "b")->plain, Plain::text);
  EXPECT_EQ(at(*document, "c")->plain, Plain::text);
  EXPECT_EQ(at(*document, "d")->plain, Plain::boolean);
  EXPECT_EQ(at(*document, "e")->plain, Plain::text);
}

TEST(Document, of_two_equal_keys_the_first_counts) {
  std::vector<Problem> problems;
  const auto document = Document::parse("a: 1\nb: 2\na: 3\n", problems);
  ASSERT_TRUE(document);
  ASSERT_EQ(document->root().entries.size(), 2U);
  EXPECT_EQ(at(*document, "a")->text, "1");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].line, 3U);
}

TEST(Document, an_alias_is_the_same_node_and_costs_again) {
  std::vector<Problem> problems;
  const auto document = Document::parse("a: &x [1, 2]\nb: *x\n", problems);
  ASSERT_TRUE(document);
  EXPECT_EQ(at(*document, "a"), at(*document, "b"));
  EXPECT_GT(document->root().weight, 2 * at(*document, "a")->weight);
}

}  // namespace
}  // namespace rehearse::profile
