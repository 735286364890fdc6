#include "call/xpath.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rehearse::call {
namespace {

using testing::HasSubstr;
using Values = std::vector<std::string>;

const std::map<std::string, std::string> kNamespaces = {
    {"s", "http://schemas.xmlsoap.org/soap/envelope/"}, {"o", "urn:order"}, {"zed", "urn:z"}};

const XPathLimits kSmall{.values = 100,
                         .value_bytes = 100'000,
                         .steps = 2'000'000,
                         .cpu = std::chrono::seconds(1),
                         .memory_bytes = 256U << 20};

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

Result<Values> evaluate(const std::string& expression, std::string_view xml) {
  const auto document = XmlDocument::parse(xml);
  if (!document) return std::unexpected(document.error());
  const auto xpath = XPath::compile(expression, kNamespaces);
  return xpath ? xpath->evaluate(*document, kSmall) : Result<Values>(std::unexpected(xpath.error()));
}

constexpr std::string_view kOrder =
    "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>"
    "<order xmlns='urn:order' id='A-1' xml:lang='en'><!-- two --><line n='2'>x<b>y</b></line>"
    "<line n='3'><![CDATA[<z>]]></line><?pi data?></order></e:Body></e:Envelope>";

struct ValueCase {
  const char* name;
  const char* expression;
  Values values;
};

// The values are those of `xmllint --xpath` for the same document, where it can be asked.
const ValueCase kValues[] = {
    {"the_prefix_is_the_profile_s", "/s:Envelope/s:Body/o:order/@id", {"A-1"}},
    {"a_name_without_a_prefix_is_in_no_namespace", "//order", {}},
    {"the_prefix_of_the_document_means_nothing", "//o:order[namespace-uri() = 'urn:order']/@id", {"A-1"}},
    {"the_string_value_of_an_element", "//o:line", {"xy", "<z>"}},
    {"in_the_order_of_the_document", "//o:line[2]/@n | //o:line[1]/@n | //@id", {"A-1", "2", "3"}},
    {"a_reverse_axis_too", "//o:b/ancestor::o:*/@*", {"A-1", "en", "2"}},
    {"text", "//o:line/text()", {"x", "<z>"}},
    {"a_comment", "//comment()", {" two "}},
    {"a_processing_instruction", "//processing-instruction('pi')", {"data"}},
    {"an_attribute_of_xml", "//@xml:lang", {"en"}},
    {"a_namespace_node", "//o:b/namespace::*[. = 'urn:order']", {"urn:order"}},
    {"nothing", "//o:none", {}},
    {"a_boolean", "count(//o:line) = 2", {"true"}},
    {"a_boolean_that_is_false", "boolean(//o:none)", {"false"}},
    {"a_number", "sum(//o:line/@n)", {"5"}},
    {"a_fraction", "1 div 4", {"0.25"}},
    {"no_number", "number('x')", {"NaN"}},
    {"infinity", "-1 div 0", {"-Infinity"}},
    {"a_string", "concat(local-name(//o:order), ':', //@id)", {"order:A-1"}},
    {"an_empty_string", "string(//o:none)", {""}},
    {"a_quoted_text_is_no_name", "'p:x' = \"$y(f())\"", {"false"}},
    {"operators_before_a_parenthesis", "true() and(false()) or (4 div(2)) mod (2)", {"false"}},
    {"a_name_with_a_dot_and_a_dash", "count(o:a-b.c)", {"0"}},
    {"an_axis_is_no_prefix", "count(child::s:Envelope)", {"1"}},
    {"a_predicate_that_is_not_reached", "//o:none[zed:x]", {}},
};

TEST(XPath, WhatAnExpressionSays) {
  for (const auto& c : kValues) {
    SCOPED_TRACE(c.name);
    const auto values = evaluate(c.expression, kOrder);
    ASSERT_TRUE(values) << values.error().code << ": " << values.error().text();
    EXPECT_EQ(*values, c.values);
  }
}

struct BadCase {
  const char* name;
  std::string expression;
  const char* detail;
};

const BadCase kBad[] = {
    {"nothing", "", "column 1: no expression"},
    {"half_an_expression", "/a/", "column 4: no expression"},
    {"an_open_bracket", "//a[1", "column 6: a predicate without"},
    {"an_open_quote", "//a[. = 'x]", "column 12: a text without its closing quote"},
    {"no_xpath", "hello world", "column 7: no expression"},
    {"xpath_of_version_2", "for $x in //a return $x", "column 5"},
    {"a_nul", std::string("//a\0b", 5), "column 4: a NUL"},
    {"latin_1", "//caf\xe9", "not UTF-8"},
    {"an_undeclared_prefix", "//x:a", "column 3: the prefix x is not declared"},
    {"an_undeclared_prefix_in_a_predicate_that_is_never_reached", "//none[x:a = 1]",
     "column 8: the prefix x"},
    {"an_undeclared_prefix_behind_an_or", "true() or y:*", "column 11: the prefix y"},
    {"an_undeclared_prefix_after_an_axis", "child::x:a", "column 8: the prefix x"},
    {"a_prefix_of_the_document", "//e:Body", "the prefix e"},
    {"a_variable", "//a[. = $secret]", "column 9: a variable"},
    {"a_function_of_xslt", "document('file:///etc/hostname')", "column 1: there is no function document"},
    {"a_function_in_a_predicate", "//none[system-property('x')]", "no function system-property"},
    {"a_function_with_a_space", "//none[current ()]", "no function current"},
    {"a_function_with_a_declared_prefix", "s:escape-uri('x', true())", "no function s:escape-uri"},
    {"too_long", repeat("/a", 3000), "column 4097: too long"},
};

TEST(XPath, WhatDoesNotCompile) {
  for (const auto& c : kBad) {
    SCOPED_TRACE(c.name);
    testing::internal::CaptureStderr();
    const auto xpath = XPath::compile(c.expression, kNamespaces);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(xpath);
    EXPECT_EQ(xpath.error().code, "bad-xpath");
    EXPECT_THAT(xpath.error().detail, HasSubstr(c.detail));
  }
}

// What the length admits, libxml2 must either refuse or survive.
TEST(XPath, TheDeepestExpressionsDoNoHarm) {
  const std::string deep[] = {
      repeat("(", 2000) + "1" + repeat(")", 2000),
      "a" + repeat("[a", 1300) + repeat("]", 1300),
      "a" + repeat("/a", 2000),
      "1" + repeat("+1", 2000),
      repeat("-", 4000) + "1",
      "a" + repeat("|a", 2000),
      repeat("not(", 800) + "1" + repeat(")", 800),
  };
  for (const auto& expression : deep) {
    SCOPED_TRACE(expression.substr(0, 8));
    const auto values = evaluate(expression, "<a><a/></a>");
    EXPECT_THAT(values ? "" : values.error().code, testing::AnyOf("", "bad-xpath", "xpath-error"));
  }
}

struct FailedCase {
  const char* name;
  std::string expression;
  std::string xml;
  const char* code;
  const char* detail;
};

const std::string kWide = "<r>" + repeat("<a/>", 20'000) + "</r>";

const FailedCase kFailed[] = {
    {"a_number_for_nodes", "count(1)", "<a/>", "xpath-error", "wrong type"},
    {"too_many_arguments", "string(1, 2)", "<a/>", "xpath-error", "wrong number of arguments"},
    {"too_many_nodes", "//a", kWide, "xpath-over-limit", "20000 nodes, over the limit of 100"},
    {"too_much_text", "//a", "<r><a>" + repeat("x", 100'000) + "</a></r>", "xpath-over-limit",
     "over 100000 bytes"},
    {"one_element_in_another_again_and_again", "(//a)[position() < 90]",
     repeat("<a>", 100) + repeat("x", 10'000) + repeat("</a>", 100), "xpath-over-limit", "bytes"},
    {"cubic_work", "//*[//*[//*]]", kWide, "xpath-over-limit", "over 2000000 steps"},
    {"quadratic_work", "//a[count(preceding::a) > 1]", kWide, "xpath-over-limit", "steps"},
    {"a_doctype", "//a", "<!DOCTYPE a><a/>", "xml-doctype", "DOCTYPE"},
    {"a_billion_laughs", "string(/a)", "<!DOCTYPE a [<!ENTITY x 'lol'><!ENTITY y '&x;&x;'>]><a>&y;</a>",
     "xml-doctype", "DOCTYPE"},
    {"a_deep_document", "//a", repeat("<a>", 1000) + repeat("</a>", 1000), "xml-over-limit", "depth"},
    {"a_long_document", "//a", "<a>" + std::string(5U << 20, 'x') + "</a>", "xml-over-limit",
     "over the limit"},
};

TEST(XPath, WhatFailsAndWhy) {
  for (const auto& c : kFailed) {
    SCOPED_TRACE(c.name);
    testing::internal::CaptureStderr();
    const auto values = evaluate(c.expression, c.xml);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(values);
    EXPECT_EQ(values.error().code, c.code) << values.error().detail;
    EXPECT_THAT(values.error().detail, HasSubstr(c.detail));
  }
}

// A union takes quadratic time, and libxml2 does not count it as steps.
TEST(XPath, AHostileDocumentEnds) {
  const std::string documents[] = {
      "<r>" + repeat("<a/><b/>", 250'000) + "</r>",
      "<r>" + repeat("<!--a--><?b c?>", 150'000) + "</r>",
  };
  const auto xpath = XPath::compile("count(//a | //b | //comment() | //processing-instruction())", {});
  ASSERT_TRUE(xpath) << xpath.error().text();
  for (const auto& text : documents) {
    const auto document = XmlDocument::parse(text);
    ASSERT_TRUE(document);
    const auto values = xpath->evaluate(*document);
    if (values) {
      EXPECT_THAT(*values, testing::ElementsAre(testing::AnyOf("500000", "300000")));
    } else {
      EXPECT_EQ(values.error().code, "xpath-over-limit");
    }
  }
}

}  // namespace
}  // namespace rehearse::call
