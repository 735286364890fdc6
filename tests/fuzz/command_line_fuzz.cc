// Properties: a line is words or a reason; a secret in it is in one word, whole, and in no message; words
// that are quoted and joined split into themselves; what curl would make of them is told without a crash.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/shell.h"
#include "profile/command_line.h"
#include "profile/curl_command.h"

namespace {

using namespace rehearse;

constexpr std::string_view kSecret = "' \"se\\cret\n$X";

void require(bool holds) {
  if (!holds) std::abort();
}

// Every '%' of the input is a secret.
SecretText with_secrets(std::string_view text) {
  SecretText out;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('%', at), text.size());
    if (end > at) out.add_plain(std::string(text.substr(at, end - at)));
    if (end < text.size()) out.add_secret(std::string(kSecret));
    at = end + 1;
  }
  return out;
}

void require_same_again(const std::vector<SecretText>& words) {
  std::string line;
  for (const auto& word : words) line += shell_quoted(word.reveal()) + " ";
  const auto again = profile::split_command_line(SecretText(line));
  require(again.has_value() && again->size() == words.size());
  for (std::size_t i = 0; i < words.size(); ++i) require((*again)[i].reveal() == words[i].reveal());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto line = with_secrets({reinterpret_cast<const char*>(data), size});
  const auto words = profile::split_command_line(line);
  if (!words) {
    require(!words.error().detail.empty() && words.error().detail.find(kSecret) == std::string::npos);
    return 0;
  }
  std::size_t secrets = 0;
  for (const auto& word : *words) {
    for (const auto& secret : word.secrets()) require(secret == kSecret);
    secrets += word.secrets().size();
  }
  require(secrets == line.secrets().size());
  require_same_again(*words);
  const auto command = profile::read_curl_command(*words);
  for (const auto& problem : command.problems) require(problem.find(kSecret) == std::string::npos);
  return 0;
}
