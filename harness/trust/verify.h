#pragma once
// trust: chain x store x client x host x time -> answer and remedy. It knows nothing of HTTP, sockets or
// profiles.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"
#include "cert/certificate.h"
#include "store/store.h"
#include "trust/client.h"

namespace rehearse::trust {

class Anchors;

/// Why a chain is not trusted. Spelt in reports by to_id(): add, never rename.
enum class Reason : std::uint8_t {
  none,
  no_anchors,           ///< the store gives its client nothing to trust
  issuer_not_found,     ///< what issued the leaf is neither sent nor in the store
  anchor_not_in_store,  ///< what issued the topmost authority is not in the store, or is not trusted by it
  expired,
  not_yet_valid,
  bad_signature,
  weak_key,        ///< below the client's security level
  weak_signature,  ///< SHA-1 and the like, below the client's security level
  not_a_ca,
  path_too_long,
  name_constraints,
  wrong_purpose,       ///< extended key usage or key usage forbids a TLS server
  critical_extension,  ///< one that the client does not know
  rejected_by_store,   ///< a trust setting says no
  malformed,
  other,  ///< the client's own words are in the detail
};
/// "anchor-not-in-store"
std::string_view to_id(Reason reason);

/// What one client would say.
struct Answer {
  bool trusted = false;
  Reason reason = Reason::none;
  std::string detail;            ///< for people: the client's own words and the certificate they are about
  cert::Chain path;              ///< leaf to anchor where trusted; as far as it got where not
  cert::CertificatePtr culprit;  ///< the certificate the reason is about; null where trusted or unknown
};

/// Certificates as OpenSSL wants them, decoded once and used for every store.
/// Threads: safe to use at once after construction.
class PreparedChain {
 public:
  explicit PreparedChain(cert::Chain chain);
  ~PreparedChain();
  PreparedChain(PreparedChain&&) noexcept;
  PreparedChain& operator=(PreparedChain&&) noexcept;

  const cert::Chain& certificates() const { return x_certificates; }
  struct Native;
  const Native& native() const { return *x_native; }

 private:
  cert::Chain x_certificates;
  std::unique_ptr<Native> x_native;
};

/// The anchors of one store as OpenSSL wants them: built once, used for every chain.
/// Threads: safe to use at once after construction.
class AnchorSet {
 public:
  explicit AnchorSet(cert::Chain anchors);
  /// What `client` uses of `store`.
  AnchorSet(const store::Store& store, const Client& client);
  ~AnchorSet();
  AnchorSet(AnchorSet&&) noexcept;
  AnchorSet& operator=(AnchorSet&&) noexcept;

  const cert::Chain& certificates() const { return x_certificates; }
  struct Native;
  const Native& native() const { return *x_native; }
  /// For path builders of our own. Errors: those of Anchors::make().
  const Result<Anchors>& anchors() const;

 private:
  cert::Chain x_certificates;
  std::unique_ptr<Native> x_native;
};

/// The certificates of `store` that `client` would trust, by the formats it reads: none where it cannot read
/// the file at all.
cert::Chain usable(const store::Store& store, const Client& client);

/// Decides whether `client`, using these anchors, would accept `chain` at `at`.
///
/// The client's engine is asked: OpenSSL itself, or verify_java(), verify_go(), verify_gnutls(), whose
/// headers say more. OpenSSL is asked for RFC 5280 section 6 as it implements it, with these deliberate
/// choices:
///   - the host is not looked at: covers_host() is a stage of its own
///   - no revocation and no network: a missing intermediate stays missing
///   - the purpose is a TLS server
///
/// Units: `at` is UTC seconds; the wall clock is not read.
/// Errors: empty-chain, out-of-memory. An untrusted chain is an Answer, not an Error.
/// Threads: safe to call concurrently with the same arguments.
/// Source: docs/trust-model.md; tests/trust/verify_test.cc holds the proof.
Result<Answer> verify(const AnchorSet& anchors, const Client& client, const PreparedChain& chain, Instant at);

/// What every client says where its store gives it nothing. REQUIRES: `sent` is not empty. Threads: safe.
Answer without_anchors(const cert::Chain& sent);

/// What `client`'s handshake makes of the number of certificates, before its verifier is asked: a refusal, or
/// nothing. Not a question of trust, but as good as one. Threads: safe.
std::optional<Answer> refused_unread(const Client& client, const cert::Chain& sent);

/// Whose idea of a name counts: the client's, or RFC 9525 without exceptions (the gate's).
enum class NameRule : std::uint8_t { of_client, strict };

/// Whether `leaf` covers `host`, a DNS name or an IP address. Threads: safe.
/// Source: RFC 9525 section 6; what clients do besides is in docs/trust-model.md.
bool covers_host(const cert::Certificate& leaf, std::string_view host, const Client& client, NameRule rule);

}  // namespace rehearse::trust
