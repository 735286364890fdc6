#include "store/go_pem.h"

#include <algorithm>
#include <cstddef>

#include "store/base64.h"

namespace rehearse::store {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "\n-----END ", kHyphens = "-----";

// getLine(): the line without what ends it; `rest` moves behind it.
std::string_view take_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const bool is_last = end == rest.size();
  auto line = rest.substr(0, end);
  rest.remove_prefix(is_last ? end : end + 1);
  if (!is_last && line.ends_with('\r')) line.remove_suffix(1);
  return line.substr(0, line.find_last_not_of(" \t") + 1);
}

class Blocks {
 public:
  explicit Blocks(std::string_view text) : x_rest(text) {}

  std::set<std::string> certificates() {
    std::set<std::string> out;
    while (to_begin()) {
      auto label = take_line(x_rest);
      if (!label.ends_with(kHyphens)) continue;
      label.remove_suffix(kHyphens.size());
      const bool has_headers = skip_headers();
      const auto end = find_end();
      if (end == std::string_view::npos) return out;  // there is none for the next one either
      if (!ends_as(x_rest.substr(end + kEnd.size()), label)) continue;
      const auto bytes = from_base64(x_rest.substr(0, end), " \t\r\n");
      if (!bytes) continue;
      x_rest.remove_prefix(end + kEnd.size());
      take_line(x_rest);
      if (label == "CERTIFICATE" && !has_headers) out.insert(*bytes);
    }
    return out;
  }

 private:
  // Behind the next BEGIN at the start of a line.
  bool to_begin() {
    if (!x_rest.starts_with(kBegin)) {
      const auto at = x_rest.find("\n-----BEGIN ");
      if (at == std::string_view::npos) return false;
      x_rest.remove_prefix(at + 1);
    }
    x_rest.remove_prefix(kBegin.size());
    return true;
  }

  bool skip_headers() {
    bool any = false;
    for (auto rest = x_rest; !rest.empty() && take_line(rest).contains(':'); any = true) x_rest = rest;
    return any;
  }

  // Looked for once, not again for each BEGIN before it.
  std::size_t find_end() {
    if (x_end == nullptr || x_end < x_rest.data()) {
      const auto at = x_rest.find(kEnd);
      if (at == std::string_view::npos) return at;
      x_end = x_rest.data() + at;
    }
    return static_cast<std::size_t>(x_end - x_rest.data());
  }

  static bool ends_as(std::string_view trailer, std::string_view label) {
    if (!trailer.starts_with(label)) return false;
    trailer.remove_prefix(label.size());
    if (!trailer.starts_with(kHyphens)) return false;
    trailer.remove_prefix(kHyphens.size());
    return take_line(trailer).empty();
  }

  std::string_view x_rest;
  const char* x_end = nullptr;  // of the next END
};

}  // namespace

std::set<std::string> certificates_for_go(std::string_view text) {
  return Blocks(text).certificates();
}

}  // namespace rehearse::store
