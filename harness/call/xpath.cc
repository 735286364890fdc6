#include "call/xpath.h"

#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "call/child.h"

namespace rehearse::call {
namespace {

using Namespaces = std::map<std::string, std::string>;
using Context = Handle<xmlXPathContext, xmlXPathFreeContext>;

// libxml2 bounds how deep it goes into an expression, by a number that suits a stack of 8 MiB and no
// sanitizer. This is far below it.
constexpr std::size_t kMaxExpression = 4096;

// XPath 1.0 section 4, and what may stand before a parenthesis without being a function: node types and
// operators.
constexpr std::string_view kCallable =
    " and boolean ceiling comment concat contains count div false floor id lang last local-name mod "
    "name namespace-uri node normalize-space not number or position processing-instruction round "
    "starts-with string string-length substring substring-after substring-before sum text translate "
    "true ";

const xmlChar* chars(const std::string& text) {
  return reinterpret_cast<const xmlChar*>(text.c_str());
}

std::unexpected<Error> bad(std::size_t at, std::string_view what) {
  return fail("bad-xpath", fmt::format("column {}: {}", at + 1, what));
}

bool is_name_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
}

bool is_digit_or_dot(char c) {
  return (c >= '0' && c <= '9') || c == '.';
}

// The end of the characters from `i` on for which `is` holds.
std::size_t run_of(std::string_view text, std::size_t i, bool (*is)(char)) {
  while (i < text.size() && is(text[i])) ++i;
  return i;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// libxml2 looks names up when it comes upon them, which in a predicate may be never, or only on the night of
// the change. REQUIRES: `text` is XPath by libxml2's grammar.
std::optional<Error> unknown_name(std::string_view text, const Namespaces& namespaces) {
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      const auto end = text.find(c, i + 1);
      if (end == std::string_view::npos) return std::nullopt;
      i = end + 1;
    } else if (c == '$') {
      return bad(i, "a variable: there are none").error();
    } else if (is_digit_or_dot(c)) {
      i = run_of(text, i, is_digit_or_dot);
    } else if (!is_name_char(c) || c == '-') {
      ++i;
    } else {
      const auto start = i;
      i = run_of(text, i, is_name_char);
      auto name = text.substr(start, i - start);
      const bool prefixed = i < text.size() && text[i] == ':' && text.substr(i, 2) != "::";
      if (prefixed) {
        if (name != "xml" && !namespaces.contains(std::string(name))) {
          return bad(start, fmt::format("the prefix {} is not declared", name)).error();
        }
        i = run_of(text, i + 1, is_name_char);
        name = text.substr(start, i - start);
      }
      const auto next = run_of(text, i, is_space);
      const bool called = next < text.size() && text[next] == '(';
      if (called && kCallable.find(fmt::format(" {} ", name)) == std::string_view::npos) {
        return bad(start, fmt::format("there is no function {}", name)).error();
      }
    }
  }
  return std::nullopt;
}

// What libxml2 said first. To a handler of our own it hands the code without the text.
struct Said {
  int code = 0;
  std::size_t at = 0;
};

void keep_first_error(void* said, xmlErrorPtr error) {
  auto& kept = *static_cast<Said*>(said);
  if (kept.code != 0 || error == nullptr) return;
  kept.code = error->code;
  kept.at = error->int1 > 0 ? static_cast<std::size_t>(error->int1) : 0;
}

std::string_view meaning(int code) {
  switch (code - XML_XPATH_EXPRESSION_OK) {
    case XPATH_NUMBER_ERROR:
      return "a number was expected";
    case XPATH_UNFINISHED_LITERAL_ERROR:
    case XPATH_START_LITERAL_ERROR:
      return "a text without its closing quote";
    case XPATH_VARIABLE_REF_ERROR:
    case XPATH_UNDEF_VARIABLE_ERROR:
    case XPATH_FORBID_VARIABLE_ERROR:
      return "a variable: there are none";
    case XPATH_INVALID_PREDICATE_ERROR:
      return "a predicate without its closing bracket";
    case XPATH_EXPR_ERROR:
      return "no expression of XPath 1.0 continues like this";
    case XPATH_UNCLOSED_ERROR:
      return "a parenthesis that is not closed";
    case XPATH_UNKNOWN_FUNC_ERROR:
      return "a function that there is not";
    case XPATH_INVALID_OPERAND:
    case XPATH_INVALID_TYPE:
      return "a value of the wrong type, as nodes where a number is needed";
    case XPATH_INVALID_ARITY:
      return "a function with the wrong number of arguments";
    case XPATH_INVALID_CHAR_ERROR:
      return "a character that XML does not know";
    case XPATH_RECURSION_LIMIT_EXCEEDED:
      return "nested too deep";
    default:
      return "not to be evaluated";
  }
}

Context context_for(xmlDoc* tree, Said& said) {
  Context context(xmlXPathNewContext(tree));
  if (context == nullptr) return context;
  context->node = reinterpret_cast<xmlNode*>(tree);  // where a relative path begins
  context->error = keep_first_error;
  context->userData = &said;
  return context;
}

