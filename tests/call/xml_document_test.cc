// The bounds of the parse have their rows in soap_test.cc, where each was found; here is what holds for XML
// that is no SOAP.

#include "call/xml_document.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rehearse::call {
namespace {

struct ReadCase {
  const char* name;
  std::string body;
  const char* code;  // "" = read
};

const ReadCase kCases[] = {
    {"any_root", "<a/>", ""},
    {"latin_1", "<a>caf\xe9</a>", ""},
    {"a_page_with_a_doctype", "<!DOCTYPE html><html/>", "xml-doctype"},
    {"a_file_as_an_entity", "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><a>&e;</a>",
     "xml-doctype"},
    {"a_doctype_after_a_comment", "<!-- x --><!DOCTYPE a><a/>", "xml-doctype"},
    {"an_entity_of_nobody", "<a>&e;</a>", "not-xml"},
    {"an_include_is_an_element",
     "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='/etc/hostname' parse='text'/>", ""},
    {"json", "{}", "not-xml"},
    {"nothing", "", "not-xml"},
    {"four_megabytes_and_a_bit", "<a>" + std::string(4U << 20, 'x') + "</a>", "xml-over-limit"},
};

TEST(XmlDocument, WhatIsRead) {
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    testing::internal::CaptureStderr();
    const auto document = XmlDocument::parse(c.body);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(document ? "" : document.error().code, c.code);
  }
}

}  // namespace
}  // namespace rehearse::call
