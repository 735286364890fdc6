#include "machine/candidates.h"

#include <algorithm>
#include <system_error>

namespace rehearse::machine {

namespace fs = std::filesystem;

Candidate& Candidates::at(const fs::path& path, Reason reason) {
  auto found = std::ranges::find(x_found, path, &Candidate::path);
  if (found == x_found.end()) {
    std::error_code error;
    const auto outside = x_tree.outside(path);
    found = x_found.insert(found, {.path = path,
                                   .source = {.path = outside.string()},
                                   .is_directory = fs::is_directory(outside, error),
                                   .changed = x_tree.changed(path)});
    if (!x_tree.is_own()) found->source.root = x_tree.root().string();
  }
  const auto same = [&](const Reason& one) { return one.why == reason.why && one.client == reason.client; };
  if (std::ranges::none_of(found->reasons, same)) found->reasons.push_back(std::move(reason));
  return *found;
}

Candidate* Candidates::add(const fs::path& path, Reason reason) {
  const auto found = x_tree.find(path);
  return found ? &at(*found, std::move(reason)) : nullptr;
}

Candidate& Candidates::add_named(const fs::path& path, Reason reason) {
  return at(x_tree.find(path).value_or(path.lexically_normal()), std::move(reason));
}

}  // namespace rehearse::machine
