#include "trust/verify.h"

#include <mutex>
#include <optional>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/printable.h"
#include "cert/native.h"
#include "trust/gnutls.h"
#include "trust/go.h"
#include "trust/java.h"
#include "trust/look_up.h"

namespace rehearse::trust {
namespace {

void free_stack(STACK_OF(X509) * stack) {
  sk_X509_free(stack);
}
using Stack = Handle<STACK_OF(X509), free_stack>;
using Context = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;

}  // namespace

struct PreparedChain::Native {
  std::vector<cert::X509Handle> certificates;
  Stack untrusted;  // borrows from `certificates`: all of them, the leaf too, as libssl hands them over
};

struct AnchorSet::Native {
  Handle<X509_STORE, X509_STORE_free> store;
  // Instead of it, where what OpenSSL finds depends on what it looked up before.
  std::unique_ptr<HashedDirectory> directory;
  // For the path builders of our own, made when one is first asked.
  std::once_flag once;
  std::optional<Result<Anchors>> anchors;
};

cert::Chain usable(const store::Store& store, const Client& client) {
  return anchors_for(store, client.reads);
}

PreparedChain::PreparedChain(cert::Chain chain) : x_certificates(std::move(chain)), x_native(new Native) {
  x_native->untrusted.reset(sk_X509_new_null());
  for (const auto& certificate : x_certificates) {
    x_native->certificates.push_back(cert::to_x509(*certificate));
    sk_X509_push(x_native->untrusted.get(), x_native->certificates.back().get());
  }
}
PreparedChain::~PreparedChain() = default;
PreparedChain::PreparedChain(PreparedChain&&) noexcept = default;
PreparedChain& PreparedChain::operator=(PreparedChain&&) noexcept = default;

namespace {

void add_plain(const cert::Chain& certificates, X509_STORE& store) {
  for (const auto& certificate : certificates) {
    const auto x509 = cert::to_x509(*certificate);
    if (x509) X509_STORE_add_cert(&store, x509.get());
  }
}

}  // namespace

AnchorSet::AnchorSet(cert::Chain anchors) : x_certificates(std::move(anchors)), x_native(new Native) {
  x_native->store.reset(X509_STORE_new());
  if (x_native->store) add_plain(x_certificates, *x_native->store);
}
AnchorSet::AnchorSet(const store::Store& store, const Client& client)
    : x_certificates(usable(store, client)), x_native(new Native) {
  x_native->store.reset(X509_STORE_new());
  if (!x_native->store) return;
  if (client.reads != store::Reader::openssl) {
    add_plain(x_certificates, *x_native->store);
    return;
  }
  if (store.kind == "pem-directory") {
    x_native->directory = std::make_unique<HashedDirectory>(store);
    if (!x_native->directory->mixed().empty()) return;
    x_native->directory.reset();  // every look-up finds what it would find if all were loaded
  }
  // With its settings, a certificate they forbid too: OpenSSL refuses a path through it, however it is
  // rooted.
  for (const auto& entry : store.entries) {
    const auto x509 = with_settings(entry);
    if (x509) X509_STORE_add_cert(x_native->store.get(), x509.get());
  }
}
AnchorSet::~AnchorSet() = default;
AnchorSet::AnchorSet(AnchorSet&&) noexcept = default;
AnchorSet& AnchorSet::operator=(AnchorSet&&) noexcept = default;

namespace {

// X509_V_ERR_* -> our reason. Codes that are not here are `other`, with OpenSSL's words in the detail.
Reason to_reason(int error) {
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return Reason::issuer_not_found;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return Reason::anchor_not_in_store;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Reason::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Reason::not_yet_valid;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
      return Reason::bad_signature;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
      return Reason::weak_key;
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return Reason::weak_signature;
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
    case X509_V_ERR_INVALID_NON_CA:
      return Reason::not_a_ca;
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return Reason::path_too_long;
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
    case X509_V_ERR_SUBTREE_MINMAX:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
    case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
      return Reason::name_constraints;
    case X509_V_ERR_INVALID_PURPOSE:
      return Reason::wrong_purpose;
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
      return Reason::critical_extension;
    case X509_V_ERR_CERT_REJECTED:
    case X509_V_ERR_CERT_UNTRUSTED:
      return Reason::rejected_by_store;
    case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD:
    case X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD:
    case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
    case X509_V_ERR_INVALID_EXTENSION:
      return Reason::malformed;
    default:
      return Reason::other;
  }
}

// Our own certificate object for one that OpenSSL speaks of: one we already have, or a decoded copy.
cert::CertificatePtr ours(X509* x509, const AnchorSet& anchors, const PreparedChain& chain) {
  if (x509 == nullptr) return nullptr;
  auto decoded = cert::from_x509(x509);
  if (!decoded) return nullptr;
  for (const auto* certificates : {&chain.certificates(), &anchors.certificates()}) {
    for (const auto& certificate : *certificates) {
      if (certificate->sha256 == (*decoded)->sha256) return certificate;
    }
  }
  return *decoded;
}

// Everything that depends on the client and the moment, on the context after init: set on the store it would
// be shared, set before it would be overwritten.
bool set_parameters(X509_STORE_CTX* context, const Client& client, Instant at) {
  if (X509_STORE_CTX_set_default(context, "ssl_server") != 1) return false;
  auto* parameters = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_time(parameters, at.time_since_epoch().count());
  X509_VERIFY_PARAM_set_auth_level(parameters, client.security_level);
  unsigned long on = client.trusted_first ? X509_V_FLAG_TRUSTED_FIRST : 0;
  if (client.partial_chain) on |= X509_V_FLAG_PARTIAL_CHAIN;
  if (!client.alternative_chains) on |= X509_V_FLAG_NO_ALT_CHAINS;
  if (client.strict) on |= X509_V_FLAG_X509_STRICT;
  if (!client.trusted_first && X509_VERIFY_PARAM_clear_flags(parameters, X509_V_FLAG_TRUSTED_FIRST) != 1)
    return false;
  return X509_VERIFY_PARAM_set_flags(parameters, on) == 1;
}

Answer untrusted(X509_STORE_CTX* context, const AnchorSet& anchors, const PreparedChain& chain) {
  Answer answer;
  const int error = X509_STORE_CTX_get_error(context);
  answer.reason = to_reason(error);
  answer.culprit = ours(X509_STORE_CTX_get_current_cert(context), anchors, chain);
  // OpenSSL has one code for "no issuer here". Above the leaf it is the store that lacks something, not the
  // server.
  if (answer.reason == Reason::issuer_not_found && X509_STORE_CTX_get_error_depth(context) > 0) {
    answer.reason = Reason::anchor_not_in_store;
  }
  const std::string about = answer.culprit ? answer.culprit->subject.short_name() : "the chain";
  answer.detail = fmt::format("{}: {}", about, X509_verify_cert_error_string(error));
  return answer;
}

Result<Answer> ask_openssl(X509_STORE* store, const AnchorSet& anchors, const Client& client,
                           const PreparedChain& chain, Instant at) {
  ERR_clear_error();  // an entry of another call would become part of our answer
  const Context context(X509_STORE_CTX_new());
  auto* leaf = chain.native().certificates.front().get();
  if (!context || store == nullptr || leaf == nullptr ||
      X509_STORE_CTX_init(context.get(), store, leaf, chain.native().untrusted.get()) != 1 ||
      !set_parameters(context.get(), client, at)) {
    return fail("out-of-memory", "verification could not be set up: " + cert::take_openssl_error());
  }
  const bool trusted =
      X509_verify_cert(context.get()) == 1 && X509_STORE_CTX_get_error(context.get()) == X509_V_OK;
  Answer answer = trusted ? Answer{.trusted = true} : untrusted(context.get(), anchors, chain);
  const auto* path = X509_STORE_CTX_get0_chain(context.get());
  for (int i = 0; i < sk_X509_num(path); ++i)
    answer.path.push_back(ours(sk_X509_value(path, i), anchors, chain));
  cert::take_openssl_error();
  return answer;
}

// A process that has just started has looked nothing up; one that runs for long has looked up no one knows
// what. An acceptance counts if both give it.
Result<Answer> ask_directory(const HashedDirectory& directory, const AnchorSet& anchors, const Client& client,
                             const PreparedChain& chain, Instant at) {
  std::vector<std::vector<std::string>> histories = {{}};
  for (const auto& hash : directory.mixed()) histories.push_back({hash});
  if (directory.mixed().size() > 1) histories.push_back(directory.mixed());
  Result<Answer> first = fail("empty-chain", "no history");
  for (const auto& looked_up : histories) {
    const Handle<X509_STORE, X509_STORE_free> store(directory.make_store(looked_up));
    auto answer = ask_openssl(store.get(), anchors, client, chain, at);
    if (!answer || (!answer->trusted && looked_up.empty())) return answer;
    if (!answer->trusted) {
      answer->detail += fmt::format(
          " (once {}.0 was looked up for another chain: its other certificates then hide the directory's)",
          looked_up.front());
      return answer;
    }
    if (looked_up.empty()) first = std::move(answer);
  }
  return first;
}

}  // namespace

