#include <gtest/gtest.h>

#include "base/secret.h"

namespace rehearse {
namespace {

struct Case {
  const char* name;
  std::string secret;
  std::string text;
  std::string scrubbed;
};

class Scrub : public testing::TestWithParam<Case> {};

TEST_P(Scrub, takes_the_secret_out) {
  Redactor redactor;
  redactor.add(GetParam().secret);
  const std::string once = redactor.scrub(GetParam().text);
  EXPECT_EQ(once, GetParam().scrubbed);
}

// The Base64 texts are of coreutils: printf '%s' 'user:hunter22' | base64
const Case kCases[] = {
    {"as_it_is", "hunter22", "the password hunter22 is wrong", "the password [secret] is wrong"},
    {"every_time", "hunter22", "hunter22hunter22", "[secret][secret]"},
    {"overlapping_itself", "abab", "xababab", "x[secret]"},
    {"the_whole_text", "hunter22", "hunter22", "[secret]"},
    {"not_where_it_is_not", "hunter22", "hunter2", "hunter2"},
    {"not_when_shorter_than_four", "pin", "spinning pin", "spinning pin"},
    {"as_xml", "a<b&c\"d'e", "<p>a&lt;b&amp;c&quot;d&apos;e</p>", "<p>[secret]</p>"},
    {"as_xml_with_quotes_left_alone", "a<b&c\"d'e", "<p>a&lt;b&amp;c\"d'e</p>", "<p>[secret]</p>"},
    {"as_xml_by_number", "a<b&c\"d'e", "a&#60;b&#x26;c&#34;d&#39;e", "[secret]"},
    {"as_json", "a\"b\\c/d\ne", R"({"x":"a\"b\\c/d\ne"})", R"({"x":"[secret]"})"},
    {"as_json_with_escaped_slashes", "a\"b\\c/d\ne", R"("a\"b\\c\/d\u000Ae")", R"("[secret]")"},
    {"as_json_in_ascii", "p\xc3\xa4ss\xf0\x9f\x98\x80", R"("p\u00e4ss\ud83d\ude00")", R"("[secret]")"},
    {"percent_encoded", "a b/c+d", "x=a%20b%2Fc%2Bd&y", "x=[secret]&y"},
    {"percent_encoded_in_lower_case", "a b/c+d", "x=a%20b%2fc%2bd&y", "x=[secret]&y"},
    {"percent_encoded_by_a_browser", "it's(me)!", "x=it's(me)!&y=it%27s%28me%29%21", "x=[secret]&y=[secret]"},
    {"as_a_form_field", "a b/c+d", "x=a+b%2Fc%2Bd&y", "x=[secret]&y"},
    {"in_base64_alone", "hunter22", "aHVudGVyMjI=", "[secret]I="},
    {"in_base64_behind_one_byte", "hunter22", "eDpodW50ZXIyMg==", "eDp[secret]g=="},
    {"in_base64_behind_five_bytes", "hunter22", "dXNlcjpodW50ZXIyMg==", "dXNlcjp[secret]g=="},
    {"in_url_safe_base64", "\xfb\xef\xbe\xff\xff\xff", "t=----____.x", "t=[secret].x"},
    {"in_base64_within_json", "\xfb\xef\xbe\xff\xff\xff", R"("++++\/\/\/\/")", R"("[secret]")"},
    {"that_is_a_part_of_the_mask", "secret", "a secret word", "a [secret] word"},
    {"beside_broken_escapes", "hunter22", "%zz & &#; &#x; \\u12 \\ %2 hunter22 %",
     "%zz & &#; &#x; \\u12 \\ %2 [secret] %"},
    {"a_line_of_it", "first-line\nsecond-line\n", "got first-line and  second-line.",
     "got [secret] and  [secret]."},
    {"with_other_line_ends", "first-line\nsecond-line", "first-line\r\nsecond-line", "[secret]\r\n[secret]"},
    {"without_the_blanks_around_it", " hunter22 ", "is 'hunter22'", "is '[secret]'"},
    {"of_a_url_what_stands_behind_the_host", "https://h.example/s/91/abcdef", "no /s/91/abcdef at h.example",
     "no [secret] at h.example"},
    {"of_a_url_no_short_path", "https://h.example/soap", "no /soap", "no /soap"},
    {"with_a_percent_sign_in_it", "100%25sure", "is 100%25sure", "is [secret]"},
    {"with_a_backslash_in_it", "C:\\new", "at C:\\new", "at [secret]"},
};
INSTANTIATE_TEST_SUITE_P(Table, Scrub, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Redactor, leaves_no_rest_where_two_secrets_overlap) {
  Redactor redactor;
  redactor.add("abcdef");
  redactor.add("defghi");
  EXPECT_EQ(redactor.scrub("-abcdefghi-"), "-[secret]-");
}

TEST(Redactor, leaves_no_rest_where_a_secret_holds_another) {
  Redactor redactor;
  redactor.add("cdef");
  redactor.add("abcdefgh");
  EXPECT_EQ(redactor.scrub("abcdefgh cdef"), "[secret] [secret]");
}

TEST(Redactor, finds_secrets_at_every_alignment_of_base64) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Redactor redactor;
  redactor.add("correct horse");
  for (std::size_t before = 0; before < 7; ++before) {
    const std::string plain = std::string(before, 'x') + "correct horse" + std::string(3, 'y');
    std::string encoded;
    unsigned bits = 0;
    int count = 0;
    for (const char c : plain) {
      bits = bits << 8 | static_cast<unsigned char>(c);
      for (count += 8; count >= 6; count -= 6) encoded += kAlphabet[bits >> (count - 6) & 63];
    }
    EXPECT_NE(redactor.scrub(encoded).find("[secret]"), std::string::npos) << encoded;
  }
}

TEST(Redactor, knows_nothing_until_told) {
  Redactor redactor;
  EXPECT_TRUE(redactor.empty());
  EXPECT_EQ(redactor.scrub("hunter22"), "hunter22");
  redactor.add("abc");
  EXPECT_TRUE(redactor.empty());
  redactor.add("abcd");
  EXPECT_FALSE(redactor.empty());
}

TEST(Redactor, takes_a_megabyte_that_is_all_secret) {
  Redactor redactor;
  redactor.add("aaaa");
  EXPECT_EQ(redactor.scrub(std::string(1U << 20, 'a')), "[secret]");
}

TEST(Redactor, takes_a_megabyte_of_half_escapes) {
  Redactor redactor;
  redactor.add("hunter22");
  std::string text;
  while (text.size() < 1U << 20) text += "&#\\u%&";
  EXPECT_EQ(redactor.scrub(text + "hunter22"), text + "[secret]");
}

}  // namespace
}  // namespace rehearse
