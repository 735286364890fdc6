#pragma once

#include <map>
#include <string>
#include <vector>

#include "call/call.h"
#include "call/excerpt.h"
#include "call/questions.h"
#include "call/soap.h"

namespace rehearse::call {

/// One answer, as asserts look at it.
struct Asserted {
  const profile::Call& call;
  const Response& response;
  const Excerpt& excerpt;
  const Result<SoapAnswer>& soap;
  const std::map<std::string, std::string>& namespaces;
};

/// Every assert of the call, in the order of the manual. A question that cannot be put (no JSON, no XML) does
/// not hold, and says why.
std::vector<Assert> asserts_of(const Asserted& it, Questions& questions);

/// What the call's captures find, and one assert that does not hold for each that finds nothing.
struct Captured {
  Values values;
  std::vector<Assert> missing;
};
Captured capture(const profile::Call& call, Questions& questions, const Excerpt& excerpt);

/// "fns:INVALID_VALUE, soapenv:Client", "no fault", "no SOAP: no markup".
std::string fault_text(const Result<SoapAnswer>& soap, const Excerpt& excerpt);

}  // namespace rehearse::call
