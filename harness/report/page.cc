#include "report/page.h"

#include <algorithm>
#include <numeric>

#include "base/printable.h"
#include "report/columns.h"

namespace rehearse::report {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kLabel = 11;    // columns of a field's label, the gap included
constexpr std::size_t kGap = 2;       // between two columns of a table
constexpr std::size_t kFlowing = 30;  // with less than this the last column stands under its row
constexpr std::size_t kSmallest = 6;  // of a column of a table

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t width = display_width(text);
  return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

// SGR parameters. Standard colours only: they are what a user's own theme has made readable.
std::string_view sgr(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::strong:
      return "1";
    case Tone::quiet:
      return "2";
    case Tone::good:
      return "32";
    case Tone::bad:
      return "31";
    case Tone::unsure:
      return "33";
  }
  return "";
}

std::size_t sum(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0});
}

}  // namespace

Page::Page(const ConsoleOptions& options) : x_options(options) {
  x_options.width = std::max(x_options.width, kNarrowest);
}

std::string Page::safe(std::string_view foreign, std::size_t limit_bytes) const {
  const std::string shown = printable(foreign, limit_bytes);
  return x_options.ascii ? to_ascii(shown) : shown;
}

std::string_view Page::glyph(std::string_view unicode, std::string_view ascii) const {
  return x_options.ascii ? ascii : unicode;
}

std::string Page::paint(std::string_view text, Tone tone) const {
  const std::string_view code = sgr(tone);
  if (!x_options.colour || code.empty() || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

void Page::line(std::size_t indent, std::string_view text) {
  if (!text.empty()) x_out += std::string(indent, ' ') + std::string(text);
  x_out += '\n';
}

void Page::blank() {
  x_out += '\n';
}

void Page::heading(std::string_view text) {
  blank();
  paragraph(0, {std::string(text), Tone::strong});
}

void Page::paragraph(std::size_t indent, const Piece& piece) {
  for (const std::string& part : wrap(piece.text, x_options.width - indent)) {
    line(indent, paint(part, piece.tone));
  }
}

void Page::field(std::size_t indent, std::string_view label, const Piece& value) {
  const std::size_t width = std::max(kLabel, display_width(label) + 1);
  std::string beside = paint(label, Tone::quiet) + std::string(width - display_width(label), ' ');
  if (width > kLabel && indent + width + kFlowing > x_options.width) {
    paragraph(indent, {std::string(label), Tone::quiet});
    return paragraph(indent + kGap, value);
  }
  for (const std::string& part : wrap(value.text, x_options.width - indent - width)) {
    line(indent, beside + paint(part, value.tone));
    beside = std::string(width, ' ');
  }
}

void Page::verbatim(std::size_t indent, std::string_view label, std::string_view text) {
  line(indent, paint(label, Tone::quiet) + std::string(kLabel - std::min(kLabel, label.size()), ' ') +
                   std::string(text));
}

void Page::unindented(std::string_view lines) {
  x_out += lines;
}

// The width of every column but the last: as its widest cell asks, the widest cut until all fit.
std::vector<std::size_t> Page::column_widths(const Table& table, std::size_t available) const {
  std::vector<std::size_t> widths(table.rows.front().size() - 1, 0);
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  }
  while (sum(widths) + kGap * widths.size() > available) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (widest == widths.end() || *widest <= kSmallest) break;
    --*widest;
  }
  return widths;
}

void Page::table(const Table& table) {
  if (table.rows.empty()) return;
  const std::size_t available = x_options.width - table.indent;
  const auto widths = column_widths(table, available);
  const std::size_t taken = sum(widths) + kGap * widths.size();
  std::size_t needed = kFlowing;
  for (const auto& row : table.rows) {
    if (table.keeps_last_whole) needed = std::max(needed, display_width(row.back().text));
  }
  const bool beside = taken + needed <= available;
  const std::size_t flow_at = beside ? table.indent + taken : table.indent + 4;
  for (const auto& row : table.rows) {
    std::string text;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string cell = fit(row[i].text, widths[i], glyph("…", ".."));
      text += paint(cell, row[i].tone) + padded("", widths[i] + kGap - display_width(cell));
    }
    auto parts = table.keeps_last_whole ? std::vector{row.back().text}
                                        : wrap(row.back().text, x_options.width - flow_at);
    if (beside) {
      text += paint(parts.front(), row.back().tone);
      parts.erase(parts.begin());
    }
    text.erase(text.find_last_not_of(' ') + 1);
    line(table.indent, text);
    for (const std::string& part : parts) {
      if (!part.empty()) line(flow_at, paint(part, row.back().tone));
    }
  }
}

}  // namespace rehearse::report
