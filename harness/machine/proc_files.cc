#include "machine/proc_files.h"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

namespace rehearse::machine {
namespace {

// The word of that number, from 0, between single spaces.
std::string_view word(std::string_view text, std::size_t number) {
  for (; number > 0; --number) {
    const auto space = text.find(' ');
    if (space == std::string_view::npos) return {};
    text.remove_prefix(space + 1);
  }
  return text.substr(0, text.find_first_of(" \n"));
}

template <class T>
std::optional<T> number(std::string_view text) {
  T out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<ProcStat> parse_stat(std::string_view text) {
  constexpr unsigned long kKernelThread = 0x0020'0000;  // PF_KTHREAD
  const auto open = text.find('('), close = text.rfind(") ");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const auto field = [&](std::size_t index) { return word(text.substr(close + 2), index - 3); };
  const auto flags = number<unsigned long>(field(9));
  const auto start = number<std::uint64_t>(field(22));
  if (!flags || !start) return std::nullopt;
  return ProcStat{std::string(text.substr(open + 1, close - open - 1)),
                  (*flags & kKernelThread) == 0 && field(3) != "Z", *start};
}

std::optional<std::int64_t> parse_boot_time(std::string_view text) {
  constexpr std::string_view kKey = "btime ";
  auto at = text.starts_with(kKey) ? 0 : text.find("\nbtime ");
  if (at == std::string_view::npos) return std::nullopt;
  if (at != 0) ++at;
  constexpr std::int64_t kEndOfYear9999 = 253'402'300'799;  // no machine has started later
  const auto out = number<std::int64_t>(word(text.substr(at), 1));
  return out && *out >= 0 && *out <= kEndOfYear9999 ? out : std::nullopt;
}

std::vector<std::string> split_at_zeros(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\0'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<ShownPath> parse_shown_path(std::string_view text) {
  constexpr std::string_view kDeleted = " (deleted)";
  if (!text.starts_with('/')) return std::nullopt;
  const bool is_deleted = text.ends_with(kDeleted);
  if (is_deleted) text.remove_suffix(kDeleted.size());
  return ShownPath{text, is_deleted};
}

std::vector<ShownPath> parse_maps(std::string_view text) {
  std::vector<ShownPath> out;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto slash = line.find('/');  // address, permissions, offset, device and inode hold none
    if (slash == std::string_view::npos) continue;
    auto shown = parse_shown_path(line.substr(slash));
    // Most files are mapped in several pieces, one behind the other.
    const auto is_last = [&] {
      return !out.empty() && out.back().path == shown->path && out.back().is_deleted == shown->is_deleted;
    };
    if (shown && !is_last()) out.push_back(*std::move(shown));
  }
  // The deleted one first: who maps the old file and the new one still uses the old.
  std::ranges::sort(out, [](const ShownPath& a, const ShownPath& b) {
    return std::tie(a.path, b.is_deleted) < std::tie(b.path, a.is_deleted);
  });
  const auto same = std::ranges::unique(out, {}, &ShownPath::path);
  out.erase(same.begin(), same.end());
  return out;
}

}  // namespace rehearse::machine
