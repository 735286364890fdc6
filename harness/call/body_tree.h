#pragma once
// For the .cc files of this room alone.

#include <string>

#include <nlohmann/json.hpp>

#include "call/call.h"

namespace rehearse::call {

/// A body as one tree, whatever it is written in.
struct BodyTree {
  std::string format;  ///< "json", "xml", "text", "empty"
  nlohmann::json root;
};

/// JSON as it is; XML as an object for an element (local name -> what is in it, a list where several have the
/// name; "@name" for an attribute, "#text" for text beside either), a text for one that holds text alone;
/// anything else as an object of its lines. Nothing of a peer's makes it fail. Threads: safe.
BodyTree body_tree(const Response& response);

}  // namespace rehearse::call
