#include "profile/plain_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 6> kBooleans = {"true", "True", "TRUE", "false", "False", "FALSE"};
constexpr std::array<std::string_view, 3> kInfinities = {".inf", ".Inf", ".INF"};
constexpr std::array<std::string_view, 3> kNotNumbers = {".nan", ".NaN", ".NAN"};  // without a sign

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

// Takes the digits at the front away and says how many there were.
std::size_t take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(count);
  return count;
}

bool is_decimal(std::string_view text) {
  text = without_sign(text);
  auto digits = take_digits(text);
  const bool whole = digits > 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const auto fraction = take_digits(text);
    if (!whole && fraction == 0) return false;
    digits += fraction;
  }
  if (digits == 0) return false;
  if (text.starts_with('e') || text.starts_with('E')) {
    text = without_sign(text.substr(1));
    if (take_digits(text) == 0) return false;
  }
  return text.empty();
}

int based(std::string_view text) {
  const auto rest = text.size() > 2 ? text.substr(2) : std::string_view();
  if (rest.empty()) return 0;
  if (text.starts_with("0x") && rest.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos)
    return 16;
  if (text.starts_with("0o") && rest.find_first_not_of("01234567") == std::string_view::npos) return 8;
  return 0;
}

}  // namespace

Plain classify_plain(std::string_view text) {
  if (std::ranges::find(kBooleans, text) != kBooleans.end()) return Plain::boolean;
  const auto is_one_of = [](const auto& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
  };
  if (is_one_of(kInfinities, without_sign(text)) || is_one_of(kNotNumbers, text)) return Plain::number;
  return is_decimal(text) || based(text) != 0 ? Plain::number : Plain::text;
}

std::optional<std::int64_t> parse_whole_number(std::string_view text) {
  int base = based(text);
  if (base != 0) {
    text.remove_prefix(2);
  } else {
    base = 10;
    if (!is_decimal(text)) return {};
    if (text.starts_with('+')) text.remove_prefix(1);  // from_chars takes a minus only
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

}  // namespace rehearse::profile
