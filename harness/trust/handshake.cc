#include "trust/handshake.h"

#include <algorithm>

#include <fmt/format.h>

#include "trust/facts.h"

namespace rehearse::trust {
namespace {

// What every client here offers. P-224, secp256k1 and Brainpool's are in none of their lists.
constexpr std::string_view kCurves[] = {"EC-P-256", "EC-P-384", "EC-P-521"};

}  // namespace

std::string why_key_is_unfit(const Client& client, const cert::CertificatePtr& leaf) {
  const std::string_view key = leaf->key_type;
  if (!client.knows_eddsa && key.starts_with("Ed"))
    return fmt::format("the leaf has an {} key, which {} does not know", key, client.id);
  if (!client.knows_dsa && key.starts_with("DSA"))
    return fmt::format("the leaf has a DSA key, for which {} has no cipher suite", client.id);
  if (key.starts_with("EC-") && std::ranges::count(kCurves, key) == 0)
    return fmt::format("the leaf's key is on {}, for which no client asks", key.substr(3));
  // lib/tls-sig.c, _gnutls_check_key_usage_for_sig(): where the server signs, as it does in TLS 1.3.
  const auto facts = client.engine == Engine::gnutls ? facts_of(leaf) : Result<Facts>(Facts());
  const bool says_nothing = facts && facts->key_usage.value_or(0) == 0;  // no bit set is as no extension
  if (facts && !says_nothing && !facts->allows(KeyUsage::digital_signature))
    return "the leaf's key usage does not allow to sign: GnuTLS ends a TLS 1.3 handshake there";
  return {};
}

std::string why_no_handshake(const Client& client, const cert::Chain& sent) {
  if (const auto refused = refused_unread(client, sent)) return refused->detail;
  return why_key_is_unfit(client, sent.front());
}

}  // namespace rehearse::trust
