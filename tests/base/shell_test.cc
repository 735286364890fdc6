#include "base/shell.h"

#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "base/handle.h"
#include "base/printable.h"

namespace rehearse {
namespace {

int close_pipe(FILE* pipe) {
  return pclose(pipe);
}

// What bash makes of `words`, each argument behind a mark.
std::string as_the_shell_reads(const std::string& words) {
  const Handle<FILE, close_pipe> pipe(
      popen(("exec bash <<'END_OF_WORDS'\nprintf '<%s>' " + words + "\nEND_OF_WORDS\n").c_str(), "r"));
  std::string out;
  if (!pipe) return out;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) out += static_cast<char>(c);
  return out;
}

struct Case {
  const char* name;
  std::string text;
};

class ShellQuoted : public testing::TestWithParam<Case> {};

TEST_P(ShellQuoted, is_one_word_with_the_same_text) {
  const std::string& text = GetParam().text;
  EXPECT_EQ(as_the_shell_reads(shell_quoted(text)), "<" + text + ">");
  EXPECT_EQ(as_the_shell_reads(shell_quoted(text) + " " + shell_quoted(text)),
            "<" + text + "><" + text + ">");
  EXPECT_EQ(printable(shell_quoted(text)), shell_quoted(text)) << "it can be shown as it is";
}

const Case kCases[] = {
    {"plain_word", "api.example.com:443"},
    {"nothing_at_all", ""},
    {"a_space", "two words"},
    {"a_single_quote", "it's"},
    {"only_single_quotes", "'''"},
    {"double_quotes", "say \"x\""},
    {"a_variable", "$HOME ${HOME}"},
    {"a_command", "$(echo x) `echo y`"},
    {"an_end_of_the_command", "x; echo y & echo z | cat"},
    {"a_redirect", "x > /dev/null < /dev/zero"},
    {"a_glob", "/* ? [a-z]"},
    {"a_home_directory", "~root"},
    {"a_comment", "# x"},
    {"a_history_mark", "!! !$"},
    {"a_backslash_at_the_end", "x\\"},
    {"braces", "{a,b}"},
    {"lines", "a\nb\n\nc"},
    {"bytes_that_are_no_utf8", "\xff\xfe\x80"},
    {"a_control", "\x01\x1b[0m"},
    {"an_assignment", "a=b"},
    {"a_percent_sign", "%s %d"},
};
INSTANTIATE_TEST_SUITE_P(Table, ShellQuoted, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(ShellQuoted, leaves_readable_what_needs_no_quotes) {
  EXPECT_EQ(shell_quoted("https://api.example.com:8443/a.b-c_d,@%+="),
            "https://api.example.com:8443/a.b-c_d,@%+=");
  EXPECT_EQ(shell_quoted("a?b=c&d"), "'a?b=c&d'");
}

TEST(ShellQuoted, leaves_out_what_no_argument_can_carry) {
  EXPECT_EQ(shell_quoted(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(shell_quoted(std::string_view("\0", 1)), "''");
}

}  // namespace
}  // namespace rehearse
