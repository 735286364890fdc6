#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "profile/profile.h"

namespace rehearse::profile {

/// What the loader cannot know by itself. Everything that reads the machine is a function value: tests hand
/// in their own.
struct LoadContext {
  /// The value of an environment variable.
  std::function<std::optional<std::string>(const std::string& name)> environment;
  /// The content of a file named by `${file:...}`, `file:` or `hosts:`; the path went through beside(): open
  /// it as it is.
  std::function<Result<std::string>(const std::string& path)> read_file;
  /// The client ids a store may name (trust::clients()).
  std::vector<std::string_view> clients;
  /// Whether a query can be asked at all; null = nobody looks. Errors: any, its text is the message.
  std::function<Result<void>(const Query& query, const std::map<std::string, std::string>& namespaces)>
      check_query;
  /// What an unset variable is: an error, or (under --dry-run and --lab) a marked stand-in.
  enum class Unset { error, stand_in } unset = Unset::error;
};

/// What a relative `path` of a profile means: a file in the profile's own folder. Store::path is kept as
/// written, for reports; open it through this.
std::string beside(const std::string& profile, const std::string& path);

/// One thing wrong with a profile.
struct Problem {
  std::size_t line = 0;    ///< from 1
  std::size_t column = 0;  ///< from 1
  std::string id;          ///< stable; all of them stand in docs/profile.md
  std::string text;        ///< what was expected, what stands there, and the nearest known key
};

/// "zuora.yaml:12:5: unknown key 'nmes' in change; did you mean 'names'?"
std::string to_text(std::string_view path, const Problem& problem);

/// Reads a profile. All problems of the text come back in one go, in the order of the text (the first hundred
/// of them).
///
/// Variables: `${env:NAME}` and `${file:PATH}` are replaced in every text value. In `variables`, in what a
/// call sends and expects, in the content of its `file` and in a proxy's credentials what they yield is
/// secret; elsewhere it is configuration and may be shown. In a URL they may stand up to the authority only.
/// One trailing line end of a file is dropped. `$${` stands for `${`. Messages show a variable as it is
/// written, never its value. Threads: safe as far as the functions of `context` are.
std::expected<Profile, std::vector<Problem>> load(std::string_view yaml, const std::string& path,
                                                  const LoadContext& context);

}  // namespace rehearse::profile
