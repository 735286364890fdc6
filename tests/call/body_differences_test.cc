#include "call/body_differences.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace rehearse::call {
namespace {

const Instant kNow = *parse_rfc3339("2018-12-12T09:00:00Z");

std::string_view to_word(BodyDifference::Kind kind) {
  static constexpr std::string_view kWords[] = {"format", "missing", "extra", "type",
                                                "value",  "length",  "order"};
  return kWords[static_cast<std::size_t>(kind)];
}

// "value /a: 1 -> 2; ..."
std::string differences(const std::vector<std::string>& baseline, const std::string& candidate) {
  std::vector<Response> responses;
  for (const auto& body : baseline) responses.push_back({.status = 200, .headers = {}, .body = body});
  std::vector<const Response*> pointers;
  for (const auto& response : responses) pointers.push_back(&response);
  std::string out;
  const auto compared =
      body_differences(pointers, {.status = 200, .headers = {}, .body = candidate}, {.now = kNow});
  for (const auto& one : compared.differences)
    out +=
        std::string(to_word(one.kind)) + " " + one.path + ": " + one.baseline + " -> " + one.candidate + "; ";
  return out + compared.not_compared;
}

TEST(BodyDifferences, are_told_by_path_and_noise_is_left_out) {
  const struct {
    const char* name;
    std::vector<std::string> baseline;
    const char* candidate;
    const char* told;
  } cases[] = {
      {"alike", {R"({"a":1})", R"({"a":1})"}, R"({"a":1})", ""},
      {"another_order_of_keys", {R"({"a":1,"b":2})"}, R"({"b":2,"a":1})", ""},
      {"a_value", {R"({"a":1})", R"({"a":1})"}, R"({"a":2})", "value /a: 1 -> 2; "},
      {"a_number_is_its_value", {R"({"a":1})"}, R"({"a":1.0})", ""},
      {"a_type", {R"({"a":1})"}, R"({"a":"1"})", "type /a: a number -> a text; "},
      {"null_is_a_type", {R"({"a":1})"}, R"({"a":null})", "type /a: a number -> null; "},
      {"missing_and_extra", {R"({"a":1})"}, R"({"b":1})", "missing /a: 1 -> ; extra /b:  -> 1; "},
      {"a_path_is_a_pointer", {R"({"a/b":{"c~d":1}})"}, R"({"a/b":{"c~d":2}})", "value /a~1b/c~0d: 1 -> 2; "},
      {"noise_of_a_value", {R"({"id":"x1","a":1})", R"({"id":"x2","a":1})"}, R"({"id":"x9","a":1})", ""},
      {"noise_has_a_type",
       {R"({"id":"x1"})", R"({"id":"x2"})"},
       R"({"id":3})",
       "type /id: a text -> a number; "},
      {"noise_of_a_type", {R"({"id":"x1"})", R"({"id":2})"}, R"({"id":3})", ""},
      {"a_key_that_comes_and_goes", {R"({"a":1,"b":1})", R"({"a":1})"}, R"({"a":1})", ""},
      {"and_is_there_now", {R"({"a":1,"b":1})", R"({"a":1})"}, R"({"a":1,"b":7})", ""},
      {"length", {"[1,2]", "[1,2]"}, "[1,2,3]", "length : 2 entries -> 3 entries; "},
      {"an_entry", {"[1,2]", "[1,2]"}, "[1,3]", "value /1: 2 -> 3; "},
      {"the_same_in_another_order",
       {"[1,2]", "[1,2]"},
       "[2,1]",
       "order : in this order -> in another order; "},
      {"a_set", {"[1,2,3]", "[3,1,2]"}, "[2,3,1]", ""},
      {"a_set_with_another_entry", {"[1,2,3]", "[3,1,2]"}, "[2,4,1]", "value /2: 3 -> 4; "},
      {"a_list_of_any_length", {R"([{"a":1}])", R"([{"a":1},{"a":2}])"}, R"([{"a":5},{"a":6},{"a":7}])", ""},
      {"of_another_form",
       {R"([{"a":1}])", R"([{"a":1},{"a":2}])"},
       R"([{"a":"x"}])",
       "extra /*/a (a text):  -> in some entry; "},
      {"times_of_now",
       {R"({"at":"2018-12-12T08:59:59.123Z","ms":1544605199000})"},
       R"({"at":"2018-12-12T09:00:01.9Z","ms":1544605201000})",
       ""},
      {"a_time_long_gone",
       {R"({"at":"2017-12-12T08:59:59Z"})"},
       R"({"at":"2016-12-12T08:59:59Z"})",
       "value /at: 2017-12-12T08:59:59Z -> 2016-12-12T08:59:59Z; "},
      {"xml",
       {R"(<r x="1"><a>1</a><b>t</b></r>)"},
       R"(<r x="2"><a>2</a><b>t</b></r>)",
       "value /r/@x: 1 -> 2; value /r/a: 1 -> 2; "},
      {"a_long_number",
       {R"({"a":123456789012345678901})"},
       R"({"a":123456789012345678902})",
       "value /a: 123456789012345678901 -> 123456789012345678902; "},
      {"a_long_decimal",
       {R"({"a":100000000000000000.01})"},
       R"({"a":100000000000000000.990})",
       "value /a: 100000000000000000.01 -> 100000000000000000.99; "},
      {"a_number_past_a_double",
       {R"({"a":9007199254740993})"},
       R"({"a":9007199254740992.0})",
       "value /a: 9007199254740993 -> 9007199254740992; "},
      {"past_64_bits_and_below_zero",
       {R"({"a":-1})"},
       R"({"a":18446744073709551615})",
       "value /a: -1 -> 18446744073709551615; "},
      {"one_number_in_several_ways",
       {R"([1000, 0.5, -0.0, 120e-1, 1E+30, 0e99999999999999999999])"},
       R"([1e3, 5.0e-1, 0, 12.00, 1000000000000000000000000000000, 0e9999999999999999999])",
       ""},
      {"exponents_beyond_all_bounds",
       {R"([1e-99999999999999999999])"},
       R"([1e-99999999999999999998])",
       "value /0: 1e-99999999999999999999 -> 1e-99999999999999999998; "},
      {"a_key_that_stands_twice",
       {R"({"a":1,"a":2})"},
       R"({"a":2})",
       "value /a: 1 -> 2; missing /a (2): 2 -> ; "},
      {"which_of_them_is_last",
       {R"({"a":1,"a":2,"a":3})"},
       R"({"a":1,"a":3,"a":2})",
       "value /a (2): 2 -> 3; value /a (3): 3 -> 2; "},
      {"no_key_looks_like_a_second_one",
       {R"({"a":1,"a":2})"},
       R"-({"a":1,"a (2)":2})-",
       "missing /a (2): 2 -> ; extra /a (2):  -> 2; "},
      {"an_empty_list_of_any_length",
       {R"([{"a":1}])", R"([{"a":1},{"a":2}])"},
       "[]",
       "length : 1 to 2 entries -> 0 entries; "},
      {"an_empty_list_as_before", {R"([])", R"([{"a":1},{"a":2}])"}, "[]", ""},
      {"what_every_entry_had",
       {R"([{"a":1,"b":{"c":1}}])", R"([{"a":1,"b":{"c":1}},{"a":2,"b":{"c":2}}])"},
       R"([{"a":5,"b":{}},{"a":6,"b":{"c":1}}])",
       "missing /*/b/c (a number): in every entry -> not in all; "},
      {"what_some_entries_had", {R"([{"a":1}])", R"([{"a":1},{"a":2,"b":2}])"}, R"([{"a":5},{"a":6}])", ""},
      {"an_order_with_noise",
       {R"([{"id":1,"t":"x1"},{"id":2,"t":"x2"}])", R"([{"id":2,"t":"x3"},{"id":1,"t":"x4"}])"},
       R"([{"id":2,"t":"x5"},{"id":1,"t":"x6"}])",
       ""},
      {"an_order_with_noise_and_another_entry",
       {R"([{"id":1,"t":"x1"},{"id":2,"t":"x2"}])", R"([{"id":2,"t":"x3"},{"id":1,"t":"x4"}])"},
       R"([{"id":1,"t":"x5"},{"id":7,"t":"x6"}])",
       "value /1/id: 2 -> 7; "},
      {"an_order_with_noise_and_swapped_fields",
       {R"([{"id":1,"n":"a","t":"x1"},{"id":2,"n":"b","t":"x2"}])",
        R"([{"id":2,"n":"b","t":"x3"},{"id":1,"n":"a","t":"x4"}])"},
       R"([{"id":1,"n":"b","t":"x5"},{"id":2,"n":"a","t":"x6"}])",
       "value /0/n: a -> b; value /1/n: b -> a; "},
      {"an_order_within_an_order",
       {R"([{"id":1,"r":["a","b"],"t":1},{"id":2,"r":["c","d"],"t":2}])",
        R"([{"id":2,"r":["d","c"],"t":3},{"id":1,"r":["b","a"],"t":4}])"},
       R"([{"id":1,"r":["b","a"],"t":5},{"id":2,"r":["c","d"],"t":6}])",
       ""},
      {"fields_that_change_places",
       {R"([{"id":1,"n":"a"},{"id":2,"n":"b"}])", R"([{"id":2,"n":"a"},{"id":1,"n":"b"}])"},
       R"([{"id":1,"n":"a"},{"id":2,"n":"c"}])",
       "value /*/n: b -> c; "},
      {"a_type_that_varies_has_a_form",
       {R"({"a":null})", R"({"a":{"b":1}})"},
       R"({"a":{"b":"x","c":1}})",
       "extra /a/b (a text):  -> in some entry; extra /a/c (a number):  -> in some entry; "},
      {"a_key_that_comes_and_goes_has_a_form",
       {R"({"a":1,"b":1})", R"({"a":1})"},
       R"({"a":1,"b":"x"})",
       "extra /b (a text):  -> in some entry; "},
      {"several_formats",
       {R"({"a":1})", "oops"},
       R"({"b":1})",
       "the baseline answers in several formats: json, text"},
      {"a_format_of_none_of_them", {R"({"a":1})", "oops"}, "<a/>", "format : json -> xml; "},
      {"times_of_mail",
       {R"({"at":"Wed, 12 Dec 2018 08:59:59 GMT"})"},
       R"({"at":"Wed, 12 Dec 2018 09:00:01 GMT"})",
       ""},
      {"times_of_mail_long_gone",
       {R"({"at":"Tue, 12 Dec 2017 08:59:59 GMT"})"},
       R"({"at":"Wed, 12 Dec 2018 09:00:01 GMT"})",
       "value /at: Tue, 12 Dec 2017 08:59:59 GMT -> Wed, 12 Dec 2018 09:00:01 GMT; "},
      {"a_time_in_another_form",
       {R"({"at":"2018-12-12T08:59:59Z"})"},
       R"({"at":"2018-12-12T09:00:01+00:00"})",
       "value /at: 2018-12-12T08:59:59Z -> 2018-12-12T09:00:01+00:00; "},
      {"a_byte_order_mark",
       {R"({"a":1})"},
       "\xef\xbb\xbf{\"a\":1}",
       "value /#byte order mark: not there -> there; "},
      {"xml_order",
       {"<r><a>1</a><b>2</b></r>"},
       "<r><b>2</b><a>1</a></r>",
       "order /r: in this order -> in another order; "},
      {"xml_order_of_several",
       {"<r><a>1</a><b>2</b><a>3</a></r>"},
       "<r><a>1</a><a>3</a><b>2</b></r>",
       "order /r: in this order -> in another order; "},
      {"xml_order_that_varies",
       {"<r><a>1</a><b>2</b></r>", "<r><b>2</b><a>1</a></r>"},
       "<r><b>2</b><a>1</a></r>",
       ""},
      {"xml_of_one_entry_or_two",
       {"<r><a>1</a></r>", "<r><a>1</a><a>2</a></r>"},
       "<r><a>1</a><a><b/></a></r>",
       "extra /r/a/*/b (an object):  -> in some entry; missing /r/a/* (a text): in every entry -> not in "
       "all; "},
      {"xml_of_one_entry_and_now_two",
       {"<r><a>1</a></r>"},
       "<r><a>1</a><a>2</a></r>",
       "length /r/a: 1 entries -> 2 entries; "},
      {"xml_text_between_elements",
       {"<r>x<a/>y</r>"},
       "<r>xy<a/></r>",
       "length /r/#text: 2 entries -> 1 entries; "},
      {"xml_blanks_of_a_text", {"<r><a> 1</a></r>"}, "<r><a>1</a></r>", "value /r/a:  1 -> 1; "},
      {"xml_layout", {"<r>\n  <a>1</a>\n</r>"}, "<r><a>1</a></r>", ""},
      {"xml_namespace",
       {R"(<r xmlns="u"><a/></r>)"},
       R"(<r xmlns="v"><a/></r>)",
       "value /r/#namespace: u -> v; "},
      {"xml_attributes_of_two_namespaces",
       {R"(<r xmlns:p="u" p:x="1" x="2"/>)"},
       R"(<r xmlns:q="u" x="1" q:x="2"/>)",
       "value /r/@x: 2 -> 1; value /r/@x: 1 -> 2; "},
      {"xml_encoding",
       {"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xc3\xa9</a>"},
       "<?xml version='1.0' encoding='UTF-8'?><a>\xc3\xa9</a>",
       "value /#encoding: iso-8859-1 -> utf-8; "},
      {"xml_encoding_that_no_byte_depends_on",
       {"<?xml version='1.0' encoding='ISO-8859-1'?><a>e</a>"},
       "<a>e</a>",
       ""},
      {"xml_prefixes_are_free",
       {R"(<p:r xmlns:p="u"><p:a>1</p:a></p:r>)"},
       R"(<q:r xmlns:q="u"><q:a>1</q:a></q:r>)",
       ""},
      {"xml_lists", {"<r><a>1</a><a>2</a></r>"}, "<r><a>1</a><a>3</a></r>", "value /r/a/1: 2 -> 3; "},
      {"xml_text_beside_elements", {"<r>one<a/></r>"}, "<r>two<a/></r>", "value /r/#text: one -> two; "},
      {"text", {"one\ntwo\n"}, "one\nthree\n", "value /line 2: two -> three; "},
      {"line_ends", {"one\ntwo\n"}, "one\r\ntwo\r\n", "value /#line ends: LF -> CRLF; "},
      {"the_last_line_end", {"one\ntwo\n"}, "one\ntwo", "value /#end of the last line: there -> not there; "},
      {"trailing_blanks", {"one \ntwo"}, "one\ntwo", "value /line 1: one  -> one; "},
      {"text_is_longer", {"one"}, "one\ntwo", "extra /line 2:  -> two; "},
      {"formats", {R"({"a":1})"}, "<html></html>", "format : json -> xml; "},
      {"nothing", {R"({"a":1})"}, "", "format : json -> empty; "},
      {"nothing_at_all", {""}, " ", ""},
      {"broken_json_is_text", {R"({"a":1)"}, R"({"a":2)", R"(value /line 1: {"a":1 -> {"a":2; )"},
      {"a_doctype_is_text",
       {"<!DOCTYPE a><a/>"},
       "<!DOCTYPE a><b/>",
       "value /line 1: <!DOCTYPE a><a/> -> <!DOCTYPE a><b/>; "},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(differences(one.baseline, one.candidate), one.told);
  }
}

// A secret with a slash is none any more once the path is escaped.
TEST(BodyDifferences, keys_are_scrubbed_before_they_are_escaped) {
  const Response baseline{.status = 200, .headers = {}, .body = "{}"};
  const Response candidate{.status = 200, .headers = {}, .body = R"({"x":{"abc/~d":1},"abc/~d":2})"};
  const auto scrub = [](std::string_view key) { return std::string(key == "abc/~d" ? "[secret]" : key); };
  const auto compared = body_differences({&baseline}, candidate, {.now = kNow, .scrub = scrub});
  ASSERT_EQ(compared.differences.size(), 2U);
  EXPECT_EQ(compared.differences[0].path, "/[secret]");
}

// Every id, date and order changes with every answer: nothing is told but the one field that is not so.
TEST(BodyDifferences, one_changed_field_among_a_thousand_is_found_alone) {
  const auto answer = [](int round, const std::string& name_of_500) {
    std::string out = R"({"request":")" + std::to_string(round * 7919) + R"(","at":"2018-12-12T09:0)" +
                      std::to_string(round) + R"(:00Z","fields":{)";
    for (int i = 0; i < 1000; ++i) {
      const int number = round % 2 == 0 ? i : 999 - i;
      out += (i == 0 ? "" : ",") + std::string("\"f") + std::to_string(number) + "\":\"" +
             (number == 500 ? name_of_500 : "v" + std::to_string(number)) + "\"";
    }
    return out + "}}";
  };
  EXPECT_EQ(differences({answer(1, "same"), answer(2, "same")}, answer(3, "same")), "");
  EXPECT_EQ(differences({answer(1, "same"), answer(2, "same")}, answer(3, "other")),
            "value /fields/f500: same -> other; ");
}

TEST(BodyDifferences, are_bounded_and_survive_what_a_peer_may_send) {
  const auto deep = std::string(100'000, '[');
  EXPECT_NE(differences({deep}, "{}"), "");
  std::string many;
  for (int i = 0; i < 5000; ++i) many += std::to_string(i) + "\n";
  std::string others;
  for (int i = 0; i < 5000; ++i) others += std::to_string(i + 1) + "\n";
  const auto told = differences({many}, others);
  EXPECT_EQ(std::ranges::count(told, ';'), 1000);
  EXPECT_EQ(differences({"\xff\xfe\x80"}, "\xff\xfe\x80"), "");
  EXPECT_NE(differences({"{\"a\":\"\\ud800\"}"}, "{\"a\":\"x\"}"), "");
}

}  // namespace
}  // namespace rehearse::call
