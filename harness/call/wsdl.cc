#include "call/wsdl.h"

#include <fmt/format.h>

#include "base/template.h"
#include "call/xml_document.h"
#include "call/xml_tree.h"

namespace rehearse::call {
namespace {

// Source: WSDL 1.1 section 3, and its binding for SOAP 1.2.
constexpr std::string_view kWsdl = "http://schemas.xmlsoap.org/wsdl/";
constexpr std::string_view kSoap11 = "http://schemas.xmlsoap.org/wsdl/soap/";
constexpr std::string_view kSoap12 = "http://schemas.xmlsoap.org/wsdl/soap12/";
// Source: SOAP 1.1 section 4, SOAP 1.2 part 1 section 5.
constexpr std::string_view kEnvelope11 = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr std::string_view kEnvelope12 = "http://www.w3.org/2003/05/soap-envelope";

std::string_view namespace_of(const xmlNode* node) {
  return node == nullptr || node->ns == nullptr ? std::string_view() : view(node->ns->href);
}

// The child of that name in one of SOAP's namespaces.
xmlNode* soap_child(xmlNode* parent, std::string_view local) {
  for (auto* node = child(parent, local); node != nullptr; node = next_called(node, local)) {
    if (namespace_of(node) == kSoap11 || namespace_of(node) == kSoap12) return node;
  }
  return nullptr;
}

std::string local_part(std::string_view name) {
  const auto colon = name.find(':');
  return std::string(colon == std::string_view::npos ? name : name.substr(colon + 1));
}

// What the prefix of a name stands for where `node` stands.
std::string namespace_named(xmlNode* node, std::string_view name) {
  const auto colon = name.find(':');
  const std::string prefix(colon == std::string_view::npos ? std::string_view() : name.substr(0, colon));
  const auto* found = xmlSearchNs(
      node->doc, node, prefix.empty() ? nullptr : reinterpret_cast<const xmlChar*>(prefix.c_str()));
  return found == nullptr ? std::string() : std::string(view(found->href));
}

class Reader {
 public:
  explicit Reader(xmlNode* root) : x_root(root) {}

  std::vector<WsdlPort> ports() {
    std::vector<WsdlPort> out;
    for (auto* service = child(x_root, "service"); service != nullptr;
         service = next_called(service, "service")) {
      for (auto* port = child(service, "port"); port != nullptr; port = next_called(port, "port")) {
        if (auto* address = soap_child(port, "address"); address != nullptr)
          out.push_back(read(port, address));
      }
    }
    return out;
  }

 private:
  xmlNode* named(std::string_view kind, std::string_view name) {
    for (auto* node = child(x_root, kind); node != nullptr; node = next_called(node, kind)) {
      if (attribute(node, "name") == local_part(name)) return node;
    }
    return nullptr;
  }

  WsdlPort read(xmlNode* port, xmlNode* address) {
    WsdlPort out{.name = std::string(attribute(port, "name")),
                 .address = std::string(attribute(address, "location")),
                 .soap12 = namespace_of(address) == kSoap12,
                 .operations = {}};
    auto* binding = named("binding", attribute(port, "binding"));
    if (binding == nullptr) return out;
    auto* type = named("portType", attribute(binding, "type"));
    for (auto* operation = child(binding, "operation"); operation != nullptr;
         operation = next_called(operation, "operation")) {
      out.operations.push_back(read_operation(operation, type));
    }
    return out;
  }

  WsdlOperation read_operation(xmlNode* operation, xmlNode* type) {
    WsdlOperation out;
    out.name = attribute(operation, "name");
    if (auto* soap = soap_child(operation, "operation"); soap != nullptr)
      out.action = attribute(soap, "soapAction");
    // Style rpc: the operation's own name, in the namespace that the body says.
    out.element = out.name;
    if (auto* body = soap_child(child(operation, "input"), "body"); body != nullptr)
      out.element_namespace = attribute(body, "namespace");
    if (out.element_namespace.empty()) out.element_namespace = attribute(x_root, "targetNamespace");
    if (auto* part = first_part(type, out.name); part != nullptr) {  // style document
      const auto element = attribute(part, "element");
      if (!element.empty()) {
        out.element = local_part(element);
        out.element_namespace = namespace_named(part, element);
      }
    }
    return out;
  }

  xmlNode* first_part(xmlNode* type, std::string_view operation) {
    for (auto* node = child(type, "operation"); node != nullptr; node = next_called(node, "operation")) {
      if (attribute(node, "name") != operation) continue;
      auto* input = child(node, "input");
      auto* message = input == nullptr ? nullptr : named("message", attribute(input, "message"));
      return child(message, "part");
    }
    return nullptr;
  }

  xmlNode* x_root;
};

// As the value of an attribute, in a text whose braces may be places to be filled in.
std::string as_value(std::string_view text) {
  std::string out;
  for (const char c : escaped(text, Escape::xml)) out += c == '{' ? std::string("&#123;") : std::string(1, c);
  return out;
}

// Source: Namespaces in XML 1.0, section 3.
bool is_ncname(const std::string& name) {
  return xmlValidateNCName(reinterpret_cast<const xmlChar*>(name.c_str()), 0) == 0;
}

}  // namespace

Result<std::vector<WsdlPort>> read_wsdl(std::string_view text) {
  const auto document = XmlDocument::parse(text);
  if (!document) return std::unexpected(document.error());
  auto* root = xmlDocGetRootElement(document->tree());
  if (root == nullptr || view(root->name) != "definitions" || namespace_of(root) != kWsdl)
    return fail("not-wsdl", "no WSDL 1.1: its root is not `definitions`");
  auto ports = Reader(root).ports();
  if (ports.empty()) return fail("not-wsdl", "it has no SOAP port");
  return ports;
}

Result<std::string> empty_envelope(const WsdlOperation& operation, bool soap12) {
  if (!is_ncname(operation.element))
    return fail("bad-name", fmt::format("no XML element can be called '{}'", operation.element));
  return fmt::format(
      "<soap:Envelope xmlns:soap=\"{}\" xmlns:m=\"{}\">\n  <soap:Body>\n    <m:{}>\n    </m:{}>\n  "
      "</soap:Body>\n</soap:Envelope>",
      soap12 ? kEnvelope12 : kEnvelope11, as_value(operation.element_namespace), operation.element,
      operation.element);
}

}  // namespace rehearse::call
