#include "machine/url_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "base/hostname.h"
#include "base/idn.h"

namespace rehearse::machine {
namespace {

constexpr std::size_t kLongestPlace = 128;
constexpr std::size_t kLongestAuthority = 1024;  // userinfo is of any length: a token may stand there
constexpr std::size_t kLongestPath = 512;

struct Spelling {
  std::string_view text;
  unsigned encoded;
};
constexpr std::array kColons = {Spelling{":", 0},       Spelling{"%3a", 1},   Spelling{"%253a", 2},
                                Spelling{"\\u003a", 0}, Spelling{"\\x3a", 0}, Spelling{"\\072", 0},
                                Spelling{"&#58;", 0},   Spelling{"&#x3a;", 0}};
constexpr std::array kSlashes = {Spelling{"/", 0},       Spelling{"%2f", 1},   Spelling{"%252f", 2},
                                 Spelling{"\\u002f", 0}, Spelling{"\\x2f", 0}, Spelling{"\\057", 0},
                                 Spelling{"&#47;", 0},   Spelling{"&#x2f;", 0}};

template <std::size_t N>
const Spelling* spelling_at(const std::array<Spelling, N>& all, std::string_view text, std::size_t at) {
  for (const auto& one : all) {
    if (same_ignoring_case(text.substr(at, one.text.size()), one.text)) return &one;
  }
  return nullptr;
}

// Past a spelling of the character, with backslashes before it; false where another one stands there.
template <std::size_t N>
bool pass(const std::array<Spelling, N>& all, std::string_view text, std::size_t& at, unsigned& encoded) {
  auto here = at;
  const auto* found = spelling_at(all, text, here);
  for (int i = 0; i < 4 && found == nullptr && here < text.size() && text[here] == '\\'; ++i)
    found = spelling_at(all, text, ++here);
  if (found == nullptr) return false;
  at = here + found->text.size();
  encoded = std::max(encoded, found->encoded);
  return true;
}

bool is_word(char c) {
  return is_ascii_alphanumeric(c) || c == '_';
}
bool is_name(char c) {
  return is_word(c) || c == '.' || c == '-';
}

// "open ... close", within the bound; braces inside are taken in pairs.
std::size_t enclosed(std::string_view text, std::size_t at, std::string_view open, std::string_view close) {
  if (text.substr(at, open.size()) != open) return 0;
  const auto within = text.substr(at, kLongestPlace);
  std::size_t depth = 0;
  for (std::size_t i = open.size(); i < within.size(); ++i) {
    const char c = within[i];
    if (c == '\n' || c == '"') return 0;
    if (depth == 0 && within.substr(i, close.size()) == close) return i > open.size() ? i + close.size() : 0;
    if (c == '{') ++depth;
    if (c == '}' && depth != 0) --depth;
  }
  return 0;
}

// "@name@", "%NAME%": words between two of the same sign.
std::size_t between(std::string_view text, std::size_t at, char sign) {
  auto end = at + 1;
  while (end < text.size() && end - at < kLongestPlace && is_name(text[end])) ++end;
  return end > at + 1 && end < text.size() && text[end] == sign ? end + 1 - at : 0;
}

std::size_t percent_place(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at + 1);
  if (rest.starts_with('{')) return enclosed(text, at, "%{", "}");
  if (rest.starts_with('(')) {
    const auto name = enclosed(text, at, "%(", ")");
    return name != 0 && at + name < text.size() && is_ascii_letter(text[at + name]) ? name + 1 : 0;
  }
  if (const auto variable = between(text, at, '%'); variable != 0) return variable;
  // printf's: a number may stand before the letter, "%1$s". Two hexadecimal digits are an encoded byte.
  std::size_t i = 0;
  while (i < rest.size() && i < 4 && (is_ascii_digit(rest[i]) || rest[i] == '$')) ++i;
  const bool is_verb = i < rest.size() && std::string_view("sSdvqi").find(rest[i]) != std::string_view::npos;
  const bool is_byte = rest.size() >= 2 && hex_value(rest[0]) >= 0 && hex_value(rest[1]) >= 0;
  return is_verb && !is_byte ? i + 2 : 0;
}

std::size_t angle_place(std::string_view text, std::size_t at) {
  if (const auto tag = enclosed(text, at, "<%", "%>"); tag != 0) return tag;
  auto end = at + 1;
  if (end >= text.size() || !is_ascii_letter(text[end])) return 0;
  while (end < text.size() && end - at < kLongestPlace && (is_name(text[end]) || text[end] == ' ')) ++end;
  return end < text.size() && text[end] == '>' ? end + 1 - at : 0;
}

bool is_host_character(char c) {
  return is_name(c) || c == '~';
}

// One step over the authority: a character, an escaped dot, a place.
struct Step {
  std::size_t bytes = 0;  // 0 = it ends here
  bool is_place = false;
};

// A percent sign in an encoded text: what of a URL may stand behind it.
Step encoded_step(std::string_view text, std::size_t at, unsigned encoded) {
  const auto sign = std::string_view("%25").substr(0, encoded == 2 ? 3 : 1);
  if (text.substr(at, sign.size()) != sign) return {};
  const auto code = text.substr(at + sign.size(), 2);
  // ':' and '@' belong to it; any other byte ends it.
  if (same_ignoring_case(code, "3a") || code == "40") return {sign.size() + 2, false};
  return {};
}

Step step_at(std::string_view text, std::size_t at, unsigned encoded) {
  const char c = text[at];
  if (c == '%' && encoded != 0) return encoded_step(text, at, encoded);
  if (const auto place = place_bytes(text, at); place != 0) return {place, true};
  if (is_host_character(c) || c == ':' || c == '@') return {1};
  if (encoded != 0) return {};
  // Of a regular expression, and of properties.
  if (c == '\\') return {text.substr(at, 2) == "\\." || text.substr(at, 2) == "\\:" ? 2U : 0U};
  if (const auto letter = idn_letter_bytes(text, at); letter != 0) return {letter};
  // What only a user or a password may have; an asterisk stands for a label that is not said.
  if (std::string_view("!$+=*%").find(c) == std::string_view::npos) return {};
  const auto code = text.substr(at + 1, 2);
  const bool ends_host = c == '%' && (same_ignoring_case(code, "2f") || same_ignoring_case(code, "3f") ||
                                      code == "23" || code == "20" || code == "22");
  return {ends_host ? 0U : 1U};
}

// One piece of an authority: its text as it stands, decoded where it is no place.
struct Piece {
  std::string text;
  bool is_place = false;
};

std::string decoded(std::string_view piece, unsigned encoded) {
  if (piece == "\\." || piece == "\\:") return std::string(piece.substr(1));
  if (encoded != 0 && piece.size() > 1 && piece.front() == '%') return piece.ends_with('0') ? "@" : ":";
  return std::string(piece);
}

// "[2001:db8::1]" and what comes behind it.
std::size_t bracketed_bytes(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '[') return 0;
  auto end = at + 1;
  while (end < text.size() && end - at < 48 &&
         (hex_value(text[end]) >= 0 || text[end] == ':' || text[end] == '.'))
    ++end;
  return end < text.size() && text[end] == ']' && end > at + 2 ? end + 1 - at : 0;
}

