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

TEST(SecretText, with_equal_words_is_not_equal_where_the_secrecy_differs) {
  SecretText secret;
  secret.add_secret("word");
  EXPECT_NE(secret, SecretText("word"));
  EXPECT_EQ(bearer(), bearer());
}

}  // namespace
}  // namespace rehearse
