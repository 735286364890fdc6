#include "call/xml_document.h"

#include <string>

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

namespace rehearse::call {
namespace {

constexpr std::size_t kMaxBytes = 4U << 20;
constexpr std::size_t kMaxAttributes = 1000;            // of one tag
constexpr std::size_t kMaxNamespaceWork = 200'000'000;  // declarations times tags

std::string_view without_line_end(std::string_view text) {
  return text.ends_with('\n') ? text.substr(0, text.size() - 1) : text;
}

// libxml2 2.9 compares each attribute of a tag with all before it, and looks every prefix up in a list of all
// declarations in scope: a megabyte made for that takes minutes. A `<` never stands inside a tag, so a scan
// that starts anew at each sees every tag that the parser will see.
std::string over_limit(std::string_view body) {
  if (body.size() > kMaxBytes) return fmt::format("{} bytes, over the limit of {}", body.size(), kMaxBytes);
  std::size_t tags = 0;
  std::size_t attributes = 0;
  std::size_t declarations = 0;
  char quote = '\0';
  bool in_tag = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (c == '<') {
      ++tags;
      attributes = 0;
      quote = '\0';
      in_tag = true;
    } else if (!in_tag) {
      continue;
    } else if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
      if (++attributes > kMaxAttributes) return fmt::format("a tag with over {} attributes", kMaxAttributes);
    } else if (c == 'x' && body.substr(i, 5) == "xmlns") {
      ++declarations;
    } else if (c == '>') {
      in_tag = false;
    }
  }
  return tags * declarations > kMaxNamespaceWork
             ? fmt::format("{} namespace declarations in {} tags", declarations, tags)
             : std::string();
}

// Called before the first declaration of the DOCTYPE is read, so nothing of it ever takes effect.
void refuse_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto* parser = static_cast<xmlParserCtxtPtr>(context);
  *static_cast<bool*>(parser->_private) = true;
  xmlStopParser(parser);
}

// Source: XML 1.0 appendix F.
bool is_utf_16(std::string_view body) {
  using namespace std::string_view_literals;
  return body.starts_with("\xff\xfe") || body.starts_with("\xfe\xff") || body.starts_with("<\0"sv) ||
         body.starts_with("\0<"sv);
}

// Whether an error says something of the text, or of what libxml2 goes into: its bounds (depth, look-ahead)
// are internal errors to it.
const char* meaning_of(int code) {
  switch (code) {
    case XML_ERR_INTERNAL_ERROR:
    case XML_ERR_NAME_TOO_LONG:
      return "xml-over-limit";
    case XML_ERR_UNSUPPORTED_ENCODING:
    case XML_ERR_UNKNOWN_ENCODING:
      return "xml-encoding";
    default:
      return "not-xml";
  }
}

using Parser = Handle<xmlParserCtxt, xmlFreeParserCtxt>;

}  // namespace

void free_xml(_xmlDoc* document) {
  xmlFreeDoc(document);
}

Result<XmlDocument> XmlDocument::parse(std::string_view body) {
  if (is_utf_16(body)) return fail("xml-encoding", "XML in UTF-16 was not read");
  if (body.find('\0') != std::string_view::npos) return fail("not-xml", "binary");
  if (body.find('<') == std::string_view::npos) return fail("not-xml", body.empty() ? "empty" : "no markup");
  if (auto what = over_limit(body); !what.empty()) return fail("xml-over-limit", std::move(what));

  static const bool ready = (xmlInitParser(), true);
  const Parser parser(ready ? xmlNewParserCtxt() : nullptr);
  if (!parser) return fail("out-of-memory", "xmlNewParserCtxt");
  bool doctype = false;
  parser->_private = &doctype;
  parser->sax->internalSubset = refuse_doctype;
  const std::string text(body);  // xmlCheckUTF8 wants an end
  const bool utf8 = xmlCheckUTF8(reinterpret_cast<const xmlChar*>(text.c_str())) != 0;
  Tree document(xmlCtxtReadMemory(
      parser.get(), text.data(), static_cast<int>(text.size()), nullptr, utf8 ? "UTF-8" : "ISO-8859-1",
      XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  if (doctype) return fail("xml-doctype", "XML with a DOCTYPE was not read");
  if (!document) {
    const auto* message = parser->lastError.message;
    return fail(meaning_of(parser->lastError.code),
                fmt::format("line {}: {}", parser->lastError.line,
                            message == nullptr ? "not well-formed" : without_line_end(message)));
  }
  return XmlDocument(std::move(document));
}

}  // namespace rehearse::call
