#include "cert/pem.h"

#include <gtest/gtest.h>

namespace rehearse::cert {
namespace {

std::string block(const std::string& label, const std::string& base64, const std::string& headers = "") {
  return "-----BEGIN " + label + "-----\n" + headers + base64 + "\n-----END " + label + "-----\n";
}

TEST(PemReader, gives_every_block_with_its_line) {
  const auto text = "# one\n" + block("CERTIFICATE", "YWJj") + "two\n" + block("X509 CERTIFICATE", "ZGVm") +
                    block("PRIVATE KEY", "Zw==", "X-Note: hello\n\n");
  PemReader reader(text);
  const auto first = reader.next();
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->label, "CERTIFICATE");
  EXPECT_EQ((*first)->bytes, "abc");
  EXPECT_EQ((*first)->line, 2U);
  EXPECT_TRUE((*first)->is_certificate());
  EXPECT_FALSE((*first)->has_headers);
  const auto second = reader.next();
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->line, 6U);
  EXPECT_TRUE((*second)->is_certificate());
  const auto third = reader.next();
  ASSERT_TRUE(third && *third);
  EXPECT_EQ((*third)->line, 9U);
  EXPECT_FALSE((*third)->is_certificate());
  EXPECT_TRUE((*third)->has_headers);
  const auto end = reader.next();
  ASSERT_TRUE(end);
  EXPECT_FALSE(*end);
}

TEST(PemReader, a_text_without_a_block_has_none) {
  for (const std::string_view text :
       {std::string_view(), std::string_view(""), std::string_view("hello\n")}) {
    const auto block = PemReader(text).next();
    ASSERT_TRUE(block) << text;
    EXPECT_FALSE(*block) << text;
  }
}

TEST(PemReader, a_block_that_is_not_whole_is_an_error_at_its_line) {
  for (const auto* const rest :
       {"YWJj\n", "YWJj\n-----END PRIVATE KEY-----\n", "Y!Jj\n-----END CERTIFICATE-----\n"}) {
    const auto text = block("CERTIFICATE", "YWJj") + "-----BEGIN CERTIFICATE-----\n" + rest;
    PemReader reader(text);
    ASSERT_TRUE(reader.next());
    const auto broken = reader.next();
    ASSERT_FALSE(broken) << rest;
    EXPECT_EQ(broken.error().code, "bad-certificate");
    EXPECT_EQ(reader.line(), 4U);
  }
}

}  // namespace
}  // namespace rehearse::cert
