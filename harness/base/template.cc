#include "base/template.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"

namespace rehearse {
namespace {

struct Place {
  std::size_t begin = 0;  // of "{{"
  std::size_t end = 0;    // behind "}}"
  std::string_view name;
};

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

// The next place at or behind `from`; its name is empty where there is none.
Place next_place(std::string_view text, std::size_t from) {
  for (auto begin = text.find("{{", from); begin != std::string_view::npos;
       begin = text.find("{{", begin + 1)) {
    const auto end = text.find("}}", begin);
    if (end == std::string_view::npos) return {};
    const auto name = without_blanks(text.substr(begin + 2, end - begin - 2));
    if (is_place_name(name)) return {begin, end + 2, name};
  }
  return {};
}

std::string_view xml_escape(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    // A parser would make a line feed of it, in an attribute a space.
    case '\r':
      return "&#13;";
    case '\n':
      return "&#10;";
    case '\t':
      return "&#9;";
    default:
      return {};
  }
}

std::string json_escape(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') return std::string("\\") + c;
  return byte < 0x20 ? fmt::format("\\u{:04x}", byte) : std::string();
}

std::string percent_escape(char c) {
  const bool is_unreserved = is_ascii_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
  return is_unreserved ? std::string() : fmt::format("%{:02X}", static_cast<unsigned char>(c));
}

std::string escape_of(char c, Escape escape) {
  switch (escape) {
    case Escape::none:
      return {};
    case Escape::xml:
      return std::string(xml_escape(c));
    case Escape::json:
      return json_escape(c);
    case Escape::percent:
      return percent_escape(c);
  }
  return {};
}

class Filler {
 public:
  Filler(const Values& values, Escape escape) : x_values(values), x_escape(escape) {}

  void take(std::string_view text, bool is_secret) {
    if (is_secret) return x_out.add_secret(std::string(text));
    std::size_t done = 0;
    for (auto place = next_place(text, 0); !place.name.empty(); place = next_place(text, place.end)) {
      add_plain(text.substr(done, place.begin - done));
      put(std::string(place.name));
      done = place.end;
    }
    add_plain(text.substr(done));
  }

  Result<SecretText> go() && {
    if (x_missing.empty()) return std::move(x_out);
    return fail("no-value", fmt::format("{}", fmt::join(x_missing, ", ")));
  }

 private:
  void add_plain(std::string_view text) {
    if (!text.empty()) x_out.add_plain(std::string(text));
  }

  void put(const std::string& name) {
    const auto found = x_values.find(name);
    if (found == x_values.end()) {
      if (std::ranges::count(x_missing, name) == 0) x_missing.push_back(name);
      return;
    }
    found->second.for_each([&](std::string_view piece, bool is_secret) {
      auto text = escaped(piece, x_escape);
      if (is_secret) {
        x_out.add_secret(std::move(text));
      } else {
        x_out.add_plain(std::move(text));
      }
    });
  }

  const Values& x_values;
  const Escape x_escape;
  SecretText x_out;
  std::vector<std::string> x_missing;
};

}  // namespace

std::string escaped(std::string_view text, Escape escape) {
  std::string out;
  for (const char c : text) {
    const auto instead = escape_of(c, escape);
    out += instead.empty() ? std::string(1, c) : instead;
  }
  return out;
}

bool is_place_name(std::string_view name) {
  const auto is_first = [](char c) { return c == '_' || (is_ascii_alphanumeric(c) && (c < '0' || c > '9')); };
  return !name.empty() && is_first(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_ascii_alphanumeric(c) || c == '_' || c == '-'; });
}

std::vector<std::string> places_in(const SecretText& text) {
  std::vector<std::string> out;
  text.for_each([&](std::string_view piece, bool is_secret) {
    if (is_secret) return;
    for (auto place = next_place(piece, 0); !place.name.empty(); place = next_place(piece, place.end)) {
      if (std::ranges::count(out, place.name) == 0) out.emplace_back(place.name);
    }
  });
  return out;
}

SecretText with_secret_literals(const SecretText& text) {
  SecretText out;
  const auto hide = [&](std::string_view literal) {
    if (!literal.empty()) out.add_secret(std::string(literal));
  };
  text.for_each([&](std::string_view piece, bool is_secret) {
    if (is_secret) return hide(piece);
    std::size_t done = 0;
    for (auto place = next_place(piece, 0); !place.name.empty(); place = next_place(piece, place.end)) {
      hide(piece.substr(done, place.begin - done));
      out.add_plain(std::string(piece.substr(place.begin, place.end - place.begin)));
      done = place.end;
    }
    hide(piece.substr(done));
  });
  return out;
}

Result<SecretText> fill(const SecretText& text, const Values& values, Escape escape) {
  Filler filler(values, escape);
  text.for_each([&](std::string_view piece, bool is_secret) { filler.take(piece, is_secret); });
  return std::move(filler).go();
}

}  // namespace rehearse
