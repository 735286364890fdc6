#pragma once
// For the .cc files of this room alone.

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "call/call.h"

namespace rehearse::call {

/// A body as one tree, whatever it is written in: of objects, lists, texts, truth values, null, integers of
/// 64 bits, and other numbers as binary with their exact decimal digits, so that equal is equal.
struct BodyTree {
  std::string format;  ///< "json", "xml", "text", "empty"
  nlohmann::json root;
  /// What is of the body as a whole and stands in no node, by name: a byte order mark; of XML the encoding it
  /// declares, where a byte depends on it; of text how its lines end, and whether the last one does.
  std::map<std::string, std::string> whole = {};
};

// Keys that no body has: neither JSON nor XML holds these bytes.
inline constexpr char kHidden = '\xff';
inline constexpr std::string_view kText = "\xff#";        ///< the text of an element that holds nothing else
inline constexpr std::string_view kNamespace = "\xffns";  ///< of an element, where it is not its parent's
inline constexpr std::string_view kOrder = "\xfforder";   ///< of an element: the names in it, as they stand

/// JSON as it is; a key that stands twice is there twice. XML as an object for an element: local name -> the
/// element, a list where several have the name; "@name" for an attribute; "#text" for text beside elements.
/// Comments and processing instructions are left out. Anything else as an object of its lines. Nothing of a
/// peer's makes it fail. Threads: safe.
BodyTree body_tree(const Response& response);

/// A key as a path shows it, not escaped: what is hidden of it turned into words; empty for the text of an
/// element.
std::string shown_key(std::string_view key, const std::function<std::string(std::string_view)>& scrub);

/// A node as a person reads it.
std::string shown_node(const nlohmann::json& node);

/// What `token` of JSON is worth: two that are the same number have the same node.
nlohmann::json number_node(std::string_view token);

}  // namespace rehearse::call
