#include "profile/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profile/context.h"

namespace rehearse::profile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Piece literal(std::string text) {
  return {Piece::Kind::literal, std::move(text)};
}

TEST(Variables, are_found_in_a_text) {
  EXPECT_THAT(*split_variables(""), IsEmpty());
  EXPECT_THAT(*split_variables("plain $5 $$ {a}"), ElementsAre(literal("plain $5 $$ {a}")));
  EXPECT_THAT(*split_variables("${env:A}"), ElementsAre(Piece{Piece::Kind::env, "A"}));
  EXPECT_THAT(*split_variables("a${env:A_1}b${file:dir/a b.txt}"),
              ElementsAre(literal("a"), Piece{Piece::Kind::env, "A_1"}, literal("b"),
                          Piece{Piece::Kind::file, "dir/a b.txt"}));
  EXPECT_THAT(*split_variables("$${env:A}"), ElementsAre(literal("${env:A}")));
  EXPECT_THAT(*split_variables("$$${env:A}"), ElementsAre(literal("$${env:A}")));
  EXPECT_THAT(*split_variables("$"), ElementsAre(literal("$")));
}

TEST(Variables, of_another_kind_are_refused) {
  for (const auto* text : {"${", "${}", "${env}", "${env:}", "${env:1A}", "${env:A-B}", "${file:}",
                           "${ENV:A}", "${env:A", "${file:a\nb}", "${${env:A}}"}) {
    const auto pieces = split_variables(text);
    ASSERT_FALSE(pieces) << text;
    EXPECT_EQ(pieces.error().code, "bad-variable");
  }
}

TEST(Variables, one_trailing_line_end_of_a_file_is_dropped) {
  const std::pair<const char*, const char*> cases[] = {{"name", "name"},
                                                       {"name\n", "name"},
                                                       {"name\r\n", "name"},
                                                       {"name\n\n", "name\n"},
                                                       {"name \n", "name "}};
  for (const auto& [content, expected] : cases) {
    auto context = test_context(data_folder());
    context.read_file = [&](const std::string&) { return Result<std::string>(content); };
    const auto profile = loaded(minimal("change: {replaces: {issuer: 'a${file:f}b'}}\n"), context);
    ASSERT_TRUE(profile.change.replaces.issuer) << content;
    EXPECT_EQ(profile.change.replaces.issuer->short_name(), "a" + std::string(expected) + "b");
  }
}

// DER may end with the byte that ends a line: one certificate in 128, by the last byte of its signature.
TEST(Variables, a_file_that_is_named_is_kept_byte_for_byte) {
  using namespace std::string_literals;
  const auto der = "0\x02\0\r\n"s;
  auto context = test_context(data_folder());
  context.read_file = [&](const std::string&) { return Result<std::string>(der); };
  for (const char* named : {"published.der", "'${file:published.der}'"}) {
    const auto profile = loaded(
        "rehearsal: {title: A change}\n"
        "expect: {issuer: New CA}\n"
        "targets: {staging: {redirect: {pem: "s +
            named +
            "}}}\n"
            "endpoints: {api: {url: 'https://api.example.com/'}}\n"
            "stores: {billing: {path: cacerts.pem}}\n",
        context);
    ASSERT_FALSE(profile.targets.empty());
    EXPECT_EQ(profile.targets.front().redirect.pem, der) << named;
    EXPECT_EQ(profile.targets.front().redirect.pem_name, "published.der") << named;
  }
}

TEST(Variables, files_are_looked_for_beside_the_profile) {
  EXPECT_EQ(beside("x.yaml", "a.txt"), "a.txt");
  EXPECT_EQ(beside("profiles/x.yaml", "a.txt"), "profiles/a.txt");
  EXPECT_EQ(beside("/etc/x.yaml", "../a.txt"), "/etc/../a.txt");
  EXPECT_EQ(beside("profiles/x.yaml", "/a.txt"), "/a.txt");
  EXPECT_EQ(beside("/x.yaml", "a.txt"), "/a.txt");

  auto context = test_context(data_folder());
  std::vector<std::string> asked;
  context.read_file = [&](const std::string& path) {
    asked.push_back(path);
    return Result<std::string>("text");
  };
  EXPECT_TRUE(
      load(minimal("change: {replaces: {issuer: '${file:ca.txt}'}}\n"), "/etc/rehearse/x.yaml", context));
  EXPECT_THAT(asked, ElementsAre("/etc/rehearse/ca.txt"));
}

}  // namespace
}  // namespace rehearse::profile
