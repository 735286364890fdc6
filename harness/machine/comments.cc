#include "machine/comments.h"

#include <algorithm>
#include <span>

#include "base/ascii.h"

namespace rehearse::machine {
namespace {

constexpr std::string_view kHash[] = {"cfg",      "cnf", "conf", "cron",       "dockerfile", "env", "ini",
                                      "makefile", "pl",  "pm",   "properties", "py",         "r",   "rb",
                                      "sh",       "tf",  "toml", "yaml",       "yml"};
constexpr std::string_view kSlashes[] = {"c",      "cc",    "cpp", "cs",   "dart",  "go",    "gradle",
                                         "groovy", "h",     "hpp", "java", "js",    "jsx",   "kt",
                                         "m",      "mjs",   "cjs", "php",  "proto", "rs",    "scala",
                                         "scss",   "swift", "ts",  "tsx",  "vue",   "json5", "jsonc"};
constexpr std::string_view kAngles[] = {"htm",   "html", "md",  "svg", "vue", "wsdl",
                                        "xhtml", "xml",  "xsd", "xsl", "xslt"};
constexpr std::string_view kSources[] = {"c",      "cc",    "cjs",   "cpp",  "cs",  "dart", "go", "gradle",
                                         "groovy", "h",     "hpp",   "java", "js",  "jsx",  "kt", "lua",
                                         "m",      "mjs",   "php",   "pl",   "pm",  "py",   "r",  "rb",
                                         "rs",     "scala", "swift", "ts",   "tsx", "vue"};

std::string_view ending_of(std::string_view file_name) {
  const auto dot = file_name.rfind('.');
  return dot == std::string_view::npos ? file_name : file_name.substr(dot + 1);
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](auto one) { return same_ignoring_case(one, word); });
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

bool is_source(std::string_view file_name) {
  return is_one_of(ending_of(file_name), kSources);
}

Comments::Style Comments::style_of(std::string_view file_name) {
  const auto ending = ending_of(file_name);
  Style out;
  out.slashes = is_one_of(ending, kSlashes);
  out.angles = is_one_of(ending, kAngles);
  out.hash = is_one_of(ending, kHash) || ending == "php";
  out.blocks = (out.slashes && ending != "proto") || ending == "css" || ending == "sql";
  out.dashes = ending == "sql" || ending == "lua";
  out.semicolon = ending == "ini" || ending == "cfg" || ending == "cnf" || ending == "reg";
  out.bang = ending == "properties";
  // A name that says nothing: crontabs, hosts files, scripts. JSON has no comments.
  const bool is_known = out.slashes || out.angles || out.hash || out.blocks || out.dashes || out.semicolon;
  if (!is_known && ending != "json" && ending != "har") out.hash = true;
  return out;
}

Comments::Comments(std::string_view text, std::string_view file_name)
    : x_text(text), x_style(style_of(file_name)) {
  if (x_style.blocks) find_blocks("/*", "*/");
  if (x_style.angles) find_blocks("<!--", "-->");
  std::ranges::sort(x_blocks);
}

void Comments::find_blocks(std::string_view open, std::string_view close) {
  for (std::size_t at = 0;;) {
    const auto from = x_text.find(open, at);
    if (from == std::string_view::npos) return;
    at = from + open.size();
    // "/api/*" and "*/*" in a string begin none.
    const char before = from == 0 ? '\n' : x_text[from - 1];
    const bool begins = open != "/*" || static_cast<unsigned char>(before) <= 0x20 ||
                        std::string_view(";{}(),").find(before) != std::string_view::npos;
    if (!begins) continue;
    const auto to = x_text.find(close, at);
    if (to == std::string_view::npos) return;  // it never ends: something else was meant
    x_blocks.emplace_back(from, to);
    at = to + close.size();
  }
}

// Where the line's own comment begins; npos = it has none.
std::size_t Comments::begins_in(std::string_view line) const {
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return first;
  const auto rest = line.substr(first);
  if ((x_style.bang && rest.starts_with('!')) || (x_style.semicolon && rest.starts_with(';'))) return first;
  char quote = 0;
  for (auto i = first; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\')
        ++i;
      else if (c == quote)
        quote = 0;
      continue;
    }
    const bool is_apart = i == first || is_blank(line[i - 1]);
    if (x_style.hash && c == '#' && is_apart) return i;
    const auto two = line.substr(i, 2);
    // Behind a statement it may stand without a blank.
    if (x_style.slashes && two == "//" &&
        (is_apart || line[i - 1] == ';' || line[i - 1] == '{' || line[i - 1] == ','))
      return i;
    if (x_style.dashes && two == "--" && is_apart) return i;
    if (c == '"' || c == '\'' || c == '`') quote = c;
  }
  return std::string_view::npos;
}

bool Comments::contains(std::size_t at, std::size_t line) {
  while (x_block < x_blocks.size() && x_blocks[x_block].second <= at) ++x_block;
  if (x_block < x_blocks.size() && x_blocks[x_block].first <= at) return true;
  if (x_line != line) {
    x_line = line;
    const auto text = x_text.substr(line, std::min(x_text.find('\n', line), x_text.size()) - line);
    x_begins = begins_in(text);
  }
  return x_begins != std::string_view::npos && line + x_begins <= at;
}

}  // namespace rehearse::machine
