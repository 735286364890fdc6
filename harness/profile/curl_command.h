#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"

namespace rehearse::profile {

/// What a curl command asks for, in curl's own terms. Whether a profile may say it is not decided here.
struct CurlCommand {
  std::vector<SecretText> urls;
  std::string method;                 ///< -X; empty = not said
  bool head = false;                  ///< -I
  bool get = false;                   ///< -G
  bool has_json = false;              ///< --json was one of those that gave data
  bool compressed = false;            ///< --compressed
  bool globbing = true;               ///< not -g: { and [ of a URL are patterns
  bool squeezing = true;              ///< not --path-as-is: /../ of a URL is resolved
  std::optional<SecretText> data;     ///< -d and its kin, joined
  std::vector<SecretText> headers;    ///< -H, as they stand there
  std::vector<SecretText> cookies;    ///< -b
  std::optional<SecretText> user;     ///< -u; the last counts, as of the next two
  std::optional<SecretText> agent;    ///< -A
  std::optional<SecretText> referer;  ///< -e
  std::vector<std::string> problems;  ///< what is no curl, or would change what is tested; no secret in it
};

/// Reads the words of a command line. A piece that is secret is never an option or a name, only a value.
/// Threads: safe. Source: curl(1) of curl 7.88.
CurlCommand read_curl_command(const std::vector<SecretText>& words);

}  // namespace rehearse::profile
