#include "profile/pasted_commands.h"

#include <gtest/gtest.h>

namespace rehearse::profile {
namespace {

TEST(CommandsIn, are_told_apart_by_the_words_their_lines_begin_with) {
  using Commands = std::vector<std::string>;
  const struct {
    const char* name;
    const char* text;
    Commands commands;
  } cases[] = {
      {"nothing", "", {}},
      {"two", "curl a\ncurl b\n", {"curl a", "curl b"}},
      {"one_that_goes_on", "curl a \\\n  -H b\n\n\ncurl c", {"curl a \\\n  -H b", "curl c"}},
      {"what_stands_before_the_first", "# pasted\ncurl a", {"curl a"}},
      {"a_prompt", "$ curl a\n$\tcurl b", {"curl a", "curl b"}},
      {"a_tab_behind_it", "curl\ta\ncurl\tb", {"curl\ta", "curl\tb"}},
      {"a_byte_order_mark",
       "\xef\xbb\xbf"
       "curl a",
       {"curl a"}},
      {"as_windows_calls_it", "curl.exe a\r\ncurl.exe\tb\r\n", {"curl.exe a", "curl.exe\tb"}},
      {"a_path", "/usr/bin/curl a", {"/usr/bin/curl a"}},
      {"indented", "  curl a\n\tcurl b", {"curl a", "curl b"}},
      {"an_argument_on_a_line_of_its_own", "curl a -A \\\n  curl b", {"curl a -A \\\n  curl b"}},
      {"words_that_begin_so", "curly a\ncurl-config b\nlibcurl c\ncurl.com d", {}},
      {"the_word_alone", "curl", {}},
      {"a_sentence", "use curl a", {}},
  };
  for (const auto& c : cases) EXPECT_EQ(commands_in(c.text), c.commands) << c.name;
}

}  // namespace
}  // namespace rehearse::profile
