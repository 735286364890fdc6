#include "trust/closest_client.h"

#include <charconv>
#include <optional>
#include <vector>

namespace rehearse::trust {
namespace {

using Version = std::vector<int>;

constexpr std::string_view kDigits = "0123456789";

// "3.11 ssl module" -> 3, 11
Version version_at(std::string_view text) {
  Version out;
  while (true) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return out;
    out.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with('.')) return out;
    text.remove_prefix(1);
  }
}

// "python-3.11" -> "python"
std::string_view kind_of(std::string_view id) {
  const auto hyphen = id.rfind('-');
  const bool has_version = hyphen != std::string_view::npos && hyphen + 1 < id.size() &&
                           kDigits.find(id[hyphen + 1]) != std::string_view::npos;
  return has_version ? id.substr(0, hyphen) : id;
}

// The first version in "Node 20 with the OpenSSL 3.0 built into it" is the client's own.
Version version_of(const Client& client) {
  const auto at = client.speaks_for.find_first_of(kDigits);
  return at == std::string_view::npos ? Version() : version_at(client.speaks_for.substr(at));
}

}  // namespace

const Client* closest_client(std::string_view runtime) {
  if (const auto* exact = find_client(runtime)) return exact;
  const auto kind = kind_of(runtime);
  const auto wanted =
      kind == runtime ? std::optional<Version>() : version_at(runtime.substr(kind.size() + 1));
  const Client* best = nullptr;
  const Client* oldest = nullptr;
  for (const auto& client : clients()) {
    if (kind_of(client.id) != kind) continue;
    if (!wanted) return &client;
    const auto version = version_of(client);
    if (oldest == nullptr || version < version_of(*oldest)) oldest = &client;
    if (version <= *wanted && (best == nullptr || version_of(*best) < version)) best = &client;
  }
  return best != nullptr ? best : oldest;
}

}  // namespace rehearse::trust
