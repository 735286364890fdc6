#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/finding.h"
#include "machine/found_hosts.h"
#include "machine/scan_text.h"

namespace rehearse::machine {

/// How far a scan goes. A bound that is hit is a finding.
struct ScanLimits {
  std::size_t depth = 64;             ///< folders below the one given
  std::size_t entries = 2'000'000;    ///< of one tree
  std::size_t file_bytes = 8U << 20;  ///< a larger file is not looked into
  std::size_t mentions = 20'000;      ///< of one file
  std::size_t named = 20;             ///< how many files a finding of its own is written for
  unsigned threads = 2;               ///< that read files
  std::function<bool()> is_stopped;   ///< asked before each file, from any thread; what was found counts
};

struct ScannedTree {
  FoundHosts found;
  ScanCounts counts;
  std::vector<Finding> findings;  ///< file-too-large, file-unreadable, not-scanned: what may hold more hosts
};

/// Finds the hosts of every text below `folder`, or in `folder` if it is a file (scan_text()).
///
/// Passed over, and counted: what version control, package managers and compilers keep of others' (.git,
/// node_modules, site-packages ...); files that are no text: a zero byte in their first 8 KiB that is no
/// UTF-16, or the first bytes of an archive, a picture or a document; links, as what they lead to is in the
/// tree or not of it. Places are called as `folder` was typed. The same tree gives the same result, whatever
/// the number of threads. Threads: starts some of its own and waits for them.
ScannedTree scan_tree(const std::string& folder, const Domains& domains, const ScanLimits& limits);

}  // namespace rehearse::machine