// "${HOST:api.example.com}", "${HOST:-api.example.com}": what it says where nobody fills it in.
std::string fallback_of(std::string_view place) {
  const auto colon = place.find(':');
  if (!place.starts_with("${") || colon == std::string_view::npos) return {};
  auto rest = place.substr(colon + 1);
  rest.remove_suffix(std::min<std::size_t>(rest.size(), 1));
  while (!rest.empty() && std::string_view("-=?'").find(rest.front()) != std::string_view::npos)
    rest.remove_prefix(1);
  while (rest.ends_with('\'')) rest.remove_suffix(1);
  const bool is_name_of_host = rest.find('.') != std::string_view::npos && is_dns_name(rest);
  return is_name_of_host ? std::string(rest) : std::string();
}

std::string digits_behind(const std::vector<Piece>& pieces, std::size_t from) {
  std::string out;
  for (auto i = from; i < pieces.size() && !pieces[i].is_place; ++i) {
    if (pieces[i].text.size() != 1 || !is_ascii_digit(pieces[i].text[0])) break;
    out += pieces[i].text;
  }
  return out;
}

}  // namespace

Separator separator_at(std::string_view text, std::size_t at) {
  Separator out;
  auto end = at;
  if (!pass(kColons, text, end, out.encoded)) return {};
  for (int i = 0; i < 2; ++i) {
    if (!pass(kSlashes, text, end, out.encoded)) return {};
  }
  out.end = end;
  return out;
}

