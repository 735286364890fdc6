// Any bytes as the answer to a SOAP call: the texts made of them are bounded, a refusal says why, and an
// expected fault is only found where one was read.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "call/call.h"
#include "call/soap.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rehearse::call;
  constexpr std::size_t kBound = 300;
  const std::string_view body(reinterpret_cast<const char*>(data), size);

  const auto answer = read_soap(body);
  std::optional<SoapFault> fault;
  if (answer) {
    fault = answer->fault;
  } else {
    require(!answer.error().code.empty() && !answer.error().detail.empty());
  }
  if (fault) {
    require(fault->detail.size() <= 4096 && fault->detail.find('\n') == std::string::npos);
    for (const auto& code : fault->codes) {
      require(!code.written.empty() && code.written.ends_with(code.local));
      require(is_called(code, code.written));
    }
  }

  rehearse::profile::Call call;
  call.kind = rehearse::profile::CallKind::soap;
  call.body.add_secret("secret-of-the-call");
  call.expect.fault = "fns:INVALID_VALUE";
  Response response;
  response.status = 500;
  response.body = body;
  const auto judged = judge_response(call, response);
  require(judged.asserts.size() == 1 && judged.asserts[0].seen.size() <= kBound);
  require(judged.detail.size() <= kBound && judged.detail.find('\n') == std::string::npos);
  require(judged.detail.find("secret-of-the-call") == std::string::npos);
  if (judged.outcome == Outcome::passed) require(fault.has_value());
  return 0;
}
