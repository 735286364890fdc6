#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rehearse::call {

/// A qualified name that stands in the text of an element.
struct QName {
  std::string written;               ///< "fns:INVALID_VALUE"
  std::string local;                 ///< "INVALID_VALUE"
  std::optional<std::string> space;  ///< what the document declares for the prefix; none = nothing
  friend bool operator==(const QName&, const QName&) = default;
};

/// Whether `seen` is what a profile calls `expected`: spelt the same, or the same local name where one of the
/// two prefixes is a free choice: the profile wrote none, or the document declares its own.
bool is_called(const QName& seen, std::string_view expected);

/// The same where the profile declares prefixes (prefix -> URI): a name with one of them is in that namespace
/// and no other, however either side spells it. A prefix that it does not declare, and a name without one,
/// are as above.
bool is_called(const QName& seen, std::string_view expected,
               const std::map<std::string, std::string>& namespaces);

/// A SOAP fault. Everything in it is a peer's text.
struct SoapFault {
  /// The fault code; of SOAP 1.2 the subcodes after it; then the first `FaultCode` of the detail, if any.
  std::vector<QName> codes;
  std::string reason;  ///< faultstring, or the first Reason/Text
  /// The texts in detail or Detail, in their order, white space as single spaces; at most 4 KiB, no character
  /// torn.
  std::string detail;
};

/// What a SOAP body holds.
struct SoapAnswer {
  std::string element;  ///< local name of the body's first element: "loginResponse", "Fault"; may be empty
  std::optional<SoapFault> fault;
};

/// Reads a SOAP 1.1 or 1.2 envelope, within the bounds of XmlDocument.
///
/// Errors: those of XmlDocument, not-soap (XML without an envelope). Threads: safe.
Result<SoapAnswer> read_soap(std::string_view body);

}  // namespace rehearse::call