// The first letter of a child's answer. After `values` each ends with a NUL, which XML cannot hold.
enum Answer : char { values = 'v', failed = 'e', over_limit = 'l' };

// What libxml2 allocates.
std::string taken(xmlChar* text) {
  if (text == nullptr) end_child_out_of_memory();
  return reinterpret_cast<const char*>(text);
}

std::string nodes_text(xmlNodeSet* nodes, const XPathLimits& limits) {
  std::string out(1, values);
  if (nodes == nullptr) return out;
  if (static_cast<std::size_t>(nodes->nodeNr) > limits.values) {
    return char{over_limit} + fmt::format("{} nodes, over the limit of {}", nodes->nodeNr, limits.values);
  }
  xmlXPathNodeSetSort(nodes);
  for (int i = 0; i < nodes->nodeNr; ++i) {
    out += taken(xmlXPathCastNodeToString(nodes->nodeTab[i])) + '\0';
    if (out.size() > limits.value_bytes) break;
  }
  return out;
}

std::string value_text(xmlXPathObject* value, const XPathLimits& limits) {
  const auto one = [](const std::string& text) { return char{values} + text + '\0'; };
  switch (value->type) {
    case XPATH_NODESET:
      return nodes_text(value->nodesetval, limits);
    case XPATH_BOOLEAN:
      return one(value->boolval != 0 ? "true" : "false");
    case XPATH_NUMBER:
      return one(taken(xmlXPathCastNumberToString(value->floatval)));
    case XPATH_STRING:
      return one(taken(xmlXPathCastToString(value)));
    default:
      return char{failed} + std::string("a value of no type of XPath 1.0");
  }
}

// In the child, which frees nothing: it has its memory limit and ends at once.
std::string evaluate_here(xmlDoc* tree, xmlXPathCompExpr* compiled, const Namespaces& namespaces,
                          const XPathLimits& limits) {
  Said said;
  auto* context = context_for(tree, said).release();
  if (context == nullptr) end_child_out_of_memory();
  for (const auto& [prefix, uri] : namespaces) xmlXPathRegisterNs(context, chars(prefix), chars(uri));
  context->opLimit = limits.steps;
  auto* value = xmlXPathCompiledEval(compiled, context);
  if (value == nullptr) {
    if (said.code == XML_ERR_NO_MEMORY) end_child_out_of_memory();
    constexpr int kSpent = int{XML_XPATH_EXPRESSION_OK} + XPATH_OP_LIMIT_EXCEEDED;
    if (said.code == kSpent) return char{over_limit} + fmt::format("over {} steps", limits.steps);
    return char{failed} + std::string(meaning(said.code));
  }
  auto out = value_text(value, limits);
  if (out.size() <= limits.value_bytes) return out;
  return char{over_limit} + fmt::format("values of over {} bytes", limits.value_bytes);
}

std::vector<std::string> split_at_nul(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\0');
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

void free_xpath(_xmlXPathCompExpr* compiled) {
  xmlXPathFreeCompExpr(compiled);
}

Result<XPath> XPath::compile(const std::string& expression, const Namespaces& namespaces) {
  if (expression.size() > kMaxExpression) return bad(kMaxExpression, "too long");
  if (const auto nul = expression.find('\0'); nul != std::string::npos) return bad(nul, "a NUL");
  if (xmlCheckUTF8(chars(expression)) == 0) return bad(0, "not UTF-8");
  static const bool ready = (xmlInitParser(), true);
  Said said;
  const auto context = ready ? context_for(nullptr, said) : nullptr;
  if (!context) return fail("out-of-memory", "xmlXPathNewContext");
  Compiled compiled(xmlXPathCtxtCompile(context.get(), chars(expression)));
  if (!compiled) return bad(said.at, meaning(said.code));
  if (auto problem = unknown_name(expression, namespaces)) return std::unexpected(std::move(*problem));
  return XPath(std::move(compiled), namespaces);
}

// In a child, because of what libxml2 2.9.14 does not count as a step: to merge sets of nodes, which looks
// each up in all others, to sort them and to copy their text. A union takes 60 ms over 20000 elements and
// minutes over 500000; `//b/preceding-sibling::a` seconds over 6000. Measured for the process: 0.5 ms.
Result<std::vector<std::string>> XPath::evaluate(const XmlDocument& document,
                                                 const XPathLimits& limits) const {
  const ChildLimits child{.cpu = limits.cpu,
                          .memory_bytes = limits.memory_bytes,
                          .answer_bytes = limits.value_bytes + (64U << 10)};
  const auto answer =
      in_child(child, [&] { return evaluate_here(document.tree(), x_compiled.get(), x_namespaces, limits); });
  if (!answer) {
    // child-over-limit -> xpath-over-limit
    return fail("xpath" + answer.error().code.substr(std::string_view("child").size()),
                answer.error().detail);
  }
  const std::string_view rest = std::string_view(*answer).substr(1);
  switch (answer->front()) {
    case values:
      return split_at_nul(rest);
    case over_limit:
      return fail("xpath-over-limit", std::string(rest));
    default:
      return fail("xpath-error", std::string(rest));
  }
}

}  // namespace rehearse::call
