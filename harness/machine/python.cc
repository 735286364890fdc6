#include <algorithm>

#include "machine/runtimes.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

// Where a package of site-packages or dist-packages keeps its bundle.
constexpr struct {
  const char* path;
  const char* why;
} kPackages[] = {
    {"certifi/cacert.pem", "certifi"},
    {"pip/_vendor/certifi/cacert.pem", "pip's own certifi"},
    {"botocore/cacert.pem", "botocore's own bundle"},
};

constexpr const char* kSites[] = {"site-packages", "dist-packages"};

bool is_site(const fs::path& name) {
  return std::ranges::any_of(kSites, [&](const char* site) { return name == site; });
}

// "python3.11" -> "python-3.11"; Debian's own packages lie in "python3", whichever that is.
std::string python_client(const std::string& folder) {
  const auto version = folder.substr(std::min(std::string_view("python").size(), folder.size()));
  return version.find('.') == std::string::npos ? "python" : "python-" + version;
}

std::vector<fs::path> prefixes(const Environment& environment, Tree& tree) {
  std::vector<fs::path> out = {"/usr", "/usr/local"};
  const auto add = [&](const std::vector<fs::path>& more) {
    out.insert(out.end(), more.begin(), more.end());
  };
  add(tree.folders_in("/opt"));
  for (const auto& home : homes(environment, tree)) {
    out.push_back(home / ".local");
    add(tree.folders_in(home / ".pyenv/versions"));
  }
  return out;
}

void add_site(const fs::path& site, Candidates& candidates) {
  for (const auto& package : kPackages) {
    const auto path = site / package.path;
    if (!candidates.tree().find_file(path)) continue;
    if (auto reason = python_reason(path)) candidates.add(path, *std::move(reason));
  }
}

}  // namespace

std::optional<Reason> python_reason(const fs::path& file) {
  for (const auto& package : kPackages) {
    auto site = file;
    for (const auto& part : fs::path(package.path)) {
      if (part.empty()) continue;
      site = site.parent_path();
    }
    if (site / package.path != file || !is_site(site.filename())) continue;
    const auto library = site.parent_path();
    return Reason{.why = std::string(package.why) + " in " + site.string(),
                  .client = python_client(library.filename().string())};
  }
  return std::nullopt;
}

void add_python_stores(const Environment& environment, Candidates& candidates) {
  auto& tree = candidates.tree();
  for (const auto& prefix : prefixes(environment, tree)) {
    for (const auto* const library : {"lib", "lib64"}) {
      for (const auto& python : tree.folders_in(prefix / library)) {
        if (!python.filename().string().starts_with("python")) continue;
        for (const auto* const site : kSites) add_site(python / site, candidates);
      }
    }
  }
}

}  // namespace rehearse::machine
