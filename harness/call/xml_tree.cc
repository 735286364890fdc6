#include "call/xml_tree.h"

namespace rehearse::call {

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

xmlNode* element_from(xmlNode* node) {
  while (node != nullptr && node->type != XML_ELEMENT_NODE) node = node->next;
  return node;
}

xmlNode* child(xmlNode* parent, std::string_view local) {
  if (parent == nullptr) return nullptr;
  auto* first = element_from(parent->children);
  return first == nullptr || view(first->name) == local ? first : next_called(first, local);
}

xmlNode* next_called(xmlNode* node, std::string_view local) {
  do node = element_from(node->next);
  while (node != nullptr && view(node->name) != local);
  return node;
}

std::string_view attribute(const xmlNode* node, const char* name) {
  for (const auto* one = node->properties; one != nullptr; one = one->next) {
    if (one->ns != nullptr || view(one->name) != name) continue;
    return one->children == nullptr ? std::string_view() : view(one->children->content);
  }
  return {};
}

}  // namespace rehearse::call
