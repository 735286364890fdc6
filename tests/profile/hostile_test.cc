// Input that means harm: refused with a place, quickly and in bounded memory.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profile/context.h"

namespace rehearse::profile {
namespace {

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

std::string billion_laughs() {
  std::string out = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 12; ++level) {
    const auto alias = "*a" + std::to_string(level - 1);
    out += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + repeated(alias + ", ", 9) +
           alias + "]\n";
  }
  return out;
}

std::string many_endpoints() {
  std::string out;
  for (int i = 0; i < 1001; ++i) out += "  e" + std::to_string(i) + ": {url: 'https://e.example.com/'}\n";
  return "endpoints:\n" + out;
}

struct Case {
  const char* name;
  std::string yaml;
  const char* id;  ///< of the first problem
};

TEST(Hostile, is_refused_with_a_place) {
  const Case cases[] = {
      {"ten_megabytes", std::string(10U << 20, 'a'), "too-large"},
      {"one_byte_too_many", minimal(std::string((1U << 20) - minimal().size() + 1, '\n')), "too-large"},
      {"nul_byte", minimal(std::string("# \0", 3)), "bad-character"},
      {"nothing_but_nul", std::string(64, '\0'), "bad-character"},
      {"not_utf8", minimal("# \xff\xfe\n"), "bad-character"},
      {"overlong_utf8", minimal("# \xc0\xaf\n"), "bad-character"},
      {"surrogate", minimal("# \xed\xa0\x80\n"), "bad-character"},
      {"cut_utf8", minimal("# \xe2\x82"), "bad-character"},
      {"utf16",
       std::string("\xff\xfe"
                   "a\0:\0 \0b\0",
                   10),
       "bad-character"},
      {"delete_character", minimal("# \x7f\n"), "bad-character"},
      {"deep_lists", repeated("[", 100'000), "too-deep"},
      {"deep_maps", repeated("{a: ", 1'000), "too-deep"},
      {"deep_blocks",
       [] {
         std::string out;
         for (std::size_t i = 0; i < 40; ++i) out += std::string(i, ' ') + "a:\n";
         return out;
       }(),
       "too-deep"},
      {"alias_bomb", billion_laughs(), "too-large"},
      {"large_text_many_times",
       "a: &a " + std::string(500'000, 'x') + "\nb: [" + repeated("*a, ", 9) + "*a]\n", "too-large"},
      {"items_without_end_in_one_line", "[" + repeated("a,", (1U << 19) - 2) + "]", "too-large"},
      {"unknown_alias", minimal("limits: *nowhere\n"), "bad-yaml"},
      {"only_a_comment", "# nothing\n", "missing-value"},
      {"only_document_marks", "---\n", "missing-value"},
      {"a_single_word", "rehearse", "wrong-type"},
      {"tabs_for_blanks", "rehearsal:\n\ttitle: x\n", "bad-yaml"},
      {"open_quote", "rehearsal: {title: 'x", "bad-yaml"},
      {"binary_tag", minimal("limits: !!binary aGk=\n"), "unknown-tag"},
  };
  for (const auto& c : cases) {
    const auto profile = load(c.yaml, "x.yaml", test_context(data_folder()));
    ASSERT_FALSE(profile) << c.name;
    ASSERT_FALSE(profile.error().empty()) << c.name;
    EXPECT_EQ(profile.error()[0].id, c.id) << c.name << ": " << shown("x.yaml", profile.error());
    for (const auto& problem : profile.error()) {
      EXPECT_GE(problem.line, 1U) << c.name;
      EXPECT_GE(problem.column, 1U) << c.name;
      EXPECT_LT(problem.text.size(), 1000U) << c.name;
    }
  }
}

TEST(Hostile, the_largest_text_still_loads) {
  loaded(minimal(std::string((1U << 20) - minimal().size(), '\n')), test_context(data_folder()));
}

TEST(Hostile, a_crowd_of_problems_is_cut_and_says_so) {
  std::string yaml = minimal();
  for (int i = 0; i < 20'000; ++i) yaml += "unknown" + std::to_string(i) + ": x\n";
  const auto profile = load(yaml, "x.yaml", test_context(data_folder()));
  ASSERT_FALSE(profile);
  ASSERT_EQ(profile.error().size(), 101U);
  EXPECT_EQ(profile.error().back().id, "too-many-problems");
  EXPECT_EQ(profile.error().back().text, "and 19900 more problems");
}

TEST(Hostile, a_crowd_of_entries_is_refused) {
  const auto base = minimal();
  const auto start = base.find("endpoints");
  const auto end = base.find("stores");
  const auto profile = load(base.substr(0, start) + many_endpoints() + base.substr(end), "x.yaml",
                            test_context(data_folder()));
  ASSERT_FALSE(profile);
  EXPECT_EQ(shown("x.yaml", profile.error()),
            "x.yaml:5:3: endpoints: 1001 entries; at most 1000 are read [too-large]\n");
  const auto names = load(minimal("change: {names: [" + repeated("a.example.com, ", 1001) + "]}\n"), "x.yaml",
                          test_context(data_folder()));
  ASSERT_FALSE(names);
  EXPECT_EQ(shown("x.yaml", names.error()),
            "x.yaml:6:17: change.names: 1001 entries; at most 1000 are read [too-large]\n");
}

TEST(Hostile, variables_that_multiply_are_bounded) {
  auto context = test_context(data_folder());
  context.read_file = [](const std::string&) { return Result<std::string>(std::string(1U << 20, 'x')); };
  const auto profile =
      load(minimal("change: {replaces: {issuer: '" + repeated("${file:f}", 17) + "'}}\n"), "x.yaml", context);
  ASSERT_FALSE(profile);
  ASSERT_EQ(profile.error().size(), 1U);
  EXPECT_EQ(profile.error()[0].id, "too-large");
}

TEST(Hostile, escapes_of_yaml_do_not_reach_the_terminal) {
  const auto profile = load(minimal("\"\\e[2J\\u202e\": x\nchange: {names: \"\\e]0;x\\a\"}\n"), "x.yaml",
                            test_context(data_folder()));
  ASSERT_FALSE(profile);
  const auto text = shown("x.yaml", profile.error());
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
  EXPECT_EQ(text.find("\u202e"), std::string::npos) << text;
  EXPECT_EQ(profile.error().size(), 2U) << text;
}

TEST(Hostile, a_context_without_functions_is_one_where_nothing_is_set) {
  const auto profile = load(minimal("change: {names: ['${env:A}', '${file:B}']}\n"), "x.yaml", LoadContext{});
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().size(), 2U);
}

}  // namespace
}  // namespace rehearse::profile
