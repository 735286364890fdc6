#include "call/wsdl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/xml_document.h"

namespace rehearse::call {
namespace {

// A service with a port of either SOAP version, one operation of style document and one of style rpc, and a
// port without SOAP.
constexpr const char* kWsdl = R"(<?xml version="1.0"?>
<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:s12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:h="http://schemas.xmlsoap.org/wsdl/http/"
    xmlns:t="urn:accounts" xmlns:x="urn:types" targetNamespace="urn:accounts">
  <w:message name="loginIn"><w:part name="parameters" element="x:Login"/></w:message>
  <w:message name="sumIn"><w:part name="a" type="x:int"/></w:message>
  <w:portType name="Port">
    <w:operation name="login"><w:input message="t:loginIn"/></w:operation>
    <w:operation name="sum"><w:input message="t:sumIn"/></w:operation>
  </w:portType>
  <w:binding name="B11" type="t:Port">
    <s:binding style="document"/>
    <w:operation name="login"><s:operation soapAction="urn:login"/><w:input><s:body use="literal"/></w:input></w:operation>
    <w:operation name="sum"><s:operation soapAction=""/><w:input><s:body use="encoded" namespace="urn:rpc"/></w:input></w:operation>
    <w:operation name="unknown"/>
  </w:binding>
  <w:binding name="B12" type="t:Port">
    <w:operation name="login"><s12:operation soapAction="urn:login12"/></w:operation>
  </w:binding>
  <w:service name="S">
    <w:port name="P11" binding="t:B11"><s:address location="https://api.example.com/soap"/></w:port>
    <w:port name="P12" binding="t:B12"><s12:address location="https://api.example.com/soap12"/></w:port>
    <w:port name="Http" binding="t:B11"><h:address location="https://api.example.com/http"/></w:port>
    <w:port name="Lost" binding="t:Nowhere"><s:address location="REPLACE_WITH_ACTUAL_URL"/></w:port>
  </w:service>
</w:definitions>)";

TEST(ReadWsdl, tells_addresses_and_operations) {
  const auto ports = read_wsdl(kWsdl);
  ASSERT_TRUE(ports) << ports.error().text();
  ASSERT_EQ(ports->size(), 3U);
  const auto& first = ports->at(0);
  EXPECT_EQ(first.address, "https://api.example.com/soap");
  EXPECT_FALSE(first.soap12);
  ASSERT_EQ(first.operations.size(), 3U);
  EXPECT_EQ(first.operations[0].action, "urn:login");
  EXPECT_EQ(first.operations[0].element, "Login");
  EXPECT_EQ(first.operations[0].element_namespace, "urn:types");
  EXPECT_EQ(first.operations[1].element, "sum");
  EXPECT_EQ(first.operations[1].element_namespace, "urn:rpc");
  EXPECT_EQ(first.operations[2].element_namespace, "urn:accounts");
  EXPECT_TRUE(ports->at(1).soap12);
  EXPECT_EQ(ports->at(1).operations[0].action, "urn:login12");
  EXPECT_EQ(ports->at(1).operations[0].element, "Login");
  EXPECT_TRUE(ports->at(2).operations.empty());
}

TEST(ReadWsdl, refuses_what_is_none) {
  const struct {
    const char* text;
    const char* code;
  } cases[] = {
      {"", "not-xml"},
      {"{}", "not-xml"},
      {"<definitions/>", "not-wsdl"},
      {"<description xmlns='http://www.w3.org/ns/wsdl'/>", "not-wsdl"},
      {"<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'><service name='s'/></definitions>", "not-wsdl"},
      {"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><definitions>&x;</definitions>",
       "xml-doctype"},
  };
  for (const auto& c : cases) {
    const auto ports = read_wsdl(c.text);
    EXPECT_EQ(ports ? "" : ports.error().code, c.code) << c.text;
  }
}

TEST(EmptyEnvelope, is_xml_or_refused) {
  const struct {
    const char* name;
    const char* element;
    const char* space;
    bool is_made;
  } cases[] = {
      {"a_name", "login", "urn:a", true},
      {"letters_outside_ascii", "gr\u00fc\u00dfe", "urn:a", true},
      {"no_namespace_that_is_plain", "login", "urn:\"a<b>&c'\n{{d}}${e}", true},
      {"a_blank", "log in", "urn:a", false},
      {"a_tag", "login/><x", "urn:a", false},
      {"a_colon", "m:login", "urn:a", false},
      {"a_digit_first", "1login", "urn:a", false},
      {"no_name", "", "urn:a", false},
      {"a_line_end", "log\nin", "urn:a", false},
  };
  for (const auto& c : cases) {
    for (const bool soap12 : {false, true}) {
      SCOPED_TRACE(c.name);
      const auto envelope = empty_envelope(
          {.name = "o", .action = "", .element = c.element, .element_namespace = c.space}, soap12);
      ASSERT_EQ(envelope.has_value(), c.is_made);
      if (!envelope) {
        EXPECT_EQ(envelope.error().code, "bad-name");
        continue;
      }
      EXPECT_TRUE(XmlDocument::parse(*envelope)) << *envelope;
      EXPECT_EQ(envelope->find('{'), std::string::npos) << "nothing to be filled in";
    }
  }
}

}  // namespace
}  // namespace rehearse::call
