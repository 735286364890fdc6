#include "call/soap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rehearse::call {
namespace {

using testing::HasSubstr;

const std::string kOpen11 = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>";
const std::string kOpen12 = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>";
const std::string kClose = "</s:Body></s:Envelope>";

// What a vendor with Axis sends for a wrong password.
const std::string kLoginFault =
    "<?xml version='1.0' encoding='UTF-8'?>\n" + kOpen11 +
    "<s:Fault><faultcode xmlns:fns='http://fault.api.example.com/'> fns:INVALID_VALUE\n</faultcode>"
    "<faultstring>Invalid login. User name and password do not match.</faultstring>"
    "<detail><f:LoginFault xmlns:f='http://fault.api.example.com/'>"
    "<f:FaultCode>f:INVALID_VALUE</f:FaultCode><f:FaultMessage>no</f:FaultMessage>"
    "</f:LoginFault></detail></s:Fault>" +
    kClose;

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

SoapFault fault_in(std::string_view body) {
  const auto answer = read_soap(body);
  const std::optional<SoapFault> fault = answer ? answer->fault : std::nullopt;
  EXPECT_TRUE(fault.has_value()) << (answer ? answer->element : answer.error().text());
  return fault.value_or(SoapFault{});
}

TEST(ReadSoap, AFaultOfSoap11) {
  const auto fault = fault_in(kLoginFault);
  const std::vector<QName> codes = {{"fns:INVALID_VALUE", "INVALID_VALUE", "http://fault.api.example.com/"},
                                    {"f:INVALID_VALUE", "INVALID_VALUE", "http://fault.api.example.com/"}};
  EXPECT_EQ(fault.codes, codes);
  EXPECT_EQ(fault.reason, "Invalid login. User name and password do not match.");
  EXPECT_EQ(fault.detail, "f:INVALID_VALUE no");
}

TEST(ReadSoap, AFaultOfSoap12WithSubcodes) {
  const auto fault = fault_in(
      kOpen12 +
      "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value xmlns:m='urn:m'>m:Timeout</s:Value>"
      "<s:Subcode><s:Value>q:Deep</s:Value></s:Subcode></s:Subcode></s:Code>"
      "<s:Reason><s:Text xml:lang='en'>too <![CDATA[<late>]]></s:Text><s:Text xml:lang='de'>zu spaet</s:Text>"
      "</s:Reason></s:Fault>" +
      kClose);
  const std::vector<QName> codes = {{"s:Sender", "Sender", "http://www.w3.org/2003/05/soap-envelope"},
                                    {"m:Timeout", "Timeout", "urn:m"},
                                    {"q:Deep", "Deep", std::nullopt}};
  EXPECT_EQ(fault.codes, codes);
  EXPECT_EQ(fault.reason, "too <late>");
}

struct DetailCase {
  const char* name;
  std::string detail;
  std::string words;
};

const DetailCase kDetails[] = {
    {"none", "", ""},
    {"an_empty_one", "<detail/>", ""},
    {"white_space_alone", "<detail> \n<a> </a></detail>", ""},
    {"text", "<detail>\n  too\t many\r\n  </detail>", "too many"},
    {"elements_are_words_of_their_own", "<detail><a>12</a><b>no <c>way</c></b>!</detail>", "12 no way !"},
    {"cdata", "<detail><![CDATA[ a <b> ]]><x>c</x></detail>", "a <b> c"},
    {"comments_are_no_text", "<detail>a<!-- b --><?c d?></detail>", "a"},
    {"attributes_are_no_text", "<detail><a b='c'/></detail>", ""},
    {"long_text_is_cut", "<detail>" + std::string(5000, 'x') + "</detail>", std::string(4096, 'x')},
    {"many_elements_are_cut", "<detail>" + repeat("<a>xyz</a>", 100'000) + "</detail>", repeat("xyz ", 1024)},
    {"no_character_is_torn", "<detail>x" + repeat("\xc3\xa9", 5000) + "</detail>",
     "x" + repeat("\xc3\xa9", 2047)},
};

TEST(ReadSoap, WhatTheDetailSays) {
  for (const auto& c : kDetails) {
    SCOPED_TRACE(c.name);
    const auto fault = fault_in(kOpen11 + "<s:Fault>" + c.detail + "</s:Fault>" + kClose);
    EXPECT_EQ(fault.detail, c.words.substr(0, c.words.find_last_not_of(' ') + 1));
  }
  const auto fault = fault_in(kOpen12 + "<s:Fault><s:Code/><s:Detail><a>1</a></s:Detail></s:Fault>" + kClose);
  EXPECT_EQ(fault.detail, "1");
}

struct ReadCase {
  const char* name;
  std::string body;
  const char* element;
  bool fault;
};

const ReadCase kReadable[] = {
    {"an_answer_is_named", kOpen11 + "<a:loginResponse xmlns:a='urn:a'/>" + kClose, "loginResponse", false},
    {"an_empty_body_is_an_envelope", kOpen11 + kClose, "", false},
    {"a_byte_order_mark_is_forgiven", "\xef\xbb\xbf" + kOpen11 + "<x/>" + kClose, "x", false},
    {"comments_are_passed_over", "<!-- a 'b -->" + kOpen11 + "<!-- <a b='c -->\n<x/>" + kClose, "x", false},
    {"a_fault_of_another_namespace_is_none", kOpen11 + "<Fault><faultcode>x</faultcode></Fault>" + kClose,
     "Fault", false},
    {"a_fault_without_anything_in_it", kOpen11 + "<s:Fault/>" + kClose, "Fault", true},
    {"latin_1_is_read", kOpen11 + "<x>caf\xe9</x>" + kClose, "x", false},
    {"a_claimed_encoding_changes_nothing",
     "<?xml version='1.0' encoding='IBM037'?>" + kOpen11 + "<x/>" + kClose, "x", false},
};

TEST(ReadSoap, WhatIsAnEnvelope) {
  for (const auto& c : kReadable) {
    SCOPED_TRACE(c.name);
    const auto answer = read_soap(c.body);
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->element, c.element);
    EXPECT_EQ(answer->fault.has_value(), c.fault);
  }
}

struct TextCase {
  const char* name;
  const char* claimed;
  const char* bytes;
};

const TextCase kTexts[] = {
    {"utf_8", "UTF-8", "caf\xc3\xa9"},
    {"utf_8_that_claims_to_be_latin_1", "ISO-8859-1", "caf\xc3\xa9"},
    {"utf_8_that_claims_to_be_utf_16", "UTF-16", "caf\xc3\xa9"},
    {"utf_8_that_claims_to_be_ebcdic", "IBM037", "caf\xc3\xa9"},
    {"utf_8_that_claims_to_be_utf_7", "UTF-7", "caf\xc3\xa9"},
    {"latin_1", "ISO-8859-1", "caf\xe9"},
    {"latin_1_that_claims_to_be_utf_8", "UTF-8", "caf\xe9"},
};

TEST(ReadSoap, TheEncodingIsOursToChoose) {
  for (const auto& c : kTexts) {
    SCOPED_TRACE(c.name);
    const auto fault = fault_in(std::string("<?xml version='1.0' encoding='") + c.claimed + "'?>" + kOpen11 +
                                "<s:Fault><faultstring>" + c.bytes + "</faultstring></s:Fault>" + kClose);
    EXPECT_EQ(fault.reason, "caf\xc3\xa9");
  }
}

std::string attributes(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += " a" + std::to_string(i) + "=''";
  return out;
}

// 20000 prefixes in scope, and 60000 tags that each look one up.
std::string namespace_work() {
  std::string open;
  for (std::size_t level = 0; level < 200; ++level) {
    open += "<x";
    for (std::size_t i = 0; i < 100; ++i) open += " xmlns:p" + std::to_string(level * 100 + i) + "='u'";
    open += ">";
  }
  return kOpen11 + open + repeat("<p0:y/>", 60'000) + repeat("</x>", 200) + kClose;
}

std::string billion_laughs() {
  std::string dtd = "<!DOCTYPE lolz [<!ENTITY l0 \"lol\">";
  for (int i = 1; i < 10; ++i) {
    dtd += "<!ENTITY l" + std::to_string(i) + " \"" + repeat("&l" + std::to_string(i - 1) + ";", 10) + "\">";
  }
  return "<?xml version='1.0'?>" + dtd + "]>" + kOpen11 + "<x a='&l9;'>&l9;</x>" + kClose;
}

struct RefusedCase {
  const char* name;
  std::string body;
  const char* code;
  const char* detail;
};

const RefusedCase kRefused[] = {
    {"nothing", "", "not-xml", "empty"},
    {"json", R"({"success":false})", "not-xml", "no markup"},
    {"binary", std::string("\x1f\x8b\x08\x00<\x00", 6), "not-xml", "binary"},
    {"utf_16", std::string("<\0s\0", 4), "xml-encoding", "UTF-16"},
    {"an_html_page", "<html><body><p>Access Denied<br></body></html>", "not-xml", "line 1"},
    {"a_page_in_good_xml", "<html><body/></html>", "not-soap", "root html"},
    {"an_envelope_of_no_soap", "<Envelope><Body/></Envelope>", "not-soap", "root Envelope"},
    {"an_envelope_without_a_body", "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
     "not-soap", "without a body"},
    {"a_body_of_another_namespace",
     "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><Body "
     "xmlns='urn:x'><e:Fault/></Body></e:Envelope>",
     "not-soap", "without a body"},
    {"half_an_envelope", kOpen11 + "<x>", "not-xml", "line 1"},
    {"text_after_the_end", kOpen11 + kClose + "x", "not-xml", "line 1"},
    {"a_lone_less_than", "<", "not-xml", "line 1"},
    {"an_unbound_prefix_is_no_envelope", "<s:Envelope><s:Body/></s:Envelope>", "not-soap", "root"},
    {"an_entity_nobody_declared", kOpen11 + "<x>&secret;</x>" + kClose, "not-xml", "Entity"},
    {"a_doctype", "<!DOCTYPE x>" + kOpen11 + kClose, "xml-doctype", "DOCTYPE"},
    {"a_file_as_an_entity",
     "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>" + kOpen11 + "<x>&e;</x>" + kClose,
     "xml-doctype", "DOCTYPE"},
    {"a_parameter_entity",
     "<!DOCTYPE x [<!ENTITY % e SYSTEM 'http://127.0.0.1:1/x'> %e;]>" + kOpen11 + kClose, "xml-doctype",
     "DOCTYPE"},
    {"an_external_subset", "<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'>" + kOpen11 + kClose, "xml-doctype",
     "DOCTYPE"},
    {"billion_laughs", billion_laughs(), "xml-doctype", "DOCTYPE"},
    {"a_megabyte_of_nesting", repeat("<a>", 350'000), "xml-over-limit", "depth"},
    {"nesting_inside_an_envelope", kOpen11 + repeat("<a>", 1000) + repeat("</a>", 1000) + kClose,
     "xml-over-limit", "depth"},
    {"a_tag_of_attributes", kOpen11 + "<x" + attributes(1001) + "/>" + kClose, "xml-over-limit",
     "1000 attributes"},
    {"a_megabyte_of_attributes", kOpen11 + "<x" + attributes(100'000) + "/>" + kClose, "xml-over-limit",
     "attributes"},
    {"attributes_after_an_open_quote_in_a_comment",
     kOpen11 + "<!-- <a b=' --><x" + attributes(1001) + "/>" + kClose, "xml-over-limit", "attributes"},
    {"prefixes_times_tags", namespace_work(), "xml-over-limit", "namespace declarations"},
    {"a_huge_body", kOpen11 + std::string(5U << 20, 'x') + kClose, "xml-over-limit", "over the limit"},
};

TEST(ReadSoap, WhatIsRefusedAndWhy) {
  for (const auto& c : kRefused) {
    SCOPED_TRACE(c.name);
    testing::internal::CaptureStderr();
    const auto answer = read_soap(c.body);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_FALSE(answer);
    if (answer) continue;
    EXPECT_EQ(answer.error().code, c.code);
    EXPECT_THAT(answer.error().detail, HasSubstr(c.detail));
  }
}

TEST(ReadSoap, LargeButHonestAnswersAreRead) {
  const auto records =
      repeat("<r xmlns:o='urn:o' o:type='Account'><o:Id>1</o:Id><o:Name>a = b</o:Name></r>", 2000);
  const auto answer = read_soap(kOpen11 + "<q>" + records + "</q>" + kClose);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->element, "q");
  EXPECT_TRUE(read_soap(kOpen11 + "<x" + attributes(1000 - 1) + "/>" + kClose));
}

struct NameCase {
  const char* name;
  QName seen;
  const char* expected;
  bool called;
};

const NameCase kNames[] = {
    {"spelt_the_same", {"fns:A", "A", "urn:f"}, "fns:A", true},
    {"spelt_the_same_though_nothing_declares_it", {"fns:A", "A", std::nullopt}, "fns:A", true},
    {"the_document_chose_another_prefix", {"ns2:A", "A", "urn:f"}, "fns:A", true},
    {"a_prefix_that_nothing_declares_is_no_choice", {"ns2:A", "A", std::nullopt}, "fns:A", false},
    {"the_profile_wrote_no_prefix", {"fns:A", "A", std::nullopt}, "A", true},
    {"no_prefix_and_no_namespace", {"A", "A", std::nullopt}, "fns:A", false},
    {"another_name", {"fns:B", "B", "urn:f"}, "fns:A", false},
    {"case_counts", {"fns:a", "a", "urn:f"}, "fns:A", false},
};

TEST(IsCalled, ComparesAsAReaderWould) {
  for (const auto& c : kNames) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(is_called(c.seen, c.expected), c.called);
    EXPECT_EQ(is_called(c.seen, c.expected, {}), c.called);
    EXPECT_EQ(is_called(c.seen, c.expected, {{"other", "urn:f"}}), c.called);
  }
}

const NameCase kDeclaredNames[] = {
    {"spelt_the_same_in_the_same_namespace", {"fns:A", "A", "urn:f"}, "fns:A", true},
    {"another_prefix_in_the_same_namespace", {"ns2:A", "A", "urn:f"}, "fns:A", true},
    {"the_default_namespace", {"A", "A", "urn:f"}, "fns:A", true},
    {"spelt_the_same_in_another_namespace", {"fns:A", "A", "urn:g"}, "fns:A", false},
    {"spelt_the_same_in_none", {"fns:A", "A", std::nullopt}, "fns:A", false},
    {"another_name", {"fns:B", "B", "urn:f"}, "fns:A", false},
    {"the_profile_wrote_no_prefix", {"x:A", "A", "urn:g"}, "A", true},
    {"a_prefix_that_the_profile_does_not_declare", {"x:A", "A", "urn:g"}, "y:A", true},
};

TEST(IsCalled, WhereTheProfileDeclaresThePrefix) {
  for (const auto& c : kDeclaredNames) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(is_called(c.seen, c.expected, {{"fns", "urn:f"}}), c.called);
  }
}

}  // namespace
}  // namespace rehearse::call
