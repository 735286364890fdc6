#include "store/java_pem.h"

#include <algorithm>

#include "store/base64.h"

namespace rehearse::store {
namespace {

constexpr std::string_view kHyphens = "-----", kBegin = "-----BEGIN ", kEnd = "-----END ";

bool ends_line(char c) {
  return c == '\r' || c == '\n';
}

// Where the next line begins that Java takes for a header; npos where there is none.
std::size_t next_header(std::string_view text, std::size_t from) {
  const auto start = from;
  while ((from = text.find(kHyphens, from)) != std::string_view::npos) {
    if (from == start || ends_line(text[from - 1])) return from;
    from = text.find_first_not_of('-', from);
  }
  return std::string_view::npos;
}

// The rest of the line without what ends it; `at` moves behind it.
std::string_view take_line(std::string_view text, std::size_t& at) {
  const auto end = std::min(text.find_first_of("\r\n", at), text.size());
  const auto line = text.substr(at, end - at);
  at = std::min(end + 1, text.size());
  if (at < text.size() && text[end] == '\r' && text[at] == '\n') ++at;
  return line;
}

// What stands between "-----BEGIN " (or END) and the last five hyphens; empty where the line is not such a
// one.
std::string_view kind_of(std::string_view line, std::string_view prefix) {
  line = line.substr(0, line.find_last_not_of(" \t") + 1);
  if (!line.starts_with(prefix) || !line.ends_with(kHyphens) || line.size() < prefix.size() + kHyphens.size())
    return {};
  return line.substr(prefix.size(), line.size() - prefix.size() - kHyphens.size());
}

}  // namespace

JavaFrames java_frames(std::string_view text) {
  JavaFrames out;
  for (std::size_t at = 0; at < text.size(); ++out.blocks) {
    if (text[at] == '0') return {out.blocks, "text that begins with '0' is DER to it"};
    at = next_header(text, at);
    if (at == std::string_view::npos) return out;
    const auto header = kind_of(take_line(text, at), kBegin);
    if (header.empty()) return {out.blocks, "a line that begins with five hyphens is a header to it"};
    const auto body = at;
    at = text.find('-', at);
    if (at == std::string_view::npos) return {out.blocks, "a block does not end"};
    if (!from_base64(text.substr(body, at - body), " \t\r\n"))
      return {out.blocks, "a block holds what is no Base64 to it"};
    if (kind_of(take_line(text, at), kEnd) != header) return {out.blocks, "a block does not end as it began"};
  }
  return out;
}

}  // namespace rehearse::store
