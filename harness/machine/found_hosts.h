#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/finding.h"
#include "machine/mention.h"

namespace rehearse::machine {

/// A host, and where it is named.
struct FoundHost {
  static constexpr std::size_t kPlaces = 5;   ///< how many places are kept
  static constexpr std::size_t kPaths = 100;  ///< how many URLs are told apart

  std::vector<std::string> places;  ///< the first ones: "conf/app.properties:12"; may hold hostile names
  std::size_t mentions = 0;
  std::size_t files = 0;
  std::set<How> hows;
  std::set<std::uint64_t> paths;  ///< one for each different URL, as far as they are told apart
  bool only_in_comments = true;
  std::string last_file;  ///< for counting
};

/// Everything that was found, in an order of its own that does not depend on where it was found.
struct FoundHosts {
  static constexpr std::size_t kMost = 20'000;
  using Name = std::tuple<bool, std::string, std::uint16_t>;  ///< is_unfinished, host, port

  std::map<Name, FoundHost> hosts;
  std::map<std::string, FoundHost>
      namespaces;            ///< hosts that stand in names of namespaces, and nowhere called
  std::size_t left_out = 0;  ///< mentions of further hosts

  /// `where` is what people call the file.
  void add(const Mention& mention, const std::string& where);
  /// Adds what was found behind this.
  void merge(FoundHosts later);
};

/// What a search saw besides hosts.
struct ScanCounts {
  std::size_t files = 0;  ///< looked into
  std::uintmax_t bytes = 0;
  std::size_t binary = 0;    ///< not looked into: programs, pictures
  std::size_t archives = 0;  ///< not looked into: jar, zip, gz
  std::size_t links = 0;     ///< not followed
  std::size_t folders = 0;   ///< passed over: .git, node_modules
  std::size_t too_large = 0;
  std::size_t unreadable = 0;
};

}  // namespace rehearse::machine