const Result<Anchors>& AnchorSet::anchors() const {
  std::call_once(x_native->once, [this] { x_native->anchors = Anchors::make(x_certificates); });
  return *x_native->anchors;
}

Answer without_anchors(const cert::Chain& sent) {
  return {.reason = Reason::no_anchors,
          .detail = "the store holds no certificate that its client would trust",
          .path = {sent.front()},
          .culprit = nullptr};
}

std::optional<Answer> refused_unread(const Client& client, const cert::Chain& sent) {
  if (client.most_certificates_sent == 0 || sent.size() <= client.most_certificates_sent) return std::nullopt;
  return Answer{.reason = Reason::path_too_long,
                .detail = fmt::format("{} certificates sent, {} reads {} in a handshake", sent.size(),
                                      client.id, client.most_certificates_sent),
                .path = {sent.front()},
                .culprit = sent.front()};
}

Result<Answer> verify(const AnchorSet& anchors, const Client& client, const PreparedChain& chain,
                      Instant at) {
  if (chain.certificates().empty()) return fail("empty-chain", "no certificate to judge");
  if (anchors.certificates().empty()) return without_anchors(chain.certificates());
  const auto& native = anchors.native();
  if (client.engine == Engine::openssl) {
    return native.directory ? ask_directory(*native.directory, anchors, client, chain, at)
                            : ask_openssl(native.store.get(), anchors, client, chain, at);
  }
  const auto& own = anchors.anchors();
  if (!own) return std::unexpected(own.error());
  switch (client.engine) {
    case Engine::openssl:
      break;
    case Engine::java:
      return verify_java(*own, client, chain, at);
    case Engine::go:
      return verify_go(*own, client, chain, at);
    case Engine::gnutls:
      return verify_gnutls(*own, client, chain, at);
  }
  return fail("wrong-client", "no engine for this client");
}

}  // namespace rehearse::trust
