#pragma once
// An XML text, element by element. For the .cc files of XML reports alone.

#include <string>
#include <string_view>

#include <libxml/xmlwriter.h>

#include "base/handle.h"

namespace rehearse::report {

/// Writes indented XML 1.0. What stands in it is made printable() first: no control, and nothing that XML
/// could not hold. Errors: none but out of memory, in which case the text ends early.
class XmlWriter {
 public:
  XmlWriter();

  void open(const char* element);
  /// Of the element opened last, before anything is put into it.
  void attribute(const char* name, std::string_view value);
  void text(std::string_view lines);
  void close();
  /// An element with nothing but text.
  void element(const char* name, std::string_view lines);

  std::string take() &&;

 private:
  Handle<xmlBuffer, xmlBufferFree> x_buffer;
  Handle<xmlTextWriter, xmlFreeTextWriter> x_writer;
};

}  // namespace rehearse::report
