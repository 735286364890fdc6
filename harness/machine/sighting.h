#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "machine/proc_files.h"

namespace rehearse::machine {

/// What is read of one process under /proc. Arguments and environment hold secrets: it must not outlive the
/// reading. Paths are as the kernel shows them. Threads: a value.
struct Sighting {
  std::optional<ShownPath> executable;
  std::vector<std::string> arguments, environment;
  std::vector<ShownPath> open, mapped;
  std::filesystem::path folder;  ///< it works in; empty = not seen
  bool is_hidden = false;        ///< some of this may not be seen by this user

  /// Whether a library of that name is mapped: "libssl.so".
  bool maps(std::string_view prefix) const;
  bool is_java() const;
  /// The home of a JVM: above bin/java, or above the library where another program loaded it. Empty where
  /// there is none, or none that this user may see.
  std::filesystem::path java_home() const;
  /// Whether it is a program that looks at the variables of `client` (Variable::client). For "openssl" that
  /// is one with libssl, and one without any library, as Go makes them; others may look at them as well.
  bool looks_at(std::string_view client) const;
};

/// Whether it is a folder, and no link to one. Files and folders of /proc that the kernel makes are what they
/// are: a link in the place of one leads out of a tree, and a FIFO has no end.
bool is_proc_folder(const std::filesystem::path& path);
/// Reads a file of /proc. Errors: file-unreadable, also for what is no regular file.
Result<std::string> read_proc_file(const std::filesystem::path& path);

/// Reads the folder of one process, each file once.
Sighting read_sighting(const std::filesystem::path& folder);

}  // namespace rehearse::machine
