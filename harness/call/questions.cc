#include "call/questions.h"

#include <optional>
#include <stdexcept>

#include <boost/regex.hpp>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "call/child.h"
#include "call/json_query.h"
#include "call/xml_document.h"
#include "call/xpath.h"

namespace rehearse::call {
namespace {

using Found = Questions::Found;
using Kind = profile::Query::Kind;
using Namespaces = std::map<std::string, std::string>;

Result<boost::regex> compile_regex(const std::string& text) {
  boost::regex out;
  // Boost says what is wrong and where; ECMAScript is its default.
  try {
    out.assign(text);
  } catch (const boost::regex_error& error) {
    return fail("bad-query", error.what());
  }
  return out;
}

// Boost counts how often it backtracks, but not what looks ahead and refers back: `(?=(a+))\\1+b` takes
// minutes over a megabyte. So it runs in a child, as the other languages do.
Found search(const boost::regex& expression, const std::string& body) {
  // Boost's own "." takes a line's end, and its "^" and "$" every line's.
  const auto as_ecma_script =
      boost::regex_constants::match_not_dot_newline | boost::regex_constants::match_single_line;
  enum Answer : char { found = 'f', nothing = 'n', gave_up = 'g' };
  const auto answer = in_child({.answer_bytes = body.size() + 1000}, [&]() -> std::string {
    boost::smatch match;
    try {
      if (!boost::regex_search(body, match, expression, as_ecma_script)) return {nothing};
    } catch (const std::runtime_error& error) {
      return char{gave_up} + std::string(error.what());
    }
    return char{found} + (match.size() > 1 ? match[1].str() : match[0].str());
  });
  if (!answer) {
    // child-over-limit -> regex-over-limit
    return fail("regex" + answer.error().code.substr(std::string_view("child").size()),
                answer.error().detail);
  }
  if (answer->front() == gave_up) return fail("regex-over-limit", answer->substr(1));
  if (answer->front() == nothing) return std::vector<std::string>();
  return std::vector{answer->substr(1)};
}

template <class T>
Result<void> only_error(Result<T> result) {
  if (!result) return std::unexpected(std::move(result.error()));
  return {};
}

// A set of nodes is true where it is not empty.
std::string truth_of(const std::string& xpath) {
  return "boolean(" + xpath + ")";
}

Found texts_of(const std::vector<std::string>& values) {
  std::vector<std::string> out;
  for (const auto& value : values) {
    if (value != "null") out.push_back(json_as_text(value));
  }
  return out;
}

// Numbers by their value: 1 is 1.0.
bool is_same_json(const std::string& a, const std::string& b) {
  const auto x = nlohmann::json::parse(a, nullptr, false), y = nlohmann::json::parse(b, nullptr, false);
  return !x.is_discarded() && x == y;
}

}  // namespace

struct Programs::Compiled {
  Namespaces namespaces;
  Jq jq;
  std::map<std::string, Result<XPath>> xpath;
  std::map<std::string, Result<boost::regex>> regex;
};

Programs::Programs(Namespaces namespaces) : x_compiled(std::make_unique<Compiled>()) {
  x_compiled->namespaces = std::move(namespaces);
}
Programs::Programs(Programs&&) noexcept = default;
Programs& Programs::operator=(Programs&&) noexcept = default;
Programs::~Programs() = default;

struct Questions::Parsed {
  std::optional<Result<XmlDocument>> xml;
};

Result<void> check_query(const profile::Query& query, const Namespaces& namespaces) {
  switch (query.kind) {
    case Kind::json:
      return Jq::check(query.text);
    case Kind::pointer:
      // RFC 6901 section 3: empty, or from a slash on. Whether it stands in a document is another question.
      return only_error(json_pointer("{}", query.text));
    case Kind::xpath:
      return only_error(XPath::compile(query.text, namespaces));
    case Kind::matches:
      return only_error(compile_regex(query.text));
    case Kind::header:
      return {};
  }
  return {};
}

Questions::Questions(const Response& response, Programs& programs)
    : x_response(response), x_programs(*programs.x_compiled), x_parsed(std::make_unique<Parsed>()) {}
Questions::~Questions() = default;

Found Questions::jq(const std::string& expression) {
  return x_programs.jq.run(expression, x_response.body);
}

Found Questions::xpath(const std::string& expression) {
  if (!x_parsed->xml) x_parsed->xml = XmlDocument::parse(x_response.body);
  if (!*x_parsed->xml) return std::unexpected(x_parsed->xml->error());
  auto& program = x_programs.xpath.try_emplace(expression, fail("", "")).first->second;
  if (!program && program.error().code.empty()) program = XPath::compile(expression, x_programs.namespaces);
  if (!program) return std::unexpected(program.error());
  return program->evaluate(**x_parsed->xml);
}

Found Questions::regex(const std::string& expression) {
  auto& program = x_programs.regex.try_emplace(expression, fail("", "")).first->second;
  if (!program && program.error().code.empty()) program = compile_regex(expression);
  if (!program) return std::unexpected(program.error());
  return search(*program, x_response.body);
}

Found Questions::header(const std::string& name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : x_response.headers) {
    if (same_ignoring_case(key, name)) out.push_back(value);
  }
  return out;
}

Found Questions::ask(const profile::Query& query) {
  switch (query.kind) {
    case Kind::json: {
      const auto values = jq(query.text);
      return values ? texts_of(*values) : values;
    }
    case Kind::pointer: {
      const auto value = json_pointer(x_response.body, query.text);
      if (!value) return std::unexpected(value.error());
      return *value ? texts_of({**value}) : std::vector<std::string>();
    }
    case Kind::xpath:
      return xpath(query.text);
    case Kind::header:
      return header(query.text);
    case Kind::matches:
      return regex(query.text);
  }
  return fail("bad-query", "unknown kind");
}

Found Questions::truth(const profile::Query& query) {
  if (query.kind == Kind::json) return jq(query.text);
  if (query.kind == Kind::xpath) return xpath(truth_of(query.text));
  auto found = ask(query);
  if (found) found = std::vector<std::string>{found->empty() ? "false" : "true"};
  return found;
}

Result<Questions::AtPointer> Questions::stands_at(const profile::PointerExpect& expect) {
  const auto value = json_pointer(x_response.body, expect.pointer);
  if (!value) return std::unexpected(value.error());
  if (!*value) return AtPointer{"nothing", false};
  const bool is_text = (*value)->starts_with('"');
  if (expect.is_text)
    return AtPointer{json_as_text(**value), is_text && json_as_text(**value) == expect.value};
  return AtPointer{**value, is_same_json(**value, expect.value)};
}

}  // namespace rehearse::call
