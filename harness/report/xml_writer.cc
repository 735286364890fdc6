#include "report/xml_writer.h"

#include "base/printable.h"

namespace rehearse::report {
namespace {

const xmlChar* xml(const std::string& text) {
  return reinterpret_cast<const xmlChar*>(text.c_str());
}

const xmlChar* xml(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

// A line feed in such a text is layout of ours.
std::string printable_lines(std::string_view lines) {
  std::string out;
  while (true) {
    const auto end = lines.find('\n');
    out += printable(lines.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += '\n';
    lines.remove_prefix(end + 1);
  }
}

}  // namespace

XmlWriter::XmlWriter() : x_buffer(xmlBufferCreate()), x_writer(xmlNewTextWriterMemory(x_buffer.get(), 0)) {
  xmlTextWriterSetIndent(x_writer.get(), 1);
  xmlTextWriterSetIndentString(x_writer.get(), xml("  "));
  xmlTextWriterStartDocument(x_writer.get(), nullptr, "UTF-8", nullptr);
}

void XmlWriter::open(const char* element) {
  xmlTextWriterStartElement(x_writer.get(), xml(element));
}

void XmlWriter::attribute(const char* name, std::string_view value) {
  xmlTextWriterWriteAttribute(x_writer.get(), xml(name), xml(printable(value)));
}

void XmlWriter::text(std::string_view lines) {
  xmlTextWriterWriteString(x_writer.get(), xml(printable_lines(lines)));
}

void XmlWriter::close() {
  xmlTextWriterEndElement(x_writer.get());
}

void XmlWriter::element(const char* name, std::string_view lines) {
  open(name);
  text(lines);
  close();
}

std::string XmlWriter::take() && {
  xmlTextWriterEndDocument(x_writer.get());
  x_writer.reset();
  return {reinterpret_cast<const char*>(xmlBufferContent(x_buffer.get())),
          static_cast<std::size_t>(xmlBufferLength(x_buffer.get()))};
}

}  // namespace rehearse::report
