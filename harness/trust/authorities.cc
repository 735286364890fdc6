#include "trust/authorities.h"

#include <algorithm>

#include "trust/remedy_command.h"
#include "trust/verify.h"

namespace rehearse::trust {
namespace {

bool stands_for(const cert::Certificate& anchor, const cert::Certificate& published) {
  const bool is_it = anchor.subject == published.subject && anchor.spki_sha256 == published.spki_sha256;
  return is_it || cert::is_issued_by(published, anchor);
}

std::optional<Remedy> add(const cert::CertificatePtr& root, const store::Store& store, const Client& client) {
  Remedy out;
  out.add.push_back({root->sha256, root->subject.short_name(), "published by the vendor", root});
  auto [where, command, restart, caution] = instructions_for(out, store, client);
  out.where = std::move(where);
  out.command = std::move(command);
  out.restart = std::move(restart);
  out.caution = std::move(caution);
  return out;
}

}  // namespace

Held look_for_anchor(const store::Store& store, const Client& client, const cert::Chain& published) {
  const auto anchors = usable(store, client);
  for (const auto& authority : published) {
    const auto found =
        std::ranges::find_if(anchors, [&](const auto& anchor) { return stands_for(*anchor, *authority); });
    if (found != anchors.end()) return {*found, std::nullopt};
  }
  const auto root = std::ranges::find_if(published, [](const auto& one) { return one->is_self_issued(); });
  if (root == published.end()) return {};
  return {nullptr, add(*root, store, client)};
}

}  // namespace rehearse::trust
