#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "profile/reading.h"

namespace rehearse::profile {

/// A piece of a text: literal, or a variable.
struct Piece {
  enum class Kind : std::uint8_t { literal, env, file } kind = Kind::literal;
  std::string text;  ///< the literal, the NAME or the PATH
  friend bool operator==(const Piece&, const Piece&) = default;
};

/// Takes a text apart at `${env:NAME}` and `${file:PATH}`; `$${` is the literal `${`, any other `$` itself.
/// Errors: bad-variable.
Result<std::vector<Piece>> split_variables(std::string_view text);

/// A piece with its variable replaced.
struct Expanded {
  std::string text;
  bool from_variable = false;
  bool stand_in = false;
};

/// What to put for a variable that is not set, where that is allowed.
enum class StandIn : std::uint8_t {
  host_like,  ///< "unset-zuora-host.invalid": fits wherever a name is wanted, and is never one (RFC 2606)
  as_written  ///< "${env:ZUORA_PASSWORD}"
};

/// Replaces the variables of `text`, which stands at `value`; a file loses one line end at its end. Reports
/// bad-variable, unset-variable, unreadable-file and too-large.
std::optional<std::vector<Expanded>> expand(Reading& reading, const Value& value, std::string_view text,
                                            StandIn stand_in);

/// Without one line end (LF or CRLF) at the end, which an editor puts there.
std::string without_line_end(std::string text);

/// The content of the file `path` beside the profile, unset or unreadable handled as for a variable:
/// nothing, and reported, or a stand-in. Every byte is kept.
std::optional<Expanded> read_named_file(Reading& reading, const Value& value, const std::string& path);

/// The pieces as one text, variables secret.
SecretText to_secret(const std::vector<Expanded>& pieces);

}  // namespace rehearse::profile
