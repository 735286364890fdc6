#pragma once

#include "trust/facts.h"

namespace rehearse::trust {

enum class GoSignature : unsigned char {
  good,
  insecure,     ///< MD5 and SHA-1: refused whatever the key
  unsupported,  ///< an algorithm Go does not verify, or not with this kind of key
};

/// What Go thinks of a signature algorithm, before it looks at the signature itself. PSS counts with one
/// digest for the message and the mask, a salt as long as that, and the default trailer. Threads: safe.
/// Source: Go, src/crypto/x509/x509.go, signatureAlgorithmDetails, getSignatureAlgorithmFromAI() and
/// checkSignature(). The SHA-1 switch of GODEBUG is taken to be off.
GoSignature strength_for_go(const SignatureFacts& signature, const PublicKey& signer);

}  // namespace rehearse::trust
