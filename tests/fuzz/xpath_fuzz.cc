// Any bytes as an XML body, asked by fixed expressions, and any bytes as an expression. Properties: values
// are within their bounds and hold no NUL; an element that is found has its name; a refusal says why.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "call/xpath.h"

namespace {

using namespace rehearse::call;

void require(bool holds) {
  if (!holds) std::abort();
}

XPath compiled(const std::string& expression) {
  auto xpath = XPath::compile(expression, {{"s", "http://schemas.xmlsoap.org/soap/envelope/"}});
  require(xpath.has_value());
  return std::move(*xpath);
}

const std::vector<XPath>& expressions() {
  static const auto all = [] {
    std::vector<XPath> out;
    for (const auto* one : {"count(//*)", "//@* | //text()", "/s:Envelope/s:Body/*[last()]",
                            "//*[not(preceding-sibling::*)]/namespace::*", "normalize-space(/*)"})
      out.push_back(compiled(one));
    return out;
  }();
  return all;
}

void check(const XPath& xpath, const XmlDocument& document) {
  const XPathLimits limits;
  const auto values = xpath.evaluate(document, limits);
  if (!values) {
    require(values.error().code.starts_with("xpath-") && !values.error().detail.empty());
    return;
  }
  std::size_t bytes = 0;
  for (const auto& value : *values) {
    bytes += value.size();
    require(value.find('\0') == std::string::npos);
  }
  require(values->size() <= limits.values && bytes <= limits.value_bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = XmlDocument::parse(text);
  if (document) {
    for (const auto& xpath : expressions()) check(xpath, *document);
  } else {
    require(!document.error().code.empty() && !document.error().detail.empty());
  }

  static const auto small = XmlDocument::parse("<a b='1'><c>x</c><c/></a>");
  require(small.has_value());
  const auto xpath = XPath::compile(std::string(text), {{"p", "urn:p"}});
  if (xpath) {
    check(*xpath, *small);
  } else {
    require(xpath.error().code == "bad-xpath" && xpath.error().detail.starts_with("column "));
  }
  return 0;
}
