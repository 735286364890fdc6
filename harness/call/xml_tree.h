#pragma once
// Walking libxml2's trees: for the .cc files of this room.

#include <string_view>

#include <libxml/tree.h>

namespace rehearse::call {

/// Empty for none.
std::string_view view(const xmlChar* text);
/// `node` or the first element behind it; null for none.
xmlNode* element_from(xmlNode* node);
/// The first child element of that local name, in any namespace; null for none, and of null.
xmlNode* child(xmlNode* parent, std::string_view local);
/// The next element of that local name behind `node`.
xmlNode* next_called(xmlNode* node, std::string_view local);
/// The value of an attribute without a namespace; empty where there is none.
std::string_view attribute(const xmlNode* node, const char* name);

}  // namespace rehearse::call
