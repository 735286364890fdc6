#include <set>

#include "machine/runtimes.h"

namespace rehearse::machine {

namespace fs = std::filesystem;

std::vector<fs::path> homes(const Environment& environment, Tree& tree) {
  std::vector<fs::path> out;
  std::set<std::string> seen;
  const auto add = [&](const fs::path& home) {
    const auto found = tree.find(home);
    if (found && seen.insert(found->native()).second) out.push_back(*found);
  };
  const auto own = environment.find("HOME");
  if (own != environment.end() && own->second.starts_with('/')) add(own->second);
  add("/root");
  for (const auto& home : tree.folders_in("/home")) add(home);
  return out;
}

}  // namespace rehearse::machine
