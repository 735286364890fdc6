#pragma once
// What a JSON body says at a place or to an expression. A body is a peer's text: it is read strictly (RFC
// 8259, UTF-8), up to 4 MiB and 128 levels, before anything else is done with it. Of keys that occur twice
// the last one counts, for jq and pointers alike.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "call/resident.h"

namespace rehearse::call {

/// How far one evaluation may go.
struct JqLimits {
  std::size_t outputs = 1000;
  std::size_t output_bytes = 1U << 20;  ///< of all outputs together
  std::chrono::seconds cpu{2};
  std::size_t memory_bytes = 256U << 20;
};

/// jq expressions, in the language of libjq 1.6.
///
/// They see the body and nothing else: `env`, `input`, `now`, `halt` and their like are compile errors,
/// `$ENV` is a text that says so, modules are a syntax error, and ~/.jq is not read. What an expression of
/// somebody else's might still find, it finds in a process without environment and files. Integers beyond
/// 2^53 lose digits in jq: a json_pointer() does not.
///
/// Units: 15 ms for the first time that an expression is used, about 1 ms each time after that; it keeps a
/// process and 2 MB for each. Threads: one caller at a time.
class Jq {
 public:
  explicit Jq(JqLimits limits = {});
  Jq(Jq&&) noexcept;
  Jq& operator=(Jq&&) noexcept;
  ~Jq();

  /// Whether an expression compiles. Errors: bad-jq with what jq said and the line; jq-over-limit;
  /// jq-unavailable.
  static Result<void> check(const std::string& expression);

  /// What it puts out for this body, in order, each as compact JSON.
  ///
  /// Errors: those of check(); not-json, json-over-limit (the body); jq-error (the expression failed on this
  /// body, whatever came out before); jq-over-limit (an endless or greedy expression, or outputs too many,
  /// too large or too deep); jq-crashed.
  Result<std::vector<std::string>> run(const std::string& expression, std::string_view json);

 private:
  JqLimits x_limits;
  std::optional<Resident> x_process;
};

/// The value at `pointer` (RFC 6901, not its URI fragment form) as compact JSON; none where nothing stands
/// there.
///
/// Errors: bad-pointer, not-json, json-over-limit. Threads: safe.
Result<std::optional<std::string>> json_pointer(std::string_view json, std::string_view pointer);

/// What a JSON value means as text: a string is its characters, everything else its JSON.
/// REQUIRES: `json` came from run() or json_pointer().
std::string json_as_text(const std::string& json);

}  // namespace rehearse::call
