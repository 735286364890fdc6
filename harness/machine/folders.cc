#include "machine/folders.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/file.h"
#include "cert/pem.h"
#include "machine/runtimes.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKeyStores[] = {".jks", ".jceks", ".p12", ".pfx", ".truststore", ".bcfks"};
constexpr std::string_view kPemTexts[] = {".pem", ".crt"};

bool has_ending(const fs::path& name, std::span<const std::string_view> endings) {
  const auto extension = name.extension().string();
  return std::ranges::any_of(endings, [&](auto ending) { return same_ignoring_case(extension, ending); });
}

bool is_key_store(const fs::path& name) {
  return name == "cacerts" || name == "jssecacerts" || has_ending(name, kKeyStores);
}

enum class PemText { no_store, one_certificate, bundle };

bool is_authority(const cert::PemBlock& block) {
  if (block.label == "TRUSTED CERTIFICATE") return true;  // nobody writes one but for a store
  const auto certificate = cert::from_der(block.bytes);
  return certificate && (*certificate)->is_ca;
}

// A text that is damaged further down is a store that is damaged, and reading it will say so.
PemText look_into(std::string_view text) {
  cert::PemReader reader(text);
  std::size_t certificates = 0;
  while (true) {
    auto block = reader.next();
    if (!block) return certificates == 0 ? PemText::no_store : PemText::bundle;
    if (!*block) break;
    if ((*block)->label.ends_with("PRIVATE KEY")) return PemText::no_store;
    if (!(*block)->is_certificate() && (*block)->label != "TRUSTED CERTIFICATE") continue;
    if (++certificates == 1 && !is_authority(**block)) return PemText::no_store;
  }
  if (certificates == 0) return PemText::no_store;
  return certificates == 1 ? PemText::one_certificate : PemText::bundle;
}

// One search, below one of the folders given.
class FolderSearch {
 public:
  FolderSearch(const fs::path& folder, const SearchLimits& limits, Candidates& candidates)
      : x_folder(folder), x_limits(limits), x_candidates(candidates) {}

  void visit(const fs::path& folder, const std::vector<fs::path>& names) {
    std::vector<fs::path> singles;
    for (const auto& name : names) {
      const auto path = folder / name;
      if (is_key_store(name)) {
        add_key_store(path);
      } else if (has_ending(name, kPemTexts)) {
        const auto what = look_into_file(path);
        if (what == PemText::bundle) add(path);
        if (what == PemText::one_certificate) singles.push_back(path);
      }
    }
    if (singles.size() > x_limits.single_files) {
      x_candidates.tree().note(fmt::format("{}: {} files of one certificate each, as the parts of a store",
                                           folder.string(), singles.size()));
      return;
    }
    for (const auto& path : singles) add(path);
  }

 private:
  Candidate* add(const fs::path& path) {
    auto& tree = x_candidates.tree();
    auto reason = java_reason(path, tree);
    if (!reason) reason = python_reason(path);
    // Whatever is in it: files of such names are Java's.
    const std::string client = is_key_store(path.filename()) ? "java" : "";
    return x_candidates.add(path,
                            reason.value_or(Reason{.why = "under " + x_folder.string(), .client = client}));
  }

  void add_key_store(const fs::path& path) {
    if (!x_candidates.tree().find_file(path)) return;
    auto* added = add(path);
    if (added == nullptr) return;
    if (path.filename() == "cacerts" || path.filename() == "jssecacerts")
      added->well_known_password = well_known_java_password();
    if (same_ignoring_case(path.extension().string(), ".bcfks"))
      added->not_read = "is a key store of BouncyCastle (BCFKS), which is not read";
  }

  PemText look_into_file(const fs::path& path) {
    auto& tree = x_candidates.tree();
    const auto file = tree.find_file(path);
    if (!file) return PemText::no_store;
    std::error_code error;
    if (fs::file_size(tree.outside(*file), error) > x_limits.text_bytes && !error) {
      tree.note(fmt::format("{}: larger than {} bytes", path.string(), x_limits.text_bytes));
      return PemText::no_store;
    }
    const auto text = read_file(tree.outside(*file).string(), FileKind::regular);
    if (text) return look_into(*text);
    tree.note(text.error().detail);
    return PemText::no_store;
  }

  fs::path x_folder;
  SearchLimits x_limits;
  Candidates& x_candidates;
};

}  // namespace

void add_stores_below(const fs::path& folder, const SearchLimits& limits, Candidates& candidates) {
  auto& tree = candidates.tree();
  const auto found = tree.find(folder);
  std::error_code error;
  if (!found) return tree.note(folder.string() + ": no such file or folder");
  if (!fs::is_directory(tree.outside(*found), error)) {
    candidates.add(*found, {.why = "named", .client = ""});
    return;
  }
  FolderSearch search(*found, limits, candidates);
  walk(*found, limits, tree, [&](const auto& at, const auto& names) { search.visit(at, names); });
}

}  // namespace rehearse::machine
