#include "machine/keys.h"

#include <algorithm>

#include "base/ascii.h"
#include "machine/text_signs.h"

namespace rehearse::machine {
namespace {

constexpr auto kNowhere = std::string_view::npos;

}  // namespace

void Keys::begin_line(std::size_t at, std::size_t number) {
  x_line = at;
  x_number = number;
  // "hosts:" and the like: what follows on the next lines belongs to it.
  const bool goes_on = value.is_open && value.kind != KeyKind::none && (value.is_empty || x_is_list);
  x_is_list = goes_on && (x_is_list || value.is_empty);
  if (!goes_on) value = {};
  value.is_empty = true;
  value.is_quoted = false;
  x_tag = last = {};
}

void Keys::open_value(std::string_view key) {
  x_is_list = false;
  const bool has_name = (same_ignoring_case(key, "value") || same_ignoring_case(key, "param-value")) &&
                        !x_named.empty() && x_number <= x_named_in + 1;
  value = {.key = key, .kind = key_kind(has_name ? x_named : key), .is_open = true};
}

// What stands before a key's sign: the run, blanks and quotes between.
std::string_view Keys::key_before(std::size_t at) const {
  if (last.empty()) return {};
  const auto from = static_cast<std::size_t>(last.data() - x_text.data()), end = from + last.size();
  const auto between = piece(end, at);
  if (between.size() > 4 ||
      !std::ranges::all_of(between, [](char c) { return is_blank(c) || is_quote(c) || c == '\\'; }))
    return {};
  auto begin = from;
  if (before(from) == ':') {
    for (--begin; begin > x_line && is_ascii_letter(x_text[begin - 1]);) --begin;
    if (x_text[begin] == ':') begin = from;
  }
  return piece(begin, end);
}

std::size_t Keys::take_sign(std::size_t at) {
  const char c = x_text[at];
  if (c == '=' || c == ':') {
    // "=>", "==" and "::" are no other sign than their first.
    if (const auto key = key_before(at); !key.empty()) open_value(key);
    last = {};
    return at + 1;
  }
  if (c == '<') {
    auto end = at + 1;
    while (end < x_text.size() && (is_ascii_alphanumeric(x_text[end]) || is_one_of(x_text[end], "-_.:")))
      ++end;
    x_tag = piece(at + 1, end);
    if (const auto colon = x_tag.find(':'); colon != kNowhere) x_tag.remove_prefix(colon + 1);
    value = {};
    return at + 1;
  }
  if (c == '>') {
    if (is_one_of(before(at), "=-")) return at + 1;
    if (!x_tag.empty() && before(at) != '/') open_value(x_tag);
    x_tag = {};
    return at + 1;
  }
  if (is_quote(c)) value.is_quoted = true;
  if (!is_quote(c) && !is_blank(c) && !is_one_of(c, ",[](\\@")) value.is_open = false;
  return at + 1;
}

void Keys::note_value(std::size_t from, std::size_t to) {
  if (!value.is_open) return;
  for (const std::string_view name : {"name", "key", "param-name"}) {
    if (!same_ignoring_case(value.key, name)) continue;
    x_named = piece(from, to);
    x_named_in = x_number;
  }
}

}  // namespace rehearse::machine
