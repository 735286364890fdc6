#include "report/intermediates.h"

#include <fmt/format.h>

namespace rehearse::report {
namespace {

std::string names(const cert::Chain& chain) {
  std::string out;
  for (const auto& one : chain) out += (out.empty() ? "" : " and ") + one->subject.short_name();
  return out;
}

std::string_view plural(const cert::Chain& chain) {
  return chain.size() == 1 ? "" : "s";
}

std::string_view it(const cert::Chain& chain) {
  return chain.size() == 1 ? "it" : "them";
}

std::string without_root(const judge::Intermediates& what, const cert::Certificate& leaf) {
  const auto& top = !what.missing.empty() ? *what.missing.back()
                    : !what.sent.empty()  ? *what.sent.back()
                                          : leaf;
  const auto above = top.issuer.short_name();
  if (!what.missing.empty()) {
    return fmt::format(
        "The server does not send the intermediate{0} {1}, and clients do not fetch what is missing: a store "
        "needs "
        "{2}, and for most clients the root {3}, which was not seen, as well.",
        plural(what.missing), names(what.missing), it(what.missing), above);
  }
  if (what.sent.empty()) {
    return fmt::format(
        "The server sends the leaf alone, and {}, which issued it, is on no path that holds. A store needs "
        "it, and, "
        "if it is an intermediate, the root above it as well.",
        above);
  }
  return fmt::format(
      "The server sends the intermediate{0} {1}; {2}, which is above, is on no path that holds. A store "
      "needs the "
      "root alone, and {3} as well where a server leaves {3} out.",
      plural(what.sent), names(what.sent), above, it(what.sent));
}

}  // namespace

std::string in_words(const judge::Intermediates& what, const cert::Chain& sent) {
  if (!what.root) return without_root(what, *sent.front());
  const auto root = what.root->subject.short_name();
  if (!what.missing.empty()) {
    return fmt::format(
        "The server does not send the intermediate{0} {1}, and clients do not fetch what is missing: a store "
        "needs "
        "{2} beside the root {3}. Once the server sends {2}, the root alone will do.",
        plural(what.missing), names(what.missing), it(what.missing), root);
  }
  if (what.sent.empty())
    return fmt::format("There is no intermediate: {} issued the leaf itself, and is what a store needs.",
                       root);
  return fmt::format(
      "The server sends the intermediate{0} {1}: a store needs the root {2} alone. Where a server leaves {3} "
      "out, "
      "a store needs {3} as well.",
      plural(what.sent), names(what.sent), root, it(what.sent));
}

}  // namespace rehearse::report
