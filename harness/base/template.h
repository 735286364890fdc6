#pragma once
// Text with places that are filled in later: "{{session}}".

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace rehearse {

/// What stands for each name.
using Values = std::map<std::string, SecretText>;

/// How a value is written where it is put, so that it stays one value there.
enum class Escape : std::uint8_t {
  none,
  xml,      ///< text of an element or an attribute
  json,     ///< between the quotes of a JSON string
  percent,  ///< path, query and form: everything but RFC 3986's unreserved characters
};
std::string escaped(std::string_view text, Escape escape);

/// Whether `name` can stand between the braces: a letter or `_`, then letters, digits, `_`, `-`.
bool is_place_name(std::string_view name);

/// The names of the places in `text`, in order, each once. A secret piece has none: what a variable of the
/// environment yields is never read as a template. `{{` that does not begin a place is text.
std::vector<std::string> places_in(const SecretText& text);

/// `text` with all of it secret but its places.
SecretText with_secret_literals(const SecretText& text);

/// `text` with every place filled in; of a value, what is secret stays secret, escaped as well.
/// Errors: no-value, with the names that have none. Threads: safe.
Result<SecretText> fill(const SecretText& text, const Values& values, Escape escape);

}  // namespace rehearse
