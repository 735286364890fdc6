#include "base/secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rehearse {
namespace {

SecretText bearer() {
  SecretText text;
  text.add_plain("Bearer ");
  text.add_secret("s3cr3t-t0ken");
  text.add_plain(";x");
  return text;
}

TEST(SecretText, shows_the_wire_and_people_different_things) {
  EXPECT_EQ(bearer().reveal(), "Bearer s3cr3t-t0ken;x");
  EXPECT_EQ(bearer().masked("withheld"), "Bearer withheld;x");
  EXPECT_THAT(bearer().secrets(), testing::ElementsAre("s3cr3t-t0ken"));
}

TEST(SecretText, knows_whether_it_holds_a_secret) {
  EXPECT_TRUE(bearer().has_secret());
  EXPECT_FALSE(SecretText("plain").has_secret());
  EXPECT_FALSE(SecretText().has_secret());
}

TEST(SecretText, is_empty_only_where_nothing_is_in_it) {
  EXPECT_TRUE(SecretText().empty());
  EXPECT_TRUE(SecretText("").empty());
  EXPECT_FALSE(SecretText("a").empty());
  EXPECT_FALSE(bearer().empty());
}

TEST(SecretText, masks_a_secret_however_short) {
  SecretText text;
  text.add_secret("x");
  EXPECT_EQ(text.masked("*"), "*");
}

TEST(SecretText, shows_as_much_as_is_no_secret) {
  SecretText text("ab");
  text.add_secret("cd");
  text.add_plain("e");
  EXPECT_EQ(text.visible(), std::string("ab\0\0e", 5));
  EXPECT_EQ(SecretText().visible(), "");
}

TEST(SecretText, a_part_of_it_is_as_secret_as_it_was) {
  SecretText text("ab");
  text.add_secret("cd");
  text.add_plain("e");
  const struct {
    const char* name;
    std::size_t from, count;
    const char* masked;
    const char* revealed;
  } cases[] = {
      {"all", 0, std::string::npos, "ab*e", "abcde"},
      {"before", 0, 2, "ab", "ab"},
      {"into_a_secret", 1, 2, "b*", "bc"},
      {"out_of_a_secret", 3, 2, "*e", "de"},
      {"behind", 4, 9, "e", "e"},
      {"nothing", 5, 1, "", ""},
      {"beyond", 9, 1, "", ""},
  };
  for (const auto& one : cases) {
    const auto part = text.substr(one.from, one.count);
    EXPECT_EQ(part.masked("*"), one.masked) << one.name;
    EXPECT_EQ(part.reveal(), one.revealed) << one.name;
  }
}

TEST(SecretText, grows_by_another_and_by_itself) {
  auto text = bearer();
  text.append(text);
  EXPECT_EQ(text.masked("*"), bearer().masked("*") + bearer().masked("*"));
}

TEST(SecretText, with_equal_words_is_not_equal_where_the_secrecy_differs) {
  SecretText secret;
  secret.add_secret("word");
  EXPECT_NE(secret, SecretText("word"));
  EXPECT_EQ(bearer(), bearer());
}

}  // namespace
}  // namespace rehearse
