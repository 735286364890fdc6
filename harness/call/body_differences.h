#pragma once

#include <functional>
#include <string>
#include <string_view>
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

struct BodyComparison {
  std::vector<BodyDifference> differences;
  std::string not_compared;  ///< why something could not be, all the same; empty = nothing
};

/// What a comparison of bodies goes by.
struct BodyTerms {
  Instant now;
  /// Takes secrets out of the keys of a path before they are escaped; null = there are none.
  std::function<std::string(std::string_view)> scrub = nullptr;
};

/// What of the candidate's body is not as in the baseline's, by path: JSON by its keys (numbers by their
/// exact value; the second of a name is "name (2)"), XML by its elements and attributes (by local name, "@"
/// before an attribute, "#namespace" where it is another), anything else by line; and what is of the body as
/// a whole ("/#line ends", "/#encoding", "/#byte order mark").
///
/// The baseline was asked several times, and what differs between its own answers is noise: a value that
/// changes (its type is compared), a key that comes and goes (the form of what is there is compared), a list
/// whose length varies (then only the form of its entries is, and whether there are any), a list whose order
/// changes (then entries are held together by the fields that do not). A time within a day of `now` on both
/// sides, written alike, is noise too: two answers of the same second agree by chance. Entries of a peer's
/// text; nothing is cut, and nothing but keys is redacted. At most a thousand are given. REQUIRES: `baseline`
/// is not empty, no body was cut. Errors: none: a body that claims to be JSON and is none is text. Threads:
/// safe, if `scrub` is.
BodyComparison body_differences(const std::vector<const Response*>& baseline, const Response& candidate,
                                const BodyTerms& terms);

}  // namespace rehearse::call
