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
  for (const auto& one : body_differences(pointers, {.status = 200, .headers = {}, .body = candidate}, kNow))
    out +=
        std::string(to_word(one.kind)) + " " + one.path + ": " + one.baseline + " -> " + one.candidate + "; ";
  return out;
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
      {"xml_prefixes_are_free",
       {R"(<p:r xmlns:p="u"><p:a>1</p:a></p:r>)"},
       R"(<q:r xmlns:q="u"><q:a>1</q:a></q:r>)",
       ""},
      {"xml_lists", {"<r><a>1</a><a>2</a></r>"}, "<r><a>1</a><a>3</a></r>", "value /r/a/1: 2 -> 3; "},
      {"xml_text_beside_elements", {"<r>one<a/></r>"}, "<r>two<a/></r>", "value /r/#text: one -> two; "},
      {"text", {"one\ntwo\n"}, "one\r\nthree\n", "value /line 2: two -> three; "},
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
