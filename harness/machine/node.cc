#include <array>
#include <fstream>

#include "base/path_list.h"
#include "machine/runtimes.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

// Version managers put a script of that name into the PATH: it is no program, and has no roots.
bool is_program(const fs::path& file) {
  std::array<char, 4> magic{};
  std::ifstream(file, std::ios::binary).read(magic.data(), magic.size());
  return magic == std::array{'\x7f', 'E', 'L', 'F'};
}

// The folders of programs; those of this process's PATH where its environment counts.
std::vector<fs::path> program_folders(const Environment& environment, Tree& tree) {
  std::vector<fs::path> out = {"/usr/bin", "/usr/local/bin"};
  for (const auto& folder : tree.folders_in("/opt")) out.push_back(folder / "bin");
  for (const auto& home : homes(environment, tree)) {
    for (const auto& version : tree.folders_in(home / ".nvm/versions/node")) out.push_back(version / "bin");
  }
  const auto path = environment.find("PATH");
  if (path == environment.end()) return out;
  for (const auto folder : split_path_list(path->second)) {
    if (folder.starts_with('/')) out.emplace_back(folder);
  }
  return out;
}

// ".../node/v20.11.0/bin" -> "node-20", as nvm names its folders.
std::string node_client(const fs::path& program) {
  const auto version = program.parent_path().parent_path().filename().string();
  const auto end = version.find('.');
  if (!version.starts_with('v') || end == std::string::npos) return "node";
  return "node-" + version.substr(1, end - 1);
}

}  // namespace

void add_node_programs(const Environment& environment, Candidates& candidates) {
  auto& tree = candidates.tree();
  const auto set = environment.find("NODE_EXTRA_CA_CERTS");
  const std::string extra = set == environment.end() ? std::string() : set->second;
  const std::string why = extra.empty() ? "the roots compiled into Node"
                                        : "the roots compiled into Node, and those of NODE_EXTRA_CA_CERTS";
  for (const auto& folder : program_folders(environment, tree)) {
    const auto program = tree.find_file(folder / "node");
    if (!program || !is_program(tree.outside(*program))) continue;
    auto* added = candidates.add(*program, {.why = why, .client = node_client(*program)});
    if (added == nullptr) continue;
    added->source.kind = store::Source::Kind::node;
    added->source.extra = extra;
  }
}

}  // namespace rehearse::machine
