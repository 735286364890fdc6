#include "call/body_tree.h"

#include <fmt/format.h>
#include <libxml/tree.h>

#include "call/json_document.h"
#include "call/xml_document.h"

namespace rehearse::call {
namespace {

using Json = nlohmann::json;

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

// A second one of the name makes a list of both.
void put(Json& element, const std::string& name, Json value) {
  const auto found = element.find(name);
  if (found == element.end()) {
    element[name] = std::move(value);
  } else if (found->is_array()) {
    found->push_back(std::move(value));
  } else {
    *found = Json::array({std::move(*found), std::move(value)});
  }
}

void put_attributes(Json& element, const xmlNode* node) {
  for (const auto* attribute = node->properties; attribute != nullptr; attribute = attribute->next) {
    std::string value;
    for (const auto* text = attribute->children; text != nullptr; text = text->next)
      value += view(text->content);
    put(element, "@" + std::string(view(attribute->name)), std::move(value));
  }
}

// As deep as XmlDocument lets a document be.
Json tree_of(const xmlNode* node) {
  Json element = Json::object();
  std::string text;
  put_attributes(element, node);
  for (const auto* child = node->children; child != nullptr; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) text += view(child->content);
    if (child->type == XML_ELEMENT_NODE) put(element, std::string(view(child->name)), tree_of(child));
  }
  const auto trimmed = std::string(without_blanks(text));
  if (element.empty()) return trimmed;
  if (!trimmed.empty()) element["#text"] = trimmed;
  return element;
}

Json lines_of(std::string_view text) {
  Json out = Json::object();
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out[fmt::format("line {}", ++number)] = std::string(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace

BodyTree body_tree(const Response& response) {
  const std::string_view body = response.body;
  if (without_blanks(body).empty()) return {"empty", {}};
  // A lone word or number is JSON, too; people who write text do not mean it.
  const auto first = without_blanks(body).front();
  if ((first == '{' || first == '[') && !json_problem(body))
    return {"json", Json::parse(body, nullptr, false)};
  if (first == '<') {
    const auto document = XmlDocument::parse(body);
    const auto* root = document ? xmlDocGetRootElement(document->tree()) : nullptr;
    if (root != nullptr) return {"xml", Json::object({{std::string(view(root->name)), tree_of(root)}})};
  }
  return {"text", lines_of(body)};
}

}  // namespace rehearse::call
