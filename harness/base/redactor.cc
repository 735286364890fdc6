#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/secret.h"
#include "base/utf8.h"

namespace rehearse {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::string_view kMask = "[secret]";

// A secret, and what of it others repeat alone: each of its lines, without the blanks around it; of a URL,
// what stands behind the host.
std::vector<std::string_view> parts_of(std::string_view secret) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  constexpr std::string_view kScheme = "://";
  // A path is no secret for being short: "/soap/37.0" would tear its holes.
  constexpr std::size_t kShortestPath = 12;
  std::vector<std::string_view> out;
  if (secret.size() >= kShortest) out.push_back(secret);
  for (auto rest = secret; !rest.empty();) {
    auto line = rest.substr(0, rest.find_first_of(std::string_view("\r\n\0", 3)));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto first = line.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) continue;
    line = line.substr(first, line.find_last_not_of(kBlanks) + 1 - first);
    if (line.size() >= kShortest && line.size() < secret.size()) out.push_back(line);
  }
  if (const auto scheme = secret.find(kScheme); scheme != std::string_view::npos) {
    const auto path = secret.find('/', scheme + kScheme.size());
    if (path != std::string_view::npos && secret.size() - path >= kShortestPath)
      out.push_back(secret.substr(path));
  }
  return out;
}

// Base64 of `text` as it looks inside a longer Base64 text, when `skip` (0..2) bytes stand before it in its
// group of three: only the characters that depend on `text` alone.
std::string base64_within(std::string_view text, std::size_t skip, std::string_view last_two) {
  static constexpr std::string_view kCommon =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const std::string alphabet = std::string(kCommon) + std::string(last_two);
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : std::string(skip, '\0') + std::string(text)) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += alphabet[bits >> (count - 6) & 63];
  }
  // The first characters also hold bits of what stands before.
  const std::size_t shared = skip == 0 ? 0 : skip + 1;
  return out.substr(std::min(shared, out.size()));
}

// One escape at the front of a text: what it stands for, and its length.
struct Escape {
  std::string bytes;
  std::size_t length = 0;
};

std::optional<unsigned long> number(std::string_view digits, int base) {
  unsigned long value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::optional<unsigned long> json_unit(std::string_view text) {
  if (!text.starts_with("\\u") || text.size() < 6) return std::nullopt;
  return number(text.substr(2, 4), 16);
}

std::optional<Escape> json_escape(std::string_view text) {
  static constexpr std::string_view kLetters = "bfnrt\"\\/", kMeant = "\b\f\n\r\t\"\\/";
  if (text.size() < 2 || text[0] != '\\') return std::nullopt;
  if (const auto at = kLetters.find(text[1]); at != std::string_view::npos) return Escape{{kMeant[at]}, 2};
  const auto first = json_unit(text);
  if (!first) return std::nullopt;
  const auto second = *first >= 0xd800 && *first < 0xdc00 ? json_unit(text.substr(6)) : std::nullopt;
  if (second && *second >= 0xdc00 && *second < 0xe000)
    return Escape{utf8(0x10000 + ((*first - 0xd800) << 10) + (*second - 0xdc00)), 12};
  return Escape{utf8(*first), 6};
}

std::optional<Escape> xml_escape(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kNamed = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  if (!text.starts_with('&')) return std::nullopt;
  for (const auto& [name, meant] : kNamed) {
    if (text.starts_with(name)) return Escape{{meant}, name.size()};
  }
  // Ten digits are more than any character needs; leading zeros are allowed.
  const auto end = text.substr(0, 14).find(';');
  if (!text.starts_with("&#") || end == std::string_view::npos) return std::nullopt;
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const std::size_t start = hex ? 3 : 2;
  const auto code = end > start ? number(text.substr(start, end - start), hex ? 16 : 10) : std::nullopt;
  if (!code || *code > 0x10ffff) return std::nullopt;
  return Escape{utf8(*code), end + 1};
}

std::optional<Escape> percent_escape(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  const auto byte = number(text.substr(1, 2), 16);
  if (!byte) return std::nullopt;
  return Escape{{static_cast<char>(*byte)}, 3};
}

std::optional<Escape> form_escape(std::string_view text) {
  if (text.starts_with('+')) return Escape{" ", 1};
  return percent_escape(text);
}

using Unescape = std::optional<Escape> (*)(std::string_view);

// A text with its escapes resolved, and where each byte of it came from.
struct Decoded {
  std::string bytes;
  std::vector<std::size_t> from;  // one more than bytes: the end of the text

  // Behind whatever byte `last` came from: an escape may stand for several bytes.
  std::size_t end_of(std::size_t last) const {
    std::size_t next = last + 1;
    while (next < bytes.size() && from[next] == from[last]) ++next;
    return from[next];
  }
};

Decoded decode(std::string_view text, Unescape unescape) {
  Decoded out;
  out.bytes.reserve(text.size());
  out.from.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size();) {
    const auto escape = unescape(text.substr(at));
    for (std::size_t i = 0; escape && i < escape->bytes.size(); ++i) out.from.push_back(at);
    if (escape) {
      out.bytes += escape->bytes;
    } else {
      out.bytes += text[at];
      out.from.push_back(at);
    }
    at += escape ? escape->length : 1;
  }
  out.from.push_back(text.size());
  return out;
}

using Range = std::pair<std::size_t, std::size_t>;

std::string masked(std::string_view text, std::vector<Range> ranges) {
  std::ranges::sort(ranges);
  std::string out;
  std::size_t done = 0;
  for (const auto& [begin, end] : ranges) {
    if (begin >= done) {
      out += text.substr(done, begin - done);
      out += kMask;
    }
    done = std::max(done, end);
  }
  out += text.substr(done);
  return out;
}

}  // namespace

void Redactor::add(std::string_view secret) {
  for (const auto& part : parts_of(secret)) {
    add_needle(std::string(part));
    for (const std::size_t skip : {0U, 1U, 2U}) {
      for (const std::string_view last_two : {"+/", "-_"}) add_needle(base64_within(part, skip, last_two));
    }
  }
}

void Redactor::add_needle(std::string needle) {
  if (needle.size() < kShortest || std::ranges::find(x_needles, needle) != x_needles.end()) return;
  x_needles.push_back(std::move(needle));
}

std::string Redactor::scrub(std::string_view text) const {
  if (x_needles.empty()) return std::string(text);
  std::vector<Range> ranges;
  for (const auto& needle : x_needles) {
    for (auto at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + 1)) {
      ranges.emplace_back(at, at + needle.size());
    }
  }
  static constexpr std::array<std::pair<std::string_view, Unescape>, 4> kEncodings = {
      {{"\\", json_escape}, {"&", xml_escape}, {"%", percent_escape}, {"+%", form_escape}}};
  for (const auto& [marks, unescape] : kEncodings) {
    if (text.find_first_of(marks) == std::string_view::npos) continue;
    const Decoded decoded = decode(text, unescape);
    for (const auto& needle : x_needles) {
      for (auto at = decoded.bytes.find(needle); at != std::string::npos;
           at = decoded.bytes.find(needle, at + 1)) {
        ranges.emplace_back(decoded.from[at], decoded.end_of(at + needle.size() - 1));
      }
    }
  }
  return masked(text, std::move(ranges));
}

}  // namespace rehearse