std::size_t place_bytes(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '$': {
      if (text.substr(at, 2) == "${") return enclosed(text, at, "${", "}");
      if (text.substr(at, 2) == "$(") return enclosed(text, at, "$(", ")");
      auto end = at + 1;
      if (end >= text.size() || !(is_ascii_letter(text[end]) || text[end] == '_')) return 0;
      while (end < text.size() && end - at < kLongestPlace && is_word(text[end])) ++end;
      return end - at;
    }
    case '{': {
      const auto two = enclosed(text, at, "{{", "}}");
      return two != 0 ? two : text.substr(at, 2) == "{}" ? 2 : enclosed(text, at, "{", "}");
    }
    case '#':
      return enclosed(text, at, "#{", "}");
    case '%':
      return percent_place(text, at);
    case '@':
      return between(text, at, '@');
    case '<':
      return angle_place(text, at);
    default:
      return 0;
  }
}

Authority authority_at(std::string_view text, std::size_t at, unsigned encoded) {
  Authority out;
  std::vector<Piece> pieces;
  auto end = at;
  std::size_t host_from = 0;  // behind the last '@'
  const auto most = std::min(text.size(), at + kLongestAuthority);
  while (end < most) {
    // A bracket may only begin a host.
    if (host_from == pieces.size()) {
      if (const auto v6 = bracketed_bytes(text, end); v6 != 0) {
        out.host = std::string(text.substr(end + 1, v6 - 2));
        out.end = end + v6;
        if (out.end < text.size() && text[out.end] == ':') {
          auto digit = out.end + 1;
          while (digit < text.size() && is_ascii_digit(text[digit])) out.port += text[digit++];
          out.end = digit;
        }
        return out;
      }
    }
    const auto step = step_at(text, end, encoded);
    if (step.bytes == 0) break;
    const auto piece = text.substr(end, step.bytes);
    pieces.push_back({step.is_place ? std::string(piece) : decoded(piece, encoded), step.is_place});
    end += step.bytes;
    if (pieces.back().text == "@" && !step.is_place) host_from = pieces.size();
  }
  out.end = end;
  for (auto i = host_from; i < pieces.size(); ++i) {
    const auto& piece = pieces[i];
    if (!piece.is_place && piece.text == ":") {
      out.port = digits_behind(pieces, i + 1);
      break;
    }
    // What no host has ends it: "https://api.example.com=".
    if (!piece.is_place && std::string_view("!$+=%~").find(piece.text) != std::string_view::npos) break;
    out.is_unfinished = out.is_unfinished || piece.is_place || piece.text == "*";
    if (piece.is_place && out.fallback.empty()) out.fallback = fallback_of(piece.text);
    out.host += piece.text;
  }
  return out;
}

std::uint64_t path_digest(std::string_view text, std::size_t at) {
  std::uint64_t out = 14695981039346656037ULL;  // FNV-1a: to tell apart, not to protect
  bool any = false;
  for (const auto c : text.substr(at, kLongestPath)) {
    if (static_cast<unsigned char>(c) <= 0x20 ||
        std::string_view("\"'<>`?#,;)|").find(c) != std::string_view::npos)
      break;
    if (c == '\\') continue;
    any = any || c != '/';
    out = (out ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return any ? out : 0;
}

}  // namespace rehearse::machine
