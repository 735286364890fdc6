#include "base/distinguished_name.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"

namespace rehearse {
namespace {

// As OpenSSL spells them.
constexpr std::array<std::string_view, 21> kTypes = {"CN",
                                                     "O",
                                                     "OU",
                                                     "C",
                                                     "ST",
                                                     "L",
                                                     "DC",
                                                     "SN",
                                                     "GN",
                                                     "UID",
                                                     "street",
                                                     "serialNumber",
                                                     "title",
                                                     "postalCode",
                                                     "emailAddress",
                                                     "organizationIdentifier",
                                                     "businessCategory",
                                                     "jurisdictionC",
                                                     "jurisdictionST",
                                                     "jurisdictionL",
                                                     "description"};

// Case and runs of spaces aside: RFC 5280 section 7.1 compares names so.
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += ascii_lower(c);
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "CN=" at the front of a text: how the type is spelt, and how much of the text it takes. Empty `written`:
// the text does not start with a type at all.
struct TypeMark {
  std::string_view written;
  std::size_t length = 0;
};

TypeMark type_mark(std::string_view text) {
  constexpr std::size_t kLongest = 64;  // no type is longer, and a text of commas must not take forever
  const auto equals = text.substr(0, kLongest).find('=');
  if (equals == std::string_view::npos) return {};
  const auto written = trimmed(text.substr(0, equals));
  const bool one_word = std::ranges::all_of(written, [](char c) {
    return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
  if (!one_word) return {};
  return {written, equals + 1};
}

Result<std::string> type_of(std::string_view written) {
  for (const auto type : kTypes) {
    if (same_ignoring_case(type, written)) return std::string(type);
  }
  const bool dotted = written.find('.') != std::string_view::npos && !written.starts_with('.') &&
                      written.find_first_not_of("0123456789.") == std::string_view::npos;
  if (dotted) return std::string(written);
  return fail("bad-name", fmt::format("'{}' is not an attribute of a name, as CN, O, OU and C are", written));
}

// Takes a value off the front of `rest`. A comma ends it only where another attribute follows: "O=VeriSign,
// Inc." is one attribute. A backslash escapes the next character, or is a byte in hex (RFC 4514).
std::string take_value(std::string_view& rest) {
  std::string value;
  std::size_t kept = 0;  // up to here nothing is trimmed: an escape stands for itself
  while (!rest.empty() && !(rest[0] == ',' && !type_mark(rest.substr(1)).written.empty())) {
    std::size_t taken = 1;
    if (rest[0] == '\\' && rest.size() > 2 && hex_value(rest[1]) >= 0 && hex_value(rest[2]) >= 0) {
      value += static_cast<char>(hex_value(rest[1]) * 16 + hex_value(rest[2]));
      kept = value.size();
      taken = 3;
    } else if (rest[0] == '\\' && rest.size() > 1) {
      value += rest[1];
      kept = value.size();
      taken = 2;
    } else if (rest[0] != ' ' || !value.empty()) {
      value += rest[0];
    }
    rest.remove_prefix(taken);
  }
  while (value.size() > kept && value.ends_with(' ')) value.pop_back();
  return value;
}

}  // namespace

std::string DistinguishedName::text() const {
  std::string out;
  for (auto attribute = attributes.rbegin(); attribute != attributes.rend(); ++attribute) {
    if (!out.empty()) out += ", ";
    out += attribute->type + "=";
    const std::string& value = attribute->value;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const bool edge_space = value[i] == ' ' && (i == 0 || i + 1 == value.size());
      if (value[i] == ',' || value[i] == '\\' || edge_space) out += '\\';
      out += value[i];
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
  const auto bare = trimmed(text);
  if (bare.empty()) return fail("bad-name", "an empty name");
  // As OpenSSL 1 printed names. Taken for a CN it would match nothing, ever.
  if (bare.starts_with('/') && bare.find('=') != std::string_view::npos)
    return fail("bad-name", fmt::format("'{}': write it with commas, like CN=..., O=...", text));
  if (type_mark(bare).written.empty()) {
    out.attributes.push_back({"CN", std::string(bare)});
    return out;
  }
  for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(rest.empty() ? 0 : 1)) {
    const TypeMark mark = type_mark(rest);
    auto type = type_of(mark.written);
    if (!type) return std::unexpected(std::move(type.error()));
    rest.remove_prefix(mark.length);
    std::string value = take_value(rest);
    if (value.empty()) return fail("bad-name", fmt::format("'{}': {} has no value", text, *type));
    out.attributes.push_back({std::move(*type), std::move(value)});
  }
  // Written with the most specific first, kept as certificates do. (The other order is read just as well:
  // nothing compares by position.)
  std::ranges::reverse(out.attributes);
  return out;
}

DistinguishedName name_of_text(std::string_view text) {
  DistinguishedName out;
  std::string type, value;
  bool in_value = false;
  const auto end_attribute = [&] {
    out.attributes.push_back({std::exchange(type, {}), std::exchange(value, {})});
    in_value = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!in_value && text[i] == '=') {
      in_value = true;
    } else if (!in_value) {
      type += text[i];
    } else if (text[i] == '\\' && i + 1 < text.size()) {
      value += text[++i];
    } else if (text.substr(i).starts_with(", ")) {
      end_attribute();
      ++i;
    } else {
      value += text[i];
    }
  }
  if (!in_value && !text.empty()) return {{{"CN", std::string(text)}}};
  if (in_value) end_attribute();
  std::ranges::reverse(out.attributes);
  return out;
}

}  // namespace rehearse
