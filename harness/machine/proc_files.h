#pragma once
// The files of one process under /proc, taken apart. They belong to somebody: a caller keeps as little of
// them as it can.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse::machine {

/// The parts of /proc/PID/stat that count.
struct ProcStat {
  std::string name;
  bool runs_program = true;       ///< neither a thread of the kernel nor a process that has ended and waits
  std::uint64_t start_ticks = 0;  ///< field 22: since the machine started
};

/// Nothing where it is none. A name may hold spaces and brackets. Source: proc(5).
std::optional<ProcStat> parse_stat(std::string_view text);

/// Of /proc/stat: when the machine started, in seconds of Unix time. Nothing outside of 1970 to 9999.
std::optional<std::int64_t> parse_boot_time(std::string_view text);

/// Texts with a zero byte behind each: cmdline, environ.
std::vector<std::string> split_at_zeros(std::string_view text);

/// A path that a link or a line of `maps` shows.
struct ShownPath {
  std::filesystem::path path;
  bool is_deleted = false;  ///< or replaced by another file
};

/// Nothing for what is no file: "socket:[1]", "[heap]".
std::optional<ShownPath> parse_shown_path(std::string_view text);

/// The files of /proc/PID/maps, each once, by path. One that is mapped both before and after it was replaced
/// is deleted: the old one is still in use.
std::vector<ShownPath> parse_maps(std::string_view text);

}  // namespace rehearse::machine
