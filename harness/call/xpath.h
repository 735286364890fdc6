#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/handle.h"
#include "base/result.h"
#include "call/xml_document.h"

struct _xmlXPathCompExpr;  // libxml2's own; its headers stay in .cc files

namespace rehearse::call {

void free_xpath(_xmlXPathCompExpr* compiled);

/// How far one evaluation may go.
struct XPathLimits {
  std::size_t values = 1000;
  std::size_t value_bytes = 1U << 20;  ///< of all values together
  std::size_t steps = 20'000'000;      ///< libxml2's operations: under 2 s
  std::chrono::seconds cpu{2};         ///< for what libxml2 does without counting
  std::size_t memory_bytes = 256U << 20;
};

/// An XPath 1.0 expression.
///
/// Its names have the prefixes of the profile, never the document's: a name without a prefix is in no
/// namespace. It has the core functions only, and no variables: nothing leads out of the document.
///
/// Units: about 1 ms an evaluation, most of it for the process that it runs in. Threads: safe.
class XPath {
 public:
  /// `namespaces`: prefix -> URI. Errors: bad-xpath, with the column.
  static Result<XPath> compile(const std::string& expression,
                               const std::map<std::string, std::string>& namespaces);

  /// A node set gives the string value of each of its nodes, in the order of the document; a boolean "true"
  /// or "false"; a number what string() makes of it; a string itself.
  ///
  /// Errors: xpath-error (the expression failed: a number where nodes are needed); xpath-over-limit;
  /// xpath-crashed; xpath-unavailable (no process for it).
  Result<std::vector<std::string>> evaluate(const XmlDocument& document,
                                            const XPathLimits& limits = {}) const;

 private:
  using Compiled = Handle<_xmlXPathCompExpr, free_xpath>;
  XPath(Compiled compiled, std::map<std::string, std::string> namespaces)
      : x_compiled(std::move(compiled)), x_namespaces(std::move(namespaces)) {}
  Compiled x_compiled;
  std::map<std::string, std::string> x_namespaces;
};

}  // namespace rehearse::call
