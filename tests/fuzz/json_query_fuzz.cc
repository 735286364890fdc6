// Any bytes as a JSON body, and its first line as a pointer into the rest. Properties: the parser, the
// pointer and jq agree on what is JSON; what comes out is JSON on one line and comes out the same when put in
// again; a refusal says why.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "call/json_query.h"

namespace {

using namespace rehearse::call;

void require(bool holds) {
  if (!holds) std::abort();
}

// One for all inputs, as a run has one for all answers.
Jq& jq() {
  static Jq of_all;
  return of_all;
}

void check_value(const std::string& value) {
  require(value.find('\n') == std::string::npos);
  const auto again = json_pointer(value, "");
  require(again && again->has_value());
  const auto third = json_pointer(**again, "");
  require(third && third->has_value() && **third == **again);
  require(value.starts_with('"') || json_as_text(value) == value);
}

void check_body(std::string_view body) {
  const auto whole = json_pointer(body, "");
  if (!whole) {
    require(whole.error().code == "not-json" || whole.error().code == "json-over-limit");
    require(!whole.error().detail.empty());
    const auto refused = jq().run(".", body);
    require(!refused && refused.error() == whole.error());
    return;
  }
  require(whole->has_value());
  check_value(**whole);
  for (const auto* expression :
       {".", ".. | numbers, strings", "[paths(scalars)] | length, (tojson | fromjson)"}) {
    const auto outputs = jq().run(expression, body);
    if (!outputs) {
      require(outputs.error().code == "jq-over-limit");
      continue;
    }
    std::ranges::for_each(*outputs, check_value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_body(text);
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  const auto value = json_pointer(text.substr(end + 1), text.substr(0, end));
  if (!value) {
    require(!value.error().code.empty() && !value.error().detail.empty());
  } else if (*value) {
    check_value(**value);
  }
  return 0;
}
