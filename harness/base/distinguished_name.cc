#include "base/distinguished_name.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace rehearse {
namespace {

constexpr std::array<std::string_view, 14> kTypes = {"CN",           "O",
                                                     "OU",           "C",
                                                     "ST",           "L",
                                                     "DC",           "SN",
                                                     "GN",           "UID",
                                                     "street",       "serialNumber",
                                                     "emailAddress", "organizationIdentifier"};

char lower(char c) {
  return (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

// Case and runs of spaces aside: RFC 5280 section 7.1 compares names so.
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += lower(c);
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The type at the front of "CN=...", or nothing if the text does not start with one.
std::string_view known_type(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return {};
  const auto written = trimmed(text.substr(0, equals));
  for (const auto type : kTypes) {
    if (same_ignoring_case(type, written)) return type;
  }
  return {};
}

}  // namespace

std::string DistinguishedName::text() const {
  std::string out;
  for (auto attribute = attributes.rbegin(); attribute != attributes.rend(); ++attribute) {
    if (!out.empty()) out += ", ";
    out += attribute->type + "=";
    for (const char c : attribute->value) {
      if (c == ',' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string DistinguishedName::short_name() const {
  for (auto attribute = attributes.rbegin(); attribute != attributes.rend(); ++attribute) {
    if (attribute->type == "CN") return attribute->value;
  }
  return attributes.empty() ? std::string() : attributes.back().value;
}

bool DistinguishedName::has_all_of(const DistinguishedName& wanted) const {
  if (wanted.attributes.empty()) return false;
  return std::ranges::all_of(wanted.attributes, [&](const Attribute& w) {
    return std::ranges::any_of(attributes, [&](const Attribute& a) {
      return a.type == w.type && folded(a.value) == folded(w.value);
    });
  });
}

Result<DistinguishedName> parse_distinguished_name(std::string_view text) {
  DistinguishedName out;
  const auto all = trimmed(text);
  if (all.empty()) return fail("bad-name", "an empty name");
  if (known_type(all).empty()) {
    out.attributes.push_back({"CN", std::string(all)});
    return out;
  }
  // A comma ends an attribute only where another one follows: "O=VeriSign, Inc." is one attribute. A
  // backslash always escapes.
  std::string value;
  std::string_view type, rest = all;
  const auto finish = [&]() -> Result<void> {
    if (trimmed(value).empty()) return fail("bad-name", fmt::format("'{}': {} has no value", text, type));
    out.attributes.insert(out.attributes.begin(), {std::string(type), std::string(trimmed(value))});
    value.clear();
    return {};
  };
  type = known_type(rest);
  rest.remove_prefix(rest.find('=') + 1);
  while (!rest.empty()) {
    if (rest[0] == '\\' && rest.size() > 1) {
      value += rest[1];
      rest.remove_prefix(2);
    } else if (const auto next = rest[0] == ',' ? known_type(rest.substr(1)) : std::string_view();
               !next.empty()) {
      if (auto done = finish(); !done) return std::unexpected(done.error());
      type = next;
      rest.remove_prefix(rest.find('=') + 1);
    } else {
      value += rest[0];
      rest.remove_prefix(1);
    }
  }
  if (auto done = finish(); !done) return std::unexpected(done.error());
  return out;
}

}  // namespace rehearse
