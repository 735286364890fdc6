#include "profile/variables.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/printable.h"

namespace rehearse::profile {
namespace {

constexpr std::size_t kMaxSubstitutedBytes = std::size_t{16} << 20;

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) { return is_ascii_letter(c) || c == '_'; };
  return !name.empty() && is_letter(name[0]) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

Result<Piece> parse_variable(std::string_view inside) {
  if (inside.starts_with("env:")) {
    const auto name = inside.substr(4);
    if (!is_variable_name(name)) {
      return fail("bad-variable",
                  fmt::format("'{}' is not the name of an environment variable", printable(name, 60)));
    }
    return Piece{Piece::Kind::env, std::string(name)};
  }
  if (inside.starts_with("file:")) {
    const auto path = inside.substr(5);
    if (path.empty() || std::ranges::any_of(path, is_control))
      return fail("bad-variable", "${file:...} names no file");
    return Piece{Piece::Kind::file, std::string(path)};
  }
  return fail("bad-variable",
              fmt::format("'${{{}}}' is no variable; write ${{env:NAME}} or ${{file:PATH}}, and $${{ for a "
                          "plain ${{",
                          printable(inside, 60)));
}

std::string as_written(const Piece& piece) {
  return fmt::format("${{{}:{}}}", piece.kind == Piece::Kind::env ? "env" : "file", piece.text);
}

// A DNS name that tells which variable it stands for.
std::string host_like(const Piece& piece) {
  std::string out = "unset";
  for (const char c : std::string_view(piece.text).substr(0, 50)) {
    const char low = ascii_lower(c);
    const bool kept = is_ascii_alphanumeric(low);
    if (kept && out == "unset") out += '-';
    if (kept) {
      out += low;
    } else if (!out.ends_with('-')) {
      out += '-';
    }
  }
  while (out.ends_with('-')) out.pop_back();
  return out + ".invalid";
}

std::optional<Expanded> unset(Reading& reading, const Piece& piece, StandIn stand_in) {
  if (reading.context.unset == LoadContext::Unset::error) return {};
  const auto written = as_written(piece);
  if (std::ranges::find(reading.stand_ins, written) == reading.stand_ins.end())
    reading.stand_ins.push_back(written);
  return Expanded{stand_in == StandIn::as_written ? written : host_like(piece), true, true};
}

std::optional<Expanded> replace(Reading& reading, const Value& value, const Piece& piece, StandIn stand_in) {
  const auto& context = reading.context;
  Error why{"unset-variable", fmt::format("the environment variable {} is not set", piece.text), {}};
  if (piece.kind == Piece::Kind::env) {
    if (auto found = context.environment ? context.environment(piece.text) : std::nullopt)
      return Expanded{std::move(*found), true, false};
  } else {
    auto content = context.read_file ? context.read_file(beside(reading.path, piece.text))
                                     : Result<std::string>(fail("unreadable-file", "no files here"));
    if (content) return Expanded{std::move(*content), true, false};
    why = {"unreadable-file",
           fmt::format("cannot read the file '{}': {}", printable(piece.text, 200),
                       printable(content.error().text(), 200)),
           {}};
  }
  auto put = unset(reading, piece, stand_in);
  if (!put) reading.problems.add(value.node->at, why.code, fmt::format("{}: {}", value.where, why.detail));
  return put;
}

bool within_bounds(Reading& reading, const Value& value, const Expanded& piece) {
  reading.substituted_bytes += piece.text.size();
  if (reading.substituted_bytes <= kMaxSubstitutedBytes) return true;
  reading.problems.add(value.node->at, "too-large",
                       fmt::format("{}: variables and files come to more than {} bytes in all", value.where,
                                   kMaxSubstitutedBytes));
  return false;
}

}  // namespace

std::string without_line_end(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

std::string beside(const std::string& profile, const std::string& path) {
  const auto slash = profile.rfind('/');
  if (path.starts_with('/') || slash == std::string::npos) return path;
  return profile.substr(0, slash + 1) + path;
}

Result<std::vector<Piece>> split_variables(std::string_view text) {
  std::vector<Piece> out;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) out.push_back({Piece::Kind::literal, std::exchange(literal, {})});
  };
  while (!text.empty()) {
    if (text.starts_with("$${")) {
      literal += "${";
      text.remove_prefix(3);
    } else if (text.starts_with("${")) {
      const auto end = text.find('}');
      if (end == std::string_view::npos)
        return fail("bad-variable", "a variable is not closed: '}' is missing after '${'");
      auto variable = parse_variable(text.substr(2, end - 2));
      if (!variable) return std::unexpected(std::move(variable.error()));
      flush();
      out.push_back(std::move(*variable));
      text.remove_prefix(end + 1);
    } else {
      literal += text[0];
      text.remove_prefix(1);
    }
  }
  flush();
  return out;
}

std::optional<std::vector<Expanded>> expand(Reading& reading, const Value& value, std::string_view text,
                                            StandIn stand_in) {
  const auto pieces = split_variables(text);
  if (!pieces) {
    reading.problems.add(value.node->at, pieces.error().code,
                         fmt::format("{}: {}", value.where, pieces.error().detail));
    return {};
  }
  std::vector<Expanded> out;
  bool all = true;
  for (const auto& piece : *pieces) {
    if (piece.kind == Piece::Kind::literal) {
      out.push_back({piece.text, false, false});
      continue;
    }
    auto replaced = replace(reading, value, piece, stand_in);
    if (replaced && !within_bounds(reading, value, *replaced)) return {};
    if (replaced && piece.kind == Piece::Kind::file && !replaced->stand_in)
      replaced->text = without_line_end(std::move(replaced->text));
    all = all && replaced.has_value();
    if (replaced) out.push_back(std::move(*replaced));
  }
  if (!all) return {};
  return out;
}

std::optional<Expanded> read_named_file(Reading& reading, const Value& value, const std::string& path) {
  auto content = replace(reading, value, {Piece::Kind::file, path}, StandIn::as_written);
  if (content && !within_bounds(reading, value, *content)) return {};
  return content;
}

SecretText to_secret(const std::vector<Expanded>& pieces) {
  SecretText out;
  for (const auto& piece : pieces) {
    if (piece.from_variable) {
      out.add_secret(piece.text);
    } else {
      out.add_plain(piece.text);
    }
  }
  return out;
}

}  // namespace rehearse::profile
