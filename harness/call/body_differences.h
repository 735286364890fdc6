#pragma once

#include <string>
#include <vector>

#include "base/instant.h"
#include "call/call.h"

namespace rehearse::call {

/// Where two bodies differ.
struct BodyDifference {
  enum class Kind : std::uint8_t {
    format,   ///< JSON here, HTML there
    missing,  ///< of the candidate
    extra,    ///< the baseline has no such thing
    type,     ///< a text in place of a number
    value,
    length,  ///< of a list
    order,   ///< of a list: the same entries, and the baseline always had them in one order
  };
  Kind kind = Kind::value;
  std::string path;  ///< "/result/count"; of text "/line 3"; empty = the whole body
  std::string baseline;
  std::string candidate;
};

/// What of the candidate's body is not as in the baseline's, by path: JSON by its keys, XML by its elements
/// and attributes (by local name, "@" before an attribute), anything else by line.
///
/// The baseline was asked several times, and what differs between its own answers is noise: a value that
/// changes, a key that comes and goes, a list whose length varies (then only the form of its entries is
/// compared), a list whose order changes (then it is a set). A time within a day of `now` on both sides is
/// noise too: two answers of the same second agree by chance. Entries of a peer's text; nothing is cut or
/// redacted. At most a thousand are given. REQUIRES: `baseline` is not empty, no body was cut.
/// Errors: none: a body that claims to be JSON and is none is text. Threads: safe.
std::vector<BodyDifference> body_differences(const std::vector<const Response*>& baseline,
                                             const Response& candidate, Instant now);

}  // namespace rehearse::call
