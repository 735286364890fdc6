#include "base/template.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

SecretText plain(const std::string& text) {
  return SecretText(text);
}
SecretText secret(const std::string& text) {
  SecretText out;
  out.add_secret(text);
  return out;
}

TEST(Fill, puts_values_where_their_names_stand) {
  const Values values = {{"a", plain("1")}, {"b-2", secret("s3cret")}, {"_c", plain("{{a}}")}};
  const struct {
    const char* name;
    const char* text;
    const char* filled;
    const char* masked;
  } cases[] = {
      {"nothing_to_fill", "as it is", "as it is", "as it is"},
      {"a_value", "x{{a}}y", "x1y", "x1y"},
      {"with_blanks", "{{ a }}{{  b-2}}", "1s3cret", "1*"},
      {"twice", "{{a}}{{a}}", "11", "11"},
      {"a_secret_stays_one", "<{{b-2}}>", "<s3cret>", "<*>"},
      {"what_a_value_holds_is_no_template", "{{_c}}", "{{a}}", "{{a}}"},
      {"braces_of_json", R"({"x":{"y":{}}})", R"({"x":{"y":{}}})", R"({"x":{"y":{}}})"},
      {"no_name", "{{}} {{ }} {{1}} {{a b}} {{a", "{{}} {{ }} {{1}} {{a b}} {{a",
       "{{}} {{ }} {{1}} {{a b}} {{a"},
      {"three_braces", "{{{a}}}", "{1}", "{1}"},
      {"one_inside_what_is_none", "{{ {{a}}", "{{ 1", "{{ 1"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto filled = fill(plain(one.text), values, Escape::none);
    ASSERT_TRUE(filled) << filled.error().text();
    EXPECT_EQ(filled->reveal(), one.filled);
    EXPECT_EQ(filled->masked("*"), one.masked);
  }
}

TEST(Fill, what_the_environment_yields_is_no_template) {
  auto text = plain("{{a}} ");
  text.add_secret("{{b}}");
  EXPECT_EQ(places_in(text), std::vector<std::string>{"a"});
  EXPECT_EQ(fill(text, {{"a", plain("1")}}, Escape::none)->reveal(), "1 {{b}}");
}

TEST(Fill, names_what_is_missing) {
  const auto filled = fill(plain("{{a}} {{b}} {{c}} {{b}}"), {{"a", plain("1")}}, Escape::none);
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().code, "no-value");
  EXPECT_EQ(filled.error().detail, "b, c");
  EXPECT_EQ(places_in(plain("{{c}} {{a}} {{c}}")), (std::vector<std::string>{"c", "a"}));
}

TEST(WithSecretLiterals, places_are_still_filled_in) {
  SecretText text("sid=abc; n={{name}}; {{ no place }}");
  text.add_secret("{{name}}");
  const auto hidden = with_secret_literals(text);
  EXPECT_EQ(hidden.masked("*"), "*{{name}}**");
  EXPECT_EQ(hidden.reveal(), text.reveal());
}

TEST(Fill, a_value_stays_one_value_where_it_is_put) {
  const std::string value = "a&<>\"'\\ b\r\n\t/?=%\x01\xc3\xa4";
  const struct {
    Escape escape;
    const char* text;
  } cases[] = {
      {Escape::none, "a&<>\"'\\ b\r\n\t/?=%\x01\xc3\xa4"},
      {Escape::xml, "a&amp;&lt;&gt;&quot;&apos;\\ b&#13;&#10;&#9;/?=%\x01\xc3\xa4"},
      {Escape::json, "a&<>\\\"'\\\\ b\\u000d\\u000a\\u0009/?=%\\u0001\xc3\xa4"},
      {Escape::percent, "a%26%3C%3E%22%27%5C%20b%0D%0A%09%2F%3F%3D%25%01%C3%A4"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(escaped(value, one.escape), one.text);
    EXPECT_EQ(fill(plain("{{v}}"), {{"v", secret(value)}}, one.escape)->reveal(), one.text);
    EXPECT_EQ(fill(plain("{{v}}"), {{"v", secret(value)}}, one.escape)->masked("*"), "*");
  }
}

}  // namespace
}  // namespace rehearse
