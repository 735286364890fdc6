#include "profile/command_line.h"

#include <gtest/gtest.h>

namespace rehearse::profile {
namespace {

// Words in brackets, a secret as {it}.
std::string shown(const Result<std::vector<SecretText>>& words) {
  if (!words) return words.error().detail;
  std::string out;
  for (const auto& word : *words) {
    out += "[";
    word.for_each([&](std::string_view text, bool is_secret) {
      out += is_secret ? "{" + std::string(text) + "}" : std::string(text);
    });
    out += "]";
  }
  return out;
}

TEST(SplitCommandLine, is_what_a_shell_makes_of_it) {
  const struct {
    const char* name;
    const char* line;
    const char* words;
  } cases[] = {
      {"nothing", "", ""},
      {"blanks", " \t\n", ""},
      {"words", " a  b\tc\n", "[a][b][c]"},
      {"empty_words", "'' \"\" $''", "[][][]"},
      {"single_quotes", R"('a b' '\' '"$x`')", R"([a b][\]["$x`])"},
      {"double_quotes", R"("a b" "\"\$\`\\" "\a'")", R"([a b]["$`\][\a'])"},
      {"quotes_in_one_word", R"(a'b'"c"\d)", "[abcd]"},
      {"a_line_that_goes_on", "a \\\n b\\\nc \"d\\\ne\"", "[a][bc][de]"},
      {"a_line_end_in_quotes", "'a\nb'", "[a\nb]"},
      {"a_backslash", R"(a\ b \\ \')", R"([a b][\]['])"},
      {"a_comment", "a # b 'c\n# d", "[a]"},
      {"a_hash_in_a_word", "a#b '#c'", "[a#b][#c]"},
      {"what_other_shells_expand", "a*b? [c] {d,e} f~", "[a*b?][[c]][{d,e}][f~]"},
      {"a_dollar_alone", R"($ a$ "b$" $. "$'" 50$%)", "[$][a$][b$][$.][$'][50$%]"},
      {"ansi_c", R"($'\a\b\e\E\f\n\r\t\v\\\'\"\?')", "[\a\b\x1b\x1b\f\n\r\t\v\\'\"?]"},
      {"ansi_c_numbers", R"($'\101\x42\x4g\u43\u00e9\U0001f600\1011')", "[AB\x04gC\u00e9\U0001f600A1]"},
      {"ansi_c_of_no_escape", R"($'\z\8')", R"([\z\8])"},
      {"a_variable", "a $NAME", "'$NAME' is not expanded here; write ${env:NAME}, or quote it with '...'"},
      {"a_variable_in_quotes", "\"${NAME}\"",
       "'$' is not expanded here; write ${env:NAME}, or quote it with '...'"},
      {"an_argument", "$1x", "'$1x' is not expanded here; write ${env:NAME}, or quote it with '...'"},
      {"a_command", "$(a)", "'$' is not expanded here; write ${env:NAME}, or quote it with '...'"},
      {"a_backquote", "\"`a`\"", "'`a' is not expanded here; write ${env:NAME}, or quote it with '...'"},
      {"a_home", "~/a", "'~' is not expanded here; write ${env:NAME}, or quote it with '...'"},
      {"a_pipe", "a | b", "'|' outside of quotes ends the command or redirects it; one curl stands here"},
      {"a_second_command", "a; b",
       "';' outside of quotes ends the command or redirects it; one curl stands here"},
      {"a_redirection", "a >b",
       "'>' outside of quotes ends the command or redirects it; one curl stands here"},
      {"a_second_line", "a\nb", "a second line begins without a backslash at the end of the first"},
      {"a_word_of_a_second_line", "a\n''",
       "a second line begins without a backslash at the end of the first"},
      {"an_open_quote", "'a", "a ' is not closed"},
      {"an_open_double_quote", "\"a\\", "a \" is not closed"},
      {"an_open_ansi_c_quote", "$'a\\", "a $' is not closed"},
      {"a_backslash_at_the_end", "a\\", "it ends in a backslash"},
      {"the_other_command_line", "a ^\n b", "'^' is cmd.exe's way to quote; copy the command for bash"},
      {"a_zero_byte", R"($'\x00')", R"('\x' in $'...' makes no character)"},
      {"an_octal_zero_byte", R"($'\400')", R"('\4' in $'...' makes no character)"},
      {"no_digits", R"($'\u')", R"('\u' in $'...' makes no character)"},
      {"half_a_pair", R"($'\ud83d')", R"('\u' in $'...' makes no character)"},
      {"beyond_unicode", R"($'\U00110000')", R"('\U' in $'...' makes no character)"},
      {"a_control_letter", R"($'\ca')", R"('\c' in $'...' is not understood)"},
  };
  for (const auto& one : cases)
    EXPECT_EQ(shown(split_command_line(SecretText(one.line))), one.words) << one.name;
}

TEST(SplitCommandLine, a_secret_stays_whole_wherever_it_stands) {
  SecretText line("a ");
  for (const auto* next : {" b'", "'$'\\t", "' \"c", "\" d\\", ""}) {
    line.add_secret("' \"-k\n$x\\");
    line.add_plain(next);
  }
  const std::string secret = "{' \"-k\n$x\\}";
  EXPECT_EQ(shown(split_command_line(line)),
            "[a][" + secret + "][b" + secret + "\t" + secret + "][c" + secret + "][d" + secret + "]");
}

TEST(SplitCommandLine, a_secret_may_be_empty_and_makes_a_word) {
  SecretText line("a ");
  line.add_secret("");
  EXPECT_EQ(shown(split_command_line(line)), "[a][{}]");
}

TEST(SplitCommandLine, a_secret_in_a_comment_is_refused) {
  SecretText line("a # ");
  line.add_secret("x");
  line.add_plain("\n");
  EXPECT_EQ(shown(split_command_line(line)), "a variable stands in a comment");
  EXPECT_EQ(shown(split_command_line(SecretText(std::string("a\0b", 3)))), "it holds a zero byte");
}

}  // namespace
}  // namespace rehearse::profile
