#include "machine/name_context.h"

#include "base/ascii.h"
#include "machine/text_signs.h"

namespace rehearse::machine {
namespace {

constexpr auto kNowhere = std::string_view::npos;

}  // namespace

std::size_t NameContext::behind_escape(std::size_t from, std::size_t end, char& sign) const {
  const auto hex_pair = [&](std::size_t at) {
    return at + 2 <= end && hex_value(x_text[at]) >= 0 && hex_value(x_text[at + 1]) >= 0;
  };
  const auto byte = [&](std::size_t at) {
    return static_cast<char>(hex_value(x_text[at]) * 16 + hex_value(x_text[at + 1]));
  };
  if (sign == '%' && hex_pair(from)) {
    if (piece(from, from + 2) == "25" && hex_pair(from + 2)) from += 2;
    sign = byte(from);
    return from + 2;
  }
  if (sign != '\\') return from;
  const char c = x_text[from];
  if (c == 'u' && hex_pair(from + 1) && hex_pair(from + 3)) {
    sign = byte(from + 3);
    return from + 5;
  }
  if (c == 'x' && hex_pair(from + 1)) {
    sign = byte(from + 1);
    return from + 3;
  }
  if (is_one_of(c, "nrtbfv0")) {
    sign = '\n';
    return from + 1;
  }
  return from;
}

std::size_t NameContext::slashes_before(std::size_t at) const {
  std::size_t out = 0;
  while (at > x_line && is_one_of(x_text[at - 1], "/\\") && out < 3) out += x_text[--at] == '/' ? 1 : 0;
  return out;
}

bool NameContext::is_mail_address(std::size_t from, std::size_t end, char sign) const {
  if (at_or(end) == '@') return true;
  if (sign != '@' || from < 2 || x_text[from] == '.') return false;
  const char local = x_text[from - 2];
  return is_ascii_alphanumeric(local) || is_one_of(local, "._%+-}");
}

bool NameContext::is_end_only(std::size_t begin, char sign, std::string_view name) const {
  if (name.starts_with('.')) return true;
  // A letter was escaped, or stands at the end of the line before.
  if (is_ascii_alphanumeric(sign) || sign == '-' || sign == '.') return true;
  const bool is_emphasis = sign == '*' && at_or(begin + name.size()) == '*';
  if (is_one_of(sign, "}$*%")) return !is_emphasis;
  if (is_ascii(sign)) return false;
  auto lead = begin - 1;
  while (lead > x_line && begin - lead < 4 && (static_cast<unsigned char>(x_text[lead]) & 0xC0U) == 0x80U)
    --lead;
  return !is_punctuation(x_text, lead);
}

std::size_t NameContext::unfinished_from(std::size_t from) const {
  auto begin = from;
  while (begin > x_line && from - begin < 60 && !is_blank(x_text[begin - 1]) &&
         !is_quote(x_text[begin - 1]) && !is_one_of(x_text[begin - 1], "=,;<>@/"))
    --begin;
  return begin;
}

bool NameContext::goes_on_from_line_before(std::size_t from) const {
  if (x_line < 3 || piece(x_line, from).find_first_not_of(" \t") != kNowhere) return false;
  auto end = x_line - 1;  // of the line before
  if (x_text[end - 1] == '\r') --end;
  return end >= 2 && x_text[end - 1] == '\\' && kind_of(x_text[end - 2]) == CharKind::run;
}

}  // namespace rehearse::machine
