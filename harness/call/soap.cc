#include "call/soap.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <libxml/tree.h>

#include "call/xml_document.h"
#include "call/xml_tree.h"

namespace rehearse::call {
namespace {

constexpr std::size_t kMaxSubcodes = 16;
constexpr std::size_t kMaxDetail = 4096;
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::array<std::string_view, 2> kEnvelopes = {"http://schemas.xmlsoap.org/soap/envelope/",
                                                        "http://www.w3.org/2003/05/soap-envelope"};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kSpace) - first + 1));
}

// The first element called `local` anywhere below, in the order of the document. The parser has bounded the
// depth (256).
xmlNode* below(xmlNode* parent, std::string_view local) {
  if (parent == nullptr) return nullptr;
  for (auto* node = element_from(parent->children); node != nullptr; node = element_from(node->next)) {
    if (view(node->name) == local) return node;
    if (auto* found = below(node, local); found != nullptr) return found;
  }
  return nullptr;
}

std::string text_of(xmlNode* node) {
  if (node == nullptr) return {};
  xmlChar* raw = xmlNodeGetContent(node);
  // xmlFree is a variable, not a function: it cannot be a Handle's deleter.
  std::string out = trimmed(view(raw));
  xmlFree(raw);
  return out;
}

// Elements without white space between them still are two words: `<code>12</code><text>no</text>`. Stops soon
// after the bound. The parser has bounded the depth.
void add_words(std::string& out, const xmlNode* node) {
  for (; node != nullptr && out.size() <= kMaxDetail; node = node->next) {
    if (node->type == XML_ELEMENT_NODE) {
      add_words(out, node->children);
    } else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
      if (!out.empty() && !out.ends_with(' ')) out += ' ';
      for (const char c : view(node->content)) {
        if (out.size() > kMaxDetail) break;
        const bool space = kSpace.find(c) != std::string_view::npos;
        if (!space) {
          out += c;
        } else if (!out.empty() && !out.ends_with(' ')) {
          out += ' ';
        }
      }
    }
  }
}

std::string words_of(const xmlNode* node) {
  std::string out;
  if (node != nullptr) add_words(out, node->children);
  if (out.size() > kMaxDetail) {
    std::size_t end = kMaxDetail;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
    out.resize(end);
  }
  return trimmed(out);
}

void add_code(std::vector<QName>& codes, xmlNode* node) {
  if (node == nullptr) return;
  QName name;
  name.written = text_of(node);
  if (name.written.empty()) return;
  const auto colon = name.written.find(':');
  name.local = colon == std::string::npos ? name.written : name.written.substr(colon + 1);
  const std::string prefix = colon == std::string::npos ? "" : name.written.substr(0, colon);
  const auto* declared = xmlSearchNs(
      node->doc, node, prefix.empty() ? nullptr : reinterpret_cast<const xmlChar*>(prefix.c_str()));
  if (declared != nullptr && declared->href != nullptr) name.space = view(declared->href);
  codes.push_back(std::move(name));
}

SoapFault read_fault(xmlNode* node) {
  SoapFault out;
  auto* detail = child(node, "detail");
  if (auto* code = child(node, "Code"); code != nullptr) {  // SOAP 1.2
    for (std::size_t i = 0; code != nullptr && i <= kMaxSubcodes; ++i, code = child(code, "Subcode")) {
      add_code(out.codes, child(code, "Value"));
    }
    out.reason = text_of(child(child(node, "Reason"), "Text"));
    detail = child(node, "Detail");
  } else {
    add_code(out.codes, child(node, "faultcode"));
    out.reason = text_of(child(node, "faultstring"));
  }
  add_code(out.codes, below(detail, "FaultCode"));
  out.detail = words_of(detail);
  return out;
}

bool in_envelope_namespace(const xmlNode* node) {
  return node->ns != nullptr && std::ranges::count(kEnvelopes, view(node->ns->href)) > 0;
}

}  // namespace

bool is_called(const QName& seen, std::string_view expected) {
  if (seen.written == expected) return true;
  const auto colon = expected.find(':');
  const auto local = colon == std::string_view::npos ? expected : expected.substr(colon + 1);
  return seen.local == local && (colon == std::string_view::npos || seen.space.has_value());
}

bool is_called(const QName& seen, std::string_view expected,
               const std::map<std::string, std::string>& namespaces) {
  const auto colon = expected.find(':');
  const auto declared = colon == std::string_view::npos
                            ? namespaces.end()
                            : namespaces.find(std::string(expected.substr(0, colon)));
  if (declared == namespaces.end()) return is_called(seen, expected);
  return seen.local == expected.substr(colon + 1) && seen.space == declared->second;
}

Result<SoapAnswer> read_soap(std::string_view body) {
  const auto document = XmlDocument::parse(body);
  if (!document) return std::unexpected(document.error());

  auto* envelope = xmlDocGetRootElement(document->tree());
  if (envelope == nullptr || view(envelope->name) != "Envelope" || !in_envelope_namespace(envelope)) {
    return fail("not-soap",
                fmt::format("XML with root {}", envelope == nullptr ? "none" : view(envelope->name)));
  }
  auto* content = child(envelope, "Body");
  if (content == nullptr || !in_envelope_namespace(content))
    return fail("not-soap", "an envelope without a body");
  SoapAnswer out;
  auto* first = element_from(content->children);
  if (first == nullptr) return out;
  out.element = view(first->name);
  if (out.element == "Fault" && in_envelope_namespace(first)) out.fault = read_fault(first);
  return out;
}

}  // namespace rehearse::call
