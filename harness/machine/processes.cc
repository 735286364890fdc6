#include "machine/processes.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "base/path_list.h"
#include "machine/proc_files.h"
#include "machine/runtimes.h"
#include "machine/sighting.h"
#include "machine/variables.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

// A hundred years: numbers beyond it are made up, and their sum might not be a moment.
constexpr std::uint64_t kLongestUptime = 100ULL * 366 * 24 * 60 * 60;

std::optional<Instant> start_of(std::optional<std::int64_t> boot, std::uint64_t ticks, Clock clock) {
  if (!boot || clock.ticks_per_second <= 0) return std::nullopt;
  const auto seconds = ticks / static_cast<std::uint64_t>(clock.ticks_per_second);
  if (seconds > kLongestUptime) return std::nullopt;
  return Instant(std::chrono::seconds(*boot + static_cast<std::int64_t>(seconds)));
}

// One reading of /proc, and what of it could not be seen.
class Reading {
 public:
  /// `proc` is resolved: no part of it is a link.
  Reading(Tree& tree, const fs::path& proc, Clock clock)
      : x_tree(tree), x_proc(tree.outside(proc)), x_clock(clock) {
    x_boot = parse_boot_time(read_proc_file(x_proc / "stat").value_or(""));
    std::error_code error;
    x_self = id_of(fs::read_symlink(x_proc / "self", error).string());
    x_home = mounts_of(x_proc / std::to_string(x_self.value_or(1))).value_or("");
  }

  std::vector<Process> all() {
    std::vector<int> ids;
    std::error_code error;
    for (fs::directory_iterator entry(x_proc, error), end; !error && entry != end; entry.increment(error)) {
      const auto id = id_of(entry->path().filename().string());
      if (id && id != x_self && is_proc_folder(entry->path())) ids.push_back(*id);
    }
    if (error) x_tree.note(fmt::format("{}: {}", x_proc.string(), error.message()));
    std::ranges::sort(ids);
    std::vector<Process> out;
    for (const int id : ids) {
      if (auto process = one(id)) out.push_back(*std::move(process));
    }
    say(out.size());
    return out;
  }

 private:
  static std::optional<int> id_of(const std::string& name) {
    int id = 0;
    const auto* const end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data(), end, id);
    if (parsed.ec != std::errc{} || parsed.ptr != end || id <= 0) return std::nullopt;
    return id;
  }

  // "mnt:[4026531841]"; nothing where this user may not see it.
  static std::optional<std::string> mounts_of(const fs::path& folder) {
    if (!is_proc_folder(folder / "ns")) return std::nullopt;
    std::error_code error;
    auto out = fs::read_symlink(folder / "ns/mnt", error).string();
    return error ? std::nullopt : std::optional(std::move(out));
  }

  std::optional<Process> one(int id) {
    const auto folder = x_proc / std::to_string(id);
    const auto stat = parse_stat(read_proc_file(folder / "stat").value_or(""));
    if (!stat || !stat->runs_program) return std::nullopt;
    if (lives_elsewhere(folder)) {
      ++x_elsewhere;
      return std::nullopt;
    }
    const auto files = read_sighting(folder);
    if (files.is_hidden) ++x_hidden;
    Process out{.id = id, .program = stat->name};
    if (files.executable) {
      out.executable = inside(files.executable->path);
      out.program = out.executable.filename().string();
    }
    out.started = start_of(x_boot, stat->start_ticks, x_clock);
    out.has_openssl = files.maps("libssl.so");
    add_held(files, out);
    add_named(files, out);
    return out;
  }

  // Its root, or its mount namespace, is another one than that of this tree.
  bool lives_elsewhere(const fs::path& folder) const {
    std::error_code error;
    const auto root = fs::read_symlink(folder / "root", error);
    if (!error && root != "/" && root != x_tree.root()) return true;
    const auto home = mounts_of(folder);
    return home && !x_home.empty() && *home != x_home;
  }

  // The kernel shows paths as this process would call them.
  fs::path inside(const fs::path& shown) const {
    if (x_tree.is_own()) return shown;
    const auto below = shown.lexically_relative(x_tree.root());
    return below.empty() || *below.begin() == ".." ? shown : "/" / below;
  }

  void add_held(const Sighting& files, Process& out) const {
    for (const auto* shown : {&files.open, &files.mapped}) {
      for (const auto& one : *shown) out.held.push_back({inside(one.path), one.is_deleted});
    }
  }

  void add_path(const std::string& path, Process::Named named, const Sighting& files, Process& out) {
    if (path.empty() || (!path.starts_with('/') && files.folder.empty())) return;
    const auto full = inside(files.folder) / path;
    named.path = x_tree.find(full).value_or(full.lexically_normal());
    out.named.push_back(std::move(named));
  }

  void add_named(const Sighting& files, Process& out) {
    bool told = add_java_options(files.arguments, "-Djavax.net.ssl.trustStore", files, out);
    for (const auto& set : files.environment) {
      const auto equals = set.find('=');
      for (const auto& variable : variables()) {
        if (equals == std::string::npos || set.compare(0, equals, variable.name) != 0) continue;
        told = add_variable(variable, set.substr(equals + 1), files, out) || told;
      }
    }
    const auto home = files.java_home();
    if (!told && !home.empty()) out.java_store = java_store(inside(home), x_tree);
  }

  bool add_java_options(const std::vector<std::string>& options, std::string by, const Sighting& files,
                        Process& out) {
    const auto trust = files.is_java() ? java_trust(options) : std::nullopt;
    if (!trust) return false;
    add_path(trust->path, {.path = {}, .by = std::move(by), .client = "java"}, files, out);
    return true;
  }

  // Whether it told a JVM where its store is.
  bool add_variable(const Variable& variable, const std::string& value, const Sighting& files, Process& out) {
    if (variable.form == Variable::Form::jvm_script) return false;
    if (variable.form == Variable::Form::jvm_options) {
      return add_java_options(split_options(value),
                              fmt::format("{} -Djavax.net.ssl.trustStore", variable.name), files, out);
    }
    const bool looks = files.looks_at(variable.client);
    if (!looks && variable.client != "openssl") return false;
    Process::Named named{.path = {},
                         .by = std::string(variable.name),
                         .client = std::string(variable.client),
                         .part = variable.part,
                         .read_again = variable.read_again,
                         .is_certain = looks};
    if (variable.form == Variable::Form::path) {
      add_path(value, named, files, out);
      return false;
    }
    for (const auto folder : split_path_list(value)) add_path(std::string(folder), named, files, out);
    return false;
  }

  void say(std::size_t seen) {
    if (!x_boot && seen != 0)
      x_tree.note("when the machine started (/proc/stat): what has to be restarted is not known");
    if (x_hidden != 0)
      x_tree.note(fmt::format("open files and environment of {} of {} processes: this user may not see them",
                              x_hidden, seen));
    if (x_elsewhere != 0)
      x_tree.note(fmt::format("{} processes that see other files (containers): --root /proc/PID/root does it",
                              x_elsewhere));
  }

  Tree& x_tree;
  fs::path x_proc;
  Clock x_clock;
  std::optional<std::int64_t> x_boot;
  std::optional<int> x_self;
  std::string x_home;
  std::size_t x_hidden = 0, x_elsewhere = 0;
};

}  // namespace

std::vector<Process> read_processes(Tree& tree, Clock clock) {
  const auto proc = tree.find("/proc");
  if (proc) return Reading(tree, *proc, clock).all();
  tree.note("/proc: there is none");
  return {};
}

}  // namespace rehearse::machine
