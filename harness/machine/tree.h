#pragma once
// machine: what is on a machine: the trust stores in its files, the processes that use them, and the hosts
// that its configurations name. It says where a store lies and why it is listed; what the store holds is for
// store to say, and what that is good for for trust. It changes nothing, starts nothing and reads no
// environment: that is handed in.

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/instant.h"

namespace rehearse::machine {

/// A tree of files under a root folder: this machine, or a container's root seen from outside. All paths are
/// absolute and as a process sees them for which `root` is "/"; no link leads out of it. What could not be
/// looked into is noted, never passed over in silence. Threads: one at a time.
class Tree {
 public:
  explicit Tree(const std::filesystem::path& root);

  const std::filesystem::path& root() const { return x_root; }
  /// Whether it is this machine's own.
  bool is_own() const { return x_root == "/"; }
  /// What `path` is called by this process.
  std::filesystem::path outside(const std::filesystem::path& path) const;

  /// Where `path` leads; nothing where nothing is there.
  std::optional<std::filesystem::path> find(const std::filesystem::path& path);
  /// The same for a regular file alone.
  std::optional<std::filesystem::path> find_file(const std::filesystem::path& path);
  /// The folders in a folder, links to folders included, by name; none where it is not there.
  std::vector<std::filesystem::path> folders_in(const std::filesystem::path& folder);
  /// When the file's content, or the list of a folder's files, was changed last.
  std::optional<Instant> changed(const std::filesystem::path& path) const;

  /// For people, each once: what was not looked at. May hold names of files: print through printable().
  void note(const std::string& text);
  const std::vector<std::string>& notes() const { return x_notes; }

 private:
  std::filesystem::path x_root;
  std::vector<std::string> x_notes;
  std::unordered_set<std::string> x_noted;
};

}  // namespace rehearse::machine
