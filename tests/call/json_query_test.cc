#include "call/json_query.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/sanitizer.h"

namespace rehearse::call {
namespace {

using testing::HasSubstr;
using Outputs = std::vector<std::string>;

const JqLimits kSmall{
    .outputs = 100, .output_bytes = 10'000, .cpu = std::chrono::seconds(1), .memory_bytes = 128U << 20};

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

Result<Outputs> run(const std::string& expression, std::string_view json) {
  return Jq(kSmall).run(expression, json);
}

constexpr std::string_view kOrder =
    R"({"id":"A-1","env":"prod","now":7,"lines":[{"sku":"x","n":2},{"sku":"y","n":3}],"paid":true})";

struct JqCase {
  const char* name;
  const char* expression;
  std::string json;
  Outputs outputs;
};

// The outputs are those of the jq 1.6 program, for the same expression without anything before it.
const JqCase kAnswers[] = {
    {"a_field", ".id", std::string(kOrder), {"\"A-1\""}},
    {"fields_named_like_what_is_shut_out",
     ".env, .now, {env, now}",
     std::string(kOrder),
     {"\"prod\"", "7", R"({"env":"prod","now":7})"}},
    {"all_of_an_array", "[.lines[].sku]", std::string(kOrder), {R"(["x","y"])"}},
    {"several_outputs", ".lines[] | .n", std::string(kOrder), {"2", "3"}},
    {"commas_bind_looser_than_the_prefix",
     ".id, .paid | tojson",
     std::string(kOrder),
     {R"("\"A-1\"")", R"("true")"}},
    {"reduce", "reduce .lines[] as $l (0; . + $l.n)", std::string(kOrder), {"5"}},
    {"variables_and_functions",
     "def twice: . * 2; .lines[0].n as $n | $n | twice",
     std::string(kOrder),
     {"4"}},
    {"an_own_function_of_a_name_that_is_shut_out", "def env: \"mine\"; env", "1", {"\"mine\""}},
    {"an_own_variable_env", ".id as $ENV | $ENV", std::string(kOrder), {"\"A-1\""}},
    {"alternatives_and_conditions",
     "if .none // false then 1 else \"none\" end, (.x // 3)",
     std::string(kOrder),
     {"\"none\"", "3"}},
    {"nothing", "empty", "1", {}},
    {"nothing_for_an_error_that_is_asked_away", ".a?", "[1]", {}},
    {"regular_expressions",
     "test(\"^A-[0-9]+$\"; \"x\"), (sub(\"A\"; \"B\"))",
     "\"A-1\"",
     {"true", "\"B-1\""}},
    {"interpolation", "\"\\(.id) is \\(.paid)\"", std::string(kOrder), {"\"A-1 is true\""}},
    {"a_comment_at_the_end", ".id # the order", std::string(kOrder), {"\"A-1\""}},
    {"lines", ".lines\n| length\n", std::string(kOrder), {"2"}},
    {"times_are_pure", "\"2018-05-01T00:00:00Z\" | fromdate | todate", "1", {"\"2018-05-01T00:00:00Z\""}},
    {"the_last_of_equal_keys_counts", ".a", R"({"a":1,"a":2})", {"2"}},
    {"large_integers_lose_digits", ".", "12345678901234567890", {"12345678901234567000"}},
    {"a_scalar", ".", " null ", {"null"}},
    {"a_byte_order_mark", ".", "\xef\xbb\xbf[1]", {"[1]"}},
    {"text_that_is_not_ascii",
     ".",
     "[\"caf\xc3\xa9\",\"\\u00e9\\n\\u0000\\ud83d\\ude00\"]",
     {"[\"caf\xc3\xa9\",\"\xc3\xa9\\n\\u0000\xf0\x9f\x98\x80\"]"}},
    {"no_number_is_null", "nan", "1", {"null"}},
    {"the_deepest_that_is_read", "[..] | length", repeat("{\"a\":", 128) + "1" + repeat("}", 128), {"129"}},
};

TEST(Jq, WhatAnExpressionSays) {
  for (const auto& c : kAnswers) {
    SCOPED_TRACE(c.name);
    const auto outputs = run(c.expression, c.json);
    ASSERT_TRUE(outputs) << outputs.error().code << ": " << outputs.error().text();
    EXPECT_EQ(*outputs, c.outputs);
  }
}

struct BadCase {
  const char* name;
  std::string expression;
  const char* detail;
};

const BadCase kBad[] = {
    {"nothing", "", "empty"},
    {"white_space", " \n", "empty"},
    {"a_comment_alone", "# .id", "syntax error"},
    {"a_nul", std::string(".a\0.b", 5), "NUL"},
    {"half_an_expression", ".a |", "line 1: syntax error"},
    {"on_the_second_line", ".a\n| )", "line 2: syntax error"},
    {"a_function_nobody_defined", ".a | foo", "line 1: foo/0 is not defined"},
    {"a_variable_nobody_bound", "$__prog_args", "$__prog_args is not defined"},
    {"definitions_alone", "def f: 1;", "syntax error"},
    {"import", "import \"a\" as a; .", "syntax error, unexpected import"},
    {"import_of_data", "import \"/etc/hostname\" as $a; $a", "syntax error, unexpected import"},
    {"include", "include \"a\"; .", "syntax error, unexpected include"},
    {"module", "module {}; .", "syntax error, unexpected module"},
    {"env", "env", "env is not available"},
    {"a_field_of_env", "env.PATH", "env is not available"},
    {"env_in_a_string", "\"\\(env)\"", "env is not available"},
    {"env_in_a_string_in_a_string", "\"\\(\"\\(env.HOME)\")\"", "env is not available"},
    {"env_after_a_format", "@base64 \"\\(env)\"", "env is not available"},
    {"env_in_a_function", "def f: def g: env; g; f", "env is not available"},
    {"env_as_an_argument", "[1] | map(env)", "env is not available"},
    {"env_under_try", "try env catch .", "env is not available"},
    {"env_as_a_value", "{a: env}", "env is not available"},
    {"env_as_a_key", "{(env|tojson): 1}", "env is not available"},
    {"env_after_a_definition_that_ends_before_it", "(def env: 1; env) | env", "env is not available"},
    {"env_beside_a_comment", "# \"\nenv", "env is not available"},
    {"other_inputs", "[., input]", "input is not available"},
    {"all_other_inputs", "[inputs]", "inputs is not available"},
    {"what_both_are_made_of", "_input", "_input is not available"},
    {"a_file_name", "input_filename", "input_filename is not available"},
    {"a_line_number", "input_line_number", "input_line_number is not available"},
    {"debug", "debug", "debug is not available"},
    {"stderr", "stderr", "stderr is not available"},
    {"halt", "halt", "halt is not available"},
    {"halt_error", "\"x\" | halt_error", "halt_error is not available"},
    {"halt_error_with_a_code", "halt_error(1)", "halt_error is not available"},
    {"the_clock", "now", "now is not available"},
    {"the_time_zone", "0 | localtime", "localtime is not available"},
    {"the_time_zone_formatted", "0 | strflocaltime(\"%H\")", "strflocaltime is not available"},
    {"a_module_s_data", "\"a\" | modulemeta", "modulemeta is not available"},
    {"where_modules_are", "get_search_list", "get_search_list is not available"},
    {"where_jq_is", "get_jq_origin", "get_jq_origin is not available"},
    {"where_the_program_is", "get_prog_origin", "get_prog_origin is not available"},
};

TEST(Jq, WhatDoesNotCompile) {
  for (const auto& c : kBad) {
    SCOPED_TRACE(c.name);
    testing::internal::CaptureStderr();
    const auto checked = Jq::check(c.expression);
    const auto used = run(c.expression, "1");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, "bad-jq");
    EXPECT_THAT(checked.error().detail, HasSubstr(c.detail));
    EXPECT_THAT(checked.error().detail, testing::Not(HasSubstr("as $ENV")));
    ASSERT_FALSE(used);
    EXPECT_EQ(used.error().text(), checked.error().text());
  }
}

// Every function of jq's, but for those known to be pure, must be shut out: a newer jq with a new way out
// fails here.
TEST(Jq, NoFunctionIsLeftThatLeadsOut) {
  const auto left = run(R"(builtins | map(split("/")[0]) | unique - [
      "IN","INDEX","JOIN","acos","acosh","add","all","any","arrays","ascii_downcase","ascii_upcase","asin",
      "asinh","atan","atan2","atanh","booleans","bsearch","builtins","capture","cbrt","ceil","combinations",
      "contains","copysign","cos","cosh","del","delpaths","drem","empty","endswith","erf","erfc","error",
      "exp","exp10","exp2","explode","expm1","fabs","fdim","finites","first","flatten","floor","fma","fmax",
      "fmin","fmod","format","frexp","from_entries","fromdate","fromdateiso8601","fromjson","fromstream",
      "gamma","getpath","gmtime","group_by","gsub","has","hypot","implode","in","index","indices",
      "infinite","inside","isempty","isfinite","isinfinite","isnan","isnormal","iterables","j0","j1","jn",
      "join","keys","keys_unsorted","last","ldexp","leaf_paths","length","lgamma","lgamma_r","limit","log",
      "log10","log1p","log2","logb","ltrimstr","map","map_values","match","max","max_by","min","min_by",
      "mktime","modf","nan","nearbyint","nextafter","nexttoward","normals","not","nth","nulls","numbers",
      "objects","path","paths","pow","pow10","range","recurse","recurse_down","remainder","repeat",
      "reverse","rindex","rint","round","rtrimstr","scalars","scalars_or_empty","scalb","scalbln","scan",
      "select","setpath","significand","sin","sinh","sort","sort_by","split","splits","sqrt","startswith",
      "strftime","strings","strptime","sub","tan","tanh","test","tgamma","to_entries","todate",
      "todateiso8601","tojson","tonumber","tostream","tostring","transpose","trunc","truncate_stream",
      "type","unique","unique_by","until","utf8bytelength","values","walk","while","with_entries","y0","y1",
      "yn"])",
                        "null");
  ASSERT_TRUE(left) << left.error().text();
  const Outputs shut_out = {
      R"(["debug","env","get_jq_origin","get_prog_origin","get_search_list","halt","halt_error","input",)"
      R"("input_filename","input_line_number","inputs","localtime","modulemeta","now","stderr",)"
      R"("strflocaltime"])"};
  EXPECT_EQ(*left, shut_out);
}

TEST(Jq, TheEnvironmentIsATextThatSaysSo) {
  ASSERT_EQ(setenv("REHEARSE_QUERY_TEST", "a-secret", 1), 0);
  const auto text = run("$ENV, ($ENV.REHEARSE_QUERY_TEST)?, \"\\($ENV)\", ({$ENV} | .ENV)", "1");
  ASSERT_TRUE(text) << text.error().text();
  EXPECT_EQ(*text, Outputs(3, "\"an expression has no environment\""));
  const auto field = run("$ENV.REHEARSE_QUERY_TEST", "1");
  ASSERT_FALSE(field);
  EXPECT_EQ(field.error().code, "jq-error");
}

TEST(Jq, DefinitionsInTheHomeFolderAreNotRead) {
  const auto home = std::filesystem::path(testing::TempDir()) / ("jq-home-" + std::to_string(getpid()));
  std::filesystem::create_directories(home);
  std::ofstream(home / ".jq") << "def length: \"hijacked\";";
  const char* before = std::getenv("HOME");
  const std::string kept = before == nullptr ? "" : before;
  ASSERT_EQ(setenv("HOME", home.c_str(), 1), 0);
  const auto outputs = run("length", "[1]");
  if (before == nullptr) {
    unsetenv("HOME");
  } else {
    setenv("HOME", kept.c_str(), 1);
  }
  std::filesystem::remove_all(home);
  ASSERT_TRUE(outputs) << outputs.error().text();
  EXPECT_EQ(*outputs, Outputs{"1"});
}

struct FailedCase {
  const char* name;
  std::string expression;
  std::string json;
  const char* code;
  const char* detail;
};

const FailedCase kFailed[] = {
    {"a_field_of_an_array", ".a", "[1]", "jq-error", "Cannot index array with"},
    {"an_error_after_an_output", "1, error(\"no\\nmore\")", "1", "jq-error", "no\nmore"},
    {"an_error_that_is_no_text", "error({a: 1})", "1", "jq-error", R"({"a":1})"},
    {"an_endless_list_of_outputs", "repeat(1)", "1", "jq-over-limit", "over 100 outputs"},
    {"an_endless_recursion", "def f: f; f", "1", "jq-over-limit", "1 s of CPU time"},
    {"a_recursion_that_grows", "def f: [f]; f", "1", "jq-over-limit", ""},
    {"an_endless_array", "[range(1e12)]", "1", "jq-over-limit", ""},
    {"a_memory_hog", "[limit(1e9; repeat(\"x\" * 1000))]", "1", "jq-over-limit", ""},
    {"a_string_that_doubles", "reduce range(60) as $i (\"x\"; . + .)", "1", "jq-over-limit", "memory"},
    {"a_regular_expression_that_explodes", "(\"a\" * 40) | test(\"^(([a-z])+.)+[A-Z]([a-z])+$\")", "1",
     "jq-error", "retry-limit-in-match over"},
    {"a_large_output", "\"x\" * 20000", "1", "jq-over-limit", "over 10000 bytes"},
    {"an_output_that_is_too_deep", "reduce range(300) as $i (1; [.])", "1", "jq-over-limit", "deep"},
    {"a_value_a_million_deep", "reduce range(1000000) as $i (1; [.]) | length", "1", "jq-crashed", "signal"},
    {"nothing", ".", "", "not-json", "empty"},
    {"a_page", ".", "<html></html>", "not-json", "line 1, column 1"},
    {"half_a_text", ".", "{\"a\":", "not-json", "unexpected end"},
    {"text_after_the_end", ".", "{} {}", "not-json", "line 1, column 4"},
    {"a_nul_after_the_end", ".", std::string("1\0", 2), "not-json", "binary"},
    {"utf_16", ".", std::string("1\0", 2), "not-json", "UTF-16"},
    {"latin_1", ".", "\"caf\xe9\"", "not-json", "UTF-8"},
    {"half_a_surrogate", ".", "\"\\ud800\"", "not-json", "surrogate"},
    {"not_a_number", ".", "[nan]", "not-json", "column 3"},
    {"a_comma_too_many", ".", "[1,]", "not-json", "column 4"},
    {"a_number_beyond_all", ".", "1e999", "json-over-limit", "number overflow"},
    {"deep_arrays", ".", repeat("[", 1'000'000), "json-over-limit", "128"},
    {"deep_objects", ".", repeat("{\"a\":", 129) + "1" + repeat("}", 129), "json-over-limit", "128"},
    {"five_megabytes", ".", "\"" + std::string(5U << 20, 'x') + "\"", "json-over-limit", "over the limit"},
};

TEST(Jq, WhatFailsAndWhy) {
  for (const auto& c : kFailed) {
    SCOPED_TRACE(c.name);
    testing::internal::CaptureStderr();
    const auto outputs = run(c.expression, c.json);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(outputs);
    if (kSanitized && outputs.error().code == "jq-crashed") continue;
    EXPECT_EQ(outputs.error().code, c.code) << outputs.error().detail;
    EXPECT_THAT(outputs.error().detail, HasSubstr(c.detail));
  }
}

// What costs jq the most for its size: each is read, or refused, but ends.
TEST(Jq, AHostileBodyEnds) {
  const std::string bodies[] = {
      "[" + repeat("{},", 1'300'000) + "1]",
      "[" + repeat("1,", 2'000'000) + "1]",
      "[0." + repeat("1", 4'000'000) + "]",
      "{" + repeat("\"a\":[],", 500'000) + "\"b\":1}",
  };
  Jq jq;
  for (const auto& body : bodies) {
    SCOPED_TRACE(body.substr(0, 10));
    const auto outputs = jq.run("length", body);
    if (outputs) {
      EXPECT_EQ(outputs->size(), 1U);
    } else {
      EXPECT_EQ(outputs.error().code, kSanitized ? outputs.error().code : "jq-over-limit");
    }
  }
}

TEST(Jq, ManyBodiesAndExpressions) {
  Jq jq(kSmall);
  EXPECT_EQ(jq.run(".a", R"({"a":1})").value_or(Outputs{}), Outputs{"1"});
  EXPECT_FALSE(jq.run(".a", "[]"));
  EXPECT_EQ(jq.run(".b", R"({"a":1,"b":3})").value_or(Outputs{}), Outputs{"3"});
  EXPECT_FALSE(jq.run("foo", "1"));
  EXPECT_FALSE(jq.run("def f: f; f", "1"));
  EXPECT_EQ(jq.run(".a", R"({"a":2})").value_or(Outputs{}), Outputs{"2"});
}

// 13 ms of every evaluation would be jq's own compilation.
TEST(Jq, AnExpressionIsCompiledOnce) {
  const auto time_of = [](const auto& work) {
    const auto from = std::chrono::steady_clock::now();
    for (int i = 0; i < 30; ++i) work();
    return std::chrono::steady_clock::now() - from;
  };
  Jq jq;
  const auto again = time_of([&] { ASSERT_TRUE(jq.run(".a", R"({"a":1})")); });
  const auto anew = time_of([] { ASSERT_TRUE(Jq().run(".a", R"({"a":1})")); });
  EXPECT_LT(again * 2, anew);
}

struct PointerCase {
  const char* name;
  const char* pointer;
  std::optional<std::string> value;
};

// The document and the first twelve rows are those of RFC 6901 section 5.
constexpr std::string_view kDocument =
    R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,)"
    R"("null":null,"id":12345678901234567890,"deep":{"01":[1.50]}})";

const PointerCase kPointers[] = {
    {"an_array", "/foo", R"(["bar","baz"])"},
    {"an_element", "/foo/0", "\"bar\""},
    {"an_empty_key", "/", "0"},
    {"a_slash", "/a~1b", "1"},
    {"a_per_cent_sign", "/c%d", "2"},
    {"a_caret", "/e^f", "3"},
    {"a_bar", "/g|h", "4"},
    {"a_backslash", "/i\\j", "5"},
    {"a_quote", "/k\"l", "6"},
    {"a_space", "/ ", "7"},
    {"a_tilde", "/m~0n", "8"},
    {"null_is_something", "/null", "null"},
    {"all_digits_are_kept", "/id", "12345678901234567890"},
    {"digits_that_are_a_key", "/deep/01/0", "1.5"},
    {"no_such_key", "/bar", std::nullopt},
    {"no_such_element", "/foo/2", std::nullopt},
    {"the_element_after_the_last", "/foo/-", std::nullopt},
    {"an_index_with_a_zero_before_it", "/foo/00", std::nullopt},
    {"an_index_that_is_none", "/foo/x", std::nullopt},
    {"a_negative_index", "/foo/-1", std::nullopt},
    {"an_index_beyond_all", "/foo/18446744073709551616", std::nullopt},
    {"below_a_scalar", "/foo/0/x", std::nullopt},
    {"below_nothing", "/bar/x", std::nullopt},
};

TEST(JsonPointer, WhatStandsThere) {
  for (const auto& c : kPointers) {
    SCOPED_TRACE(c.name);
    const auto value = json_pointer(kDocument, c.pointer);
    ASSERT_TRUE(value) << value.error().text();
    EXPECT_EQ(*value, c.value);
  }
  EXPECT_EQ(json_pointer(" { \"b\" : [ 1 ] } ", "").value_or(""), R"({"b":[1]})");
}

const FailedCase kBadPointers[] = {
    {"without_a_slash", "foo", "{}", "bad-pointer", "starts with /"},
    {"a_uri_fragment", "#/foo", "{}", "bad-pointer", "starts with /"},
    {"an_escape_of_nothing", "/a~2", "{}", "bad-pointer", "~"},
    {"a_lone_tilde", "/a~", "{}", "bad-pointer", "~"},
    {"no_json", "/a", "<html>", "not-json", "column 1"},
    {"a_deep_text", "/a", repeat("[", 1'000'000) + repeat("]", 1'000'000), "json-over-limit", "128"},
    {"a_long_text", "/a", "\"" + std::string(5U << 20, 'x') + "\"", "json-over-limit", "over the limit"},
};

TEST(JsonPointer, WhatIsRefused) {
  for (const auto& c : kBadPointers) {
    SCOPED_TRACE(c.name);
    const auto value = json_pointer(c.json, c.expression);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, c.code);
    EXPECT_THAT(value.error().detail, HasSubstr(c.detail));
  }
}

TEST(JsonAsText, AStringIsItsCharacters) {
  EXPECT_EQ(json_as_text(R"("a\"\u00e9\n")"), "a\"\xc3\xa9\n");
  EXPECT_EQ(json_as_text("12345678901234567890"), "12345678901234567890");
  EXPECT_EQ(json_as_text("1e-07"), "1e-07");
  EXPECT_EQ(json_as_text(R"(["a"])"), R"(["a"])");
  EXPECT_EQ(json_as_text("null"), "null");
}

}  // namespace
}  // namespace rehearse::call
