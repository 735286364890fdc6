#include "machine/candidates.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

namespace rehearse::machine {

namespace fs = std::filesystem;

Candidate Candidates::there(const fs::path& path) const {
  std::error_code error;
  const auto outside = x_tree.outside(path);
  return {.path = path,
          .source = {.path = outside.string()},
          .is_directory = fs::is_directory(outside, error),
          .changed = x_tree.changed(path)};
}

Candidate Candidates::not_there(const fs::path& path) const {
  Candidate out{.path = path, .source = {.path = x_tree.outside(path).string()}};
  // Opening it would follow its links as this process does, out of the tree.
  if (!x_tree.is_own()) out.not_read = "leads to nothing in this tree";
  return out;
}

Candidate* Candidates::at(const fs::path& path, Reason reason, Presence presence) {
  auto known = x_index.find(path.native());
  if (known == x_index.end()) {
    if (x_found.size() == x_most) {
      x_tree.note(fmt::format("what comes after the first {} stores", x_most));
      return nullptr;
    }
    known = x_index.emplace(path.native(), x_found.size()).first;
    x_found.push_back(presence == Presence::found ? there(path) : not_there(path));
    if (!x_tree.is_own()) x_found.back().source.root = x_tree.root().string();
  }
  auto& out = x_found[known->second];
  const auto same = [&](const Reason& one) { return one.why == reason.why && one.client == reason.client; };
  if (std::ranges::none_of(out.reasons, same)) out.reasons.push_back(std::move(reason));
  return &out;
}

Candidate* Candidates::add(const fs::path& path, Reason reason) {
  const auto found = x_tree.find(path);
  return found ? at(*found, std::move(reason), Presence::found) : nullptr;
}

Candidate* Candidates::add_named(const fs::path& path, Reason reason) {
  const auto found = x_tree.find(path);
  return at(found.value_or(path.lexically_normal()), std::move(reason),
            found ? Presence::found : Presence::only_named);
}

}  // namespace rehearse::machine
