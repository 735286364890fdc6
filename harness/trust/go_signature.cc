#include "trust/go_signature.h"

#include "trust/der.h"
#include "trust/pss.h"

namespace rehearse::trust {
namespace {

struct Algorithm {
  std::string_view oid, key;
  GoSignature strength;
};

constexpr Algorithm kAlgorithms[] = {
    {"1.2.840.113549.1.1.4", oid::kRsaKey, GoSignature::insecure},  // MD5
    {"1.2.840.113549.1.1.5", oid::kRsaKey, GoSignature::insecure},  // SHA-1
    {"1.3.14.3.2.29", oid::kRsaKey, GoSignature::insecure},
    {"1.2.840.10045.4.1", oid::kEcKey, GoSignature::insecure},
    {"1.2.840.10040.4.3", oid::kDsaKey, GoSignature::insecure},
    {"1.2.840.113549.1.1.11", oid::kRsaKey, GoSignature::good},
    {"1.2.840.113549.1.1.12", oid::kRsaKey, GoSignature::good},
    {"1.2.840.113549.1.1.13", oid::kRsaKey, GoSignature::good},
    {"1.2.840.10045.4.3.2", oid::kEcKey, GoSignature::good},
    {"1.2.840.10045.4.3.3", oid::kEcKey, GoSignature::good},
    {"1.2.840.10045.4.3.4", oid::kEcKey, GoSignature::good},
};

bool has_parameters(std::string_view algorithm_der) {
  const auto identifier = Der(algorithm_der).read(Der::sequence);
  if (!identifier) return true;
  Der parts(*identifier);
  return !parts.read(Der::object_id) || !parts.empty();
}

}  // namespace

GoSignature strength_for_go(const SignatureFacts& signature, const PublicKey& signer) {
  const bool is_pss = signature.oid == kPssSignature;
  if (is_pss || signature.oid == oid::kEd25519) {
    const bool known = is_pss ? is_plain_pss(signature.algorithm_der) && signer.oid == oid::kRsaKey
                              : !has_parameters(signature.algorithm_der) && signer.oid == oid::kEd25519;
    return known ? GoSignature::good : GoSignature::unsupported;
  }
  for (const auto& algorithm : kAlgorithms) {
    if (algorithm.oid != signature.oid) continue;
    if (algorithm.strength == GoSignature::insecure) return GoSignature::insecure;
    return algorithm.key == signer.oid ? GoSignature::good : GoSignature::unsupported;
  }
  return GoSignature::unsupported;
}

}  // namespace rehearse::trust
