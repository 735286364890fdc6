#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rehearse::call {

/// One operation of a SOAP service, as far as an empty call of it needs.
struct WsdlOperation {
  std::string name;
  std::string action;             ///< of soap:operation; empty for none
  std::string element;            ///< the first element of the request's body
  std::string element_namespace;  ///< empty for none
};

/// One address of a service.
struct WsdlPort {
  std::string name;
  std::string address;  ///< as written: a URL, or what is to be filled in
  bool soap12 = false;
  std::vector<WsdlOperation> operations;
};

/// The SOAP ports of a WSDL 1.1 document, 1.1 and 1.2. What is imported is not fetched: its operations have
/// the name alone. Errors: those of XmlDocument, not-wsdl (another root, or no SOAP port). Threads: safe.
Result<std::vector<WsdlPort>> read_wsdl(std::string_view text);

/// The request of an operation with nothing in its first element. Errors: bad-name, where XML has no element
/// of that name: read_wsdl() takes names as they stand, and not everything that writes WSDL checks them.
Result<std::string> empty_envelope(const WsdlOperation& operation, bool soap12);

}  // namespace rehearse::call
