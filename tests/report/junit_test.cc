#include "report/junit.h"

#include <map>
#include <set>

#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "base/handle.h"
#include "report/made.h"
#include "report/runs.h"

namespace rehearse::report {
namespace {

using Xml = Handle<xmlDoc, xmlFreeDoc>;

Xml parsed(const std::string& text) {
  return Xml(
      xmlReadMemory(text.data(), static_cast<int>(text.size()), "report.xml", nullptr, XML_PARSE_NONET));
}

bool fits_the_schema(const xmlDoc& document) {
  const auto file = std::string(REHEARSE_SOURCE_DIR) + "/tests/data/junit-10.xsd";
  const Handle<xmlSchemaParserCtxt, xmlSchemaFreeParserCtxt> parser(xmlSchemaNewParserCtxt(file.c_str()));
  const Handle<xmlSchema, xmlSchemaFree> schema(xmlSchemaParse(parser.get()));
  if (!schema) return false;
  const Handle<xmlSchemaValidCtxt, xmlSchemaFreeValidCtxt> validator(xmlSchemaNewValidCtxt(schema.get()));
  return xmlSchemaValidateDoc(validator.get(), const_cast<xmlDoc*>(&document)) == 0;
}

void free_text(xmlChar* text) {
  xmlFree(text);
}

std::string attribute(const xmlNode* node, const char* name) {
  const Handle<xmlChar, free_text> value(xmlGetProp(node, reinterpret_cast<const xmlChar*>(name)));
  return value ? reinterpret_cast<const char*>(value.get()) : "";
}

// How many elements of each name there are under `node`.
void count(const xmlNode* node, std::map<std::string, int>& counts) {
  for (const auto* child = node->children; child != nullptr; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    ++counts[reinterpret_cast<const char*>(child->name)];
    count(child, counts);
  }
}

TEST(JUnit, every_run_fits_the_schema_and_its_counts_are_those_of_its_cases) {
  for (const auto& [name, run] : test::all_runs()) {
    const auto document = parsed(render_junit(run));
    ASSERT_TRUE(document) << name;
    EXPECT_TRUE(fits_the_schema(*document)) << name;
    const auto* root = xmlDocGetRootElement(document.get());
    std::map<std::string, int> counts;
    count(root, counts);
    EXPECT_EQ(attribute(root, "tests"), std::to_string(counts["testcase"])) << name;
    EXPECT_EQ(attribute(root, "failures"), std::to_string(counts["failure"])) << name;
    EXPECT_EQ(attribute(root, "errors"), std::to_string(counts["error"])) << name;
    const bool is_well = run.verdict == judge::Verdict::ready || run.verdict == judge::Verdict::not_affected;
    EXPECT_EQ(counts["failure"] + counts["error"] == 0, is_well && !run.interrupted) << name;
  }
}

TEST(JUnit, the_schema_refuses_what_is_no_report) {
  const auto document = parsed("<testsuites><testcase name='x'/></testsuites>");
  ASSERT_TRUE(document);
  EXPECT_FALSE(fits_the_schema(*document));
}

// GitLab keeps the first of cases with one name.
TEST(JUnit, no_two_cases_have_one_name) {
  const auto document = parsed(render_junit(test::many_run(60)));
  ASSERT_TRUE(document);
  std::set<std::string> names;
  int cases = 0;
  for (const auto* suite = xmlDocGetRootElement(document.get())->children; suite != nullptr;
       suite = suite->next) {
    for (const auto* one = suite->children; one != nullptr; one = one->next) {
      if (one->type != XML_ELEMENT_NODE || attribute(one, "name").empty()) continue;
      names.insert(attribute(one, "classname") + " " + attribute(one, "name"));
      ++cases;
    }
  }
  EXPECT_EQ(cases, 120);
  EXPECT_EQ(names.size(), 120U);
}

TEST(JUnit, what_a_row_of_each_verdict_becomes) {
  const struct {
    judge::Verdict verdict;
    const char* element;
  } rows[] = {{judge::Verdict::ready, nullptr},
              {judge::Verdict::will_break, "<failure "},
              {judge::Verdict::inconclusive, "<error "},
              {judge::Verdict::not_affected, "<skipped "}};
  for (const auto& [verdict, element] : rows) {
    auto run = test::not_affected_run();
    run.rows.front().verdict = verdict;
    test::conclude(run);
    const auto text = render_junit(run);
    for (const auto& other : rows) {
      if (other.element == nullptr) continue;
      EXPECT_EQ(text.contains(other.element), element == other.element) << text;
    }
  }
}

TEST(JUnit, an_endpoint_that_no_row_speaks_of_is_an_error) {
  auto run = test::ready_run();
  run.verdict = judge::Verdict::inconclusive;
  run.findings = {{"not-judged", "soap", "no store to judge it with"}};
  EXPECT_TRUE(
      render_junit(run).contains("<error message=\"no store to judge it with\" type=\"not-judged\"/>"));
}

}  // namespace
}  // namespace rehearse::report
