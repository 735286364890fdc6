#include "machine/keys.h"

#include <algorithm>

#include "base/ascii.h"
#include "machine/text_signs.h"

namespace rehearse::machine {
namespace {

constexpr auto kNowhere = std::string_view::npos;

// What may stand between a declared name and its `=`.
bool is_type(std::string_view word) {
  return same_ignoring_case(word, "string") || word == "str";
}

}  // namespace

void Keys::begin_line(std::size_t at, std::size_t number) {
  const bool goes_on_whole = value.is_open && value.kind != KeyKind::none && goes_on_behind(at - 1);
  x_line = at;
  x_number = number;
  x_tag = last = x_declared = {};
  x_expects_key = false;
  if (goes_on_whole) return;
  // "hosts:" and the like: what follows on the next lines belongs to it.
  const bool goes_on = value.is_open && value.kind != KeyKind::none && (value.is_empty || x_is_list);
  x_is_list = goes_on && (x_is_list || value.is_empty);
  if (!goes_on) value = {};
  value.is_empty = true;
  value.is_quoted = false;
}

bool Keys::goes_on_next_line(std::size_t at) const {
  if (at_or(at) != '\\') return false;
  if (at_or(++at) == '\r') ++at;
  if (at_or(at) != '\n') return false;
  while (is_blank(at_or(++at))) {
  }
  return kind_of(at_or(at)) == CharKind::run;
}

// Whether a backslash stands before the line's end, and before it the value is not over: "a.example.com,\".
bool Keys::goes_on_behind(std::size_t line_end) const {
  if (before(line_end) == '\r') --line_end;
  if (line_end <= x_line || before(line_end) != '\\') return false;
  --line_end;
  return value.is_empty || kind_of(before(line_end)) == CharKind::run || sign_before(line_end) == ',';
}

void Keys::open_value(std::string_view key) {
  x_is_list = false;
  const bool has_name = (same_ignoring_case(key, "value") || same_ignoring_case(key, "param-value")) &&
                        !x_named.empty() && x_number <= x_named_in + 1;
  value = {.key = key, .kind = key_kind(has_name ? x_named : key), .is_open = true};
}

// What stands before a key's sign: the run, blanks, quotes and brackets between.
std::string_view Keys::key_before(std::size_t at) const {
  if (last.empty()) return {};
  const auto from = static_cast<std::size_t>(last.data() - x_text.data()), end = from + last.size();
  const auto between = piece(end, at);
  // "[server]: page.md" is a link of a document; "config['host'] = x" is an entry.
  const auto brackets = x_text[at] == '=' ? std::string_view("[]") : std::string_view();
  if (between.size() > 4 || !std::ranges::all_of(between, [&](char c) {
        return is_blank(c) || is_quote(c) || c == '\\' || is_one_of(c, brackets);
      }))
    return {};
  auto begin = from;
  if (before(from) == ':') {
    for (--begin; begin > x_line && is_ascii_letter(x_text[begin - 1]);) --begin;
    if (x_text[begin] == ':') begin = from;
  }
  return piece(begin, end);
}

// The first character before that is no blank; '\n' = none is on this line.
char Keys::sign_before(std::size_t at) const {
  while (at > x_line && is_blank(x_text[at - 1])) --at;
  return at > x_line ? x_text[at - 1] : '\n';
}

std::size_t Keys::take_sign(std::size_t at) {
  const char c = x_text[at];
  if (is_blank(c)) return at + 1;
  if (x_expects_key && !is_quote(c) && !is_one_of(c, "($\\")) x_expects_key = false;
  if (c == '=' || c == ':') {
    open_by_sign(at);
  } else if (c == '<') {
    return open_tag(at);
  } else if (c == '>') {
    return close_tag(at);
  } else if (c == '(' && !last.empty() && last.data() + last.size() == x_text.data() + at) {
    open_call(last);
  } else if (is_quote(c)) {
    if (!value.is_key_open) value.is_quoted = true;
    value.is_key_open = false;
  } else if (!is_one_of(c, ",[](\\@")) {
    value.is_open = false;
  }
  return at + 1;
}

void Keys::open_by_sign(std::size_t at) {
  // "=>", "==" and "::" are no other sign than their first.
  auto key = key_before(at);
  last = {};
  if (key.empty()) return;
  if (x_text[at] == '=' && is_type(key) && !x_declared.empty()) key = x_declared;
  open_value(key);
  x_declared = key;
  // What "${api.host:api.example.com}" falls back to is no variable, though no quote stands behind the colon.
  const auto from = static_cast<std::size_t>(key.data() - x_text.data());
  if (from >= 2 && piece(from - 2, from) == "${") value.is_quoted = true;
}

std::size_t Keys::open_tag(std::size_t at) {
  auto end = at + 1;
  while (end < x_text.size() && (is_ascii_alphanumeric(x_text[end]) || is_one_of(x_text[end], "-_.:"))) ++end;
  x_tag = piece(at + 1, end);
  if (const auto colon = x_tag.find(':'); colon != kNowhere) x_tag.remove_prefix(colon + 1);
  value = {};
  return at + 1;
}

std::size_t Keys::close_tag(std::size_t at) {
  if (is_one_of(before(at), "=-")) return at + 1;
  if (!x_tag.empty() && before(at) != '/') open_value(x_tag);
  x_tag = {};
  return at + 1;
}

void Keys::open_call(std::string_view name) {
  value = {};
  // Any function may be called so: no more than well-known domains are hosts there.
  if (is_host_call(name)) value = {.key = name, .kind = KeyKind::url, .is_open = true, .needs_quote = true};
  x_expects_key = is_key_call(name);
}

void Keys::note_value(std::size_t from, std::size_t to) {
  if (!value.is_open) return;
  for (const std::string_view name : {"name", "key", "param-name"}) {
    if (!same_ignoring_case(value.key, name)) continue;
    x_named = piece(from, to);
    x_named_in = x_number;
  }
}

void Keys::pass_word(std::size_t from, std::size_t to, bool is_host) {
  const auto word = piece(from, to);
  if (!last.empty() && last != "static") x_declared = last;
  last = word;
  if (x_expects_key && !word.starts_with('-')) {
    x_expects_key = false;
    open_value(word);
    value.is_key_open = is_quote(before(from));
    return;
  }
  if (is_host) {
    value.is_empty = false;
  } else if (value.is_open) {
    end_by(word, to);
  }
  if (is_blank(at_or(to))) open_by_word(from, to);
}

void Keys::pass_url() {
  value.is_empty = false;
  last = {};
}

// A word that is no host ends the value, but for a list's dash and what may stand before one.
void Keys::end_by(std::string_view word, std::size_t to) {
  if (word.find_first_not_of('-') == kNowhere || goes_on_next_line(to)) return;
  if (value.needs_quote && !value.is_quoted) return;  // another argument
  value.is_open = value.may_be_named && word.find('.') == kNowhere;
  value.needs_port = value.is_open;
  value.may_be_named = false;
}

// Words that nothing but a blank parts from what they name. Where a statement begins, unless they have a sign
// that words of prose have not.
void Keys::open_by_word(std::size_t from, std::size_t to) {
  const auto word = piece(from, to);
  const char sign = sign_before(from);
  const bool begins = is_one_of(sign, "\n{};");
  if ((begins || std::ranges::any_of(word, [](char c) { return c == '-' || c == '_'; })) &&
      is_directive(word)) {
    value = {.key = word, .kind = KeyKind::host, .is_open = true};
    value.may_be_named = same_ignoring_case(word, "server");  // of HAProxy
  } else if (begins || (sign == '#' && word == "define")) {
    x_expects_key = is_setter(word);
  }
}

}  // namespace rehearse::machine
