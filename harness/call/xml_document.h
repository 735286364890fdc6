#pragma once

#include <string_view>

#include "base/handle.h"
#include "base/result.h"

struct _xmlDoc;  // libxml2's own; its headers stay in .cc files

namespace rehearse::call {

void free_xml(_xmlDoc* document);

/// A peer's XML, read.
///
/// Hostile input is expected: no network, no DOCTYPE and so no entities of the document's own, and a bound on
/// everything that costs more than linear time: 4 MiB, 256 levels, 1000 attributes a tag. Read as UTF-8, or
/// as Latin-1 where it is none, whatever the document claims: an encoding of the peer's choice would be one
/// more parser in the way.
///
/// Threads: safe to read from many.
class XmlDocument {
 public:
  /// Errors: not-xml; and what may be XML and is not read: xml-doctype, xml-encoding, xml-over-limit.
  static Result<XmlDocument> parse(std::string_view body);

  /// For the .cc files of this room, to read from.
  _xmlDoc* tree() const { return x_tree.get(); }

 private:
  using Tree = Handle<_xmlDoc, free_xml>;
  explicit XmlDocument(Tree tree) : x_tree(std::move(tree)) {}
  Tree x_tree;
};

}  // namespace rehearse::call
