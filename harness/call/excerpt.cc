#include "call/excerpt.h"

#include <algorithm>

namespace rehearse::call {
namespace {

constexpr std::size_t kLongestEscape = 14;  // `&#0000000034;` and more zeros than anybody writes

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::string cut(std::string text, std::size_t limit) {
  constexpr std::string_view kEllipsis = "...";
  if (text.size() <= limit) return text;
  std::size_t end = limit - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text + std::string(kEllipsis);
}

Excerpt::Excerpt(const profile::Call& call, const Values& values) {
  for (const auto* text : {&call.url, &call.path, &call.body}) add(*text);
  for (const auto* pairs : {&call.query, &call.headers, &call.form}) {
    for (const auto& [name, value] : *pairs) add(value);
  }
  for (const auto& [name, value] : values) add(value);
  for (const auto* secrets : {&call.secrets, &call.expect.secrets}) {
    for (const auto& secret : *secrets) add(secret);
  }
}

void Excerpt::add(const SecretText& text) {
  for (const auto& secret : text.secrets()) add(secret);
}

void Excerpt::add(std::string_view secret) {
  x_redactor.add(secret);
  x_longest = std::max(x_longest, secret.size() * kLongestEscape);
}

std::string Excerpt::of(std::string_view text, std::size_t limit) const {
  std::string shown = x_redactor.scrub(text.substr(0, kWindowBytes));
  if (text.size() > kWindowBytes) shown.resize(shown.size() - std::min(shown.size(), x_longest));
  return cut(on_one_line(shown), limit);
}

}  // namespace rehearse::call
