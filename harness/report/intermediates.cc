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

std::string without_root(const cert::Chain& between, const cert::Certificate& top) {
  const auto issuer = top.issuer.short_name();
  if (between.empty()) {
    return fmt::format(
        "The server sends the leaf alone, and {}, which issued it, was not seen. A store needs it, and, if "
        "it is "
        "an intermediate, the root above it as well.",
        issuer);
  }
  return fmt::format(
      "The server sends the intermediate{} {}; {}, which is above, was not seen. A store needs the root "
      "alone, and "
      "the intermediate{} as well where a server leaves them out.",
      plural(between), names(between), issuer, plural(between));
}

}  // namespace

std::string in_words(const judge::Intermediates& it, const cert::Chain& sent) {
  if (!it.root) {
    return without_root(it.sent, it.sent.empty() ? *sent.front() : *it.sent.back());
  }
  const auto root = it.root->subject.short_name();
  if (!it.missing.empty()) {
    return fmt::format(
        "The server does not send the intermediate{0} {1}, and clients do not fetch what is missing: a store "
        "needs "
        "{2} beside the root {3}. Once the server sends {2}, the root alone will do.",
        plural(it.missing), names(it.missing), it.missing.size() == 1 ? "it" : "them", root);
  }
  if (it.sent.empty())
    return fmt::format("There is no intermediate: {} issued the leaf itself, and is what a store needs.",
                       root);
  return fmt::format(
      "The server sends the intermediate{0} {1}: a store needs the root {2} alone. Where a server leaves {3} "
      "out, "
      "it needs {3} as well.",
      plural(it.sent), names(it.sent), root, it.sent.size() == 1 ? "it" : "them");
}

}  // namespace rehearse::report
