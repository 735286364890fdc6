#include <set>

#include "base/file.h"
#include "machine/runtimes.h"
#include "store/origins.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

// Each folder in these may be a JDK: distributions, Oracle's own packages, by hand, container images.
constexpr const char* kParents[] = {"/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/opt", "/opt/java"};

// What every JDK of the distribution has a link to.
constexpr struct {
  const char* path;
  const char* why;
} kShared[] = {
    {"/etc/ssl/certs/java/cacerts", "Debian's store for every Java"},
    {"/etc/pki/ca-trust/extracted/java/cacerts", "Red Hat's store for every Java"},
};

std::vector<fs::path> java_homes(const Environment& environment, Tree& tree) {
  std::vector<fs::path> out;
  std::set<std::string> seen;
  const auto add = [&](const fs::path& home) {
    const auto found = tree.find(home);
    if (found && seen.insert(found->native()).second) out.push_back(*found);
  };
  for (const auto* const parent : kParents) {
    for (const auto& home : tree.folders_in(parent)) add(home);
  }
  for (const auto& home : homes(environment, tree)) {
    for (const auto& java : tree.folders_in(home / ".sdkman/candidates/java")) add(java);
  }
  const auto own = environment.find("JAVA_HOME");
  if (own != environment.end() && own->second.starts_with('/')) add(own->second);
  return out;
}

void add_store(const fs::path& path, Reason reason, Candidates& candidates) {
  auto* added = candidates.add(path, std::move(reason));
  if (added != nullptr) added->well_known_password = well_known_java_password();
}

}  // namespace

SecretText well_known_java_password() {
  return SecretText("changeit");
}

std::optional<fs::path> java_store(const fs::path& home, Tree& tree) {
  for (const auto store : store::java_stores()) {
    if (const auto found = tree.find_file(home / store)) return found;
  }
  return std::nullopt;
}

std::string java_client(const fs::path& home, Tree& tree) {
  constexpr std::string_view kKey = "JAVA_VERSION=\"";
  const auto release = tree.find_file(home / "release");
  if (!release) return "java";
  const auto text = read_file(tree.outside(*release).string(), FileKind::regular).value_or("");
  const auto at = text.find(kKey);
  if (at == std::string::npos) return "java";
  auto version = std::string_view(text).substr(at + kKey.size());
  if (version.starts_with("1.")) version.remove_prefix(2);  // until JDK 8
  version = version.substr(0, version.find_first_not_of("0123456789"));
  return version.empty() ? "java" : "java-" + std::string(version);
}

std::optional<Reason> java_reason(const fs::path& file, Tree& tree) {
  const auto security = file.parent_path();
  if (security.filename() != "security" || security.parent_path().filename() != "lib") return std::nullopt;
  auto home = security.parent_path().parent_path();
  // The jre of a JDK 8; one that is alone has a `release` of its own.
  if (home.filename() == "jre" && !tree.find_file(home / "release")) home = home.parent_path();
  const auto used = java_store(home, tree);
  if (!used) return std::nullopt;
  Reason out{.why = "JDK at " + home.string(), .client = java_client(home, tree)};
  if (*used != tree.find(file)) {
    out.part = Reason::Part::unused;
    out.why += ", which loads " + used->filename().string() + " in its place";
  }
  return out;
}

void add_java_stores(const Environment& environment, Candidates& candidates) {
  auto& tree = candidates.tree();
  for (const auto& home : java_homes(environment, tree)) {
    for (const auto store : store::java_stores()) {
      const auto path = home / store;
      if (!tree.find_file(path)) continue;
      if (auto reason = java_reason(path, tree)) add_store(path, *std::move(reason), candidates);
    }
  }
  for (const auto& shared : kShared) add_store(shared.path, {shared.why, "java"}, candidates);
}

}  // namespace rehearse::machine
