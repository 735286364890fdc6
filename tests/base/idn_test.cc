#include "base/idn.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

// The A-labels are those that Python's encodings.idna and idna 3 write.
TEST(Idn, names_become_a_labels) {
  const struct {
    const char* name;
    const char* host;
    const char* a_labels;  // "" = refused
  } cases[] = {
      {"ascii_stays", "api.example.com", "api.example.com"},
      {"ascii_in_small_letters", "API.example.com", "api.example.com"},
      {"latin", "b\u00fccher.example", "xn--bcher-kva.example"},
      {"a_large_letter_outside_ascii", "B\u00dcCHER.example", "xn--bcher-kva.example"},
      {"sharp_s_stays", "stra\u00dfe.de", "xn--strae-oqa.de"},
      {"latin_extended", "\u0141\u00f3d\u017a.pl", "xn--d-uga0v4h.pl"},
      {"turkish_large_i_is_refused", "\u0130stanbul.example", ""},
      {"cyrillic", "\u041f\u0420\u0418\u041c\u0415\u0420.\u0440\u0444", "xn--e1afmkfd.xn--p1ai"},
      {"greek", "\u03b5\u03bb\u03bb\u03ac\u03b4\u03b1.gr", "xn--hxakic4aa.gr"},
      {"han", "\u4f8b\u3048.jp", "xn--r8jz45g.jp"},
      {"hangul", "\ud55c\uad6d.kr", "xn--3e0b707e.kr"},
      {"a_combining_mark_is_refused", "bu\u0308cher.example", ""},
      {"an_emoji_is_refused", "\U0001f600.example", ""},
      {"a_quote_is_refused", "\u201capi.example.com", ""},
      {"broken_utf8_is_refused", "b\xc3.example", ""},
      {"an_overlong_form_is_refused", "b\xe0\x80\xaf.example", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(to_a_labels(one.host).value_or(""), one.a_labels);
  }
  EXPECT_FALSE(to_a_labels(std::string(64, 'a') + ".example"));
  std::string too_long;
  for (int i = 0; i < 60; ++i) too_long += "\u00fc";
  EXPECT_TRUE(to_a_labels(too_long.substr(0, 20) + ".example"));
}

}  // namespace
}  // namespace rehearse
