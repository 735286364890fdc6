#pragma once
// A certificate with its key, in the forms that people keep them in.

#include <cstdint>
#include <string>

#include "cert/mint.h"

namespace rehearse::cert {

/// How a PKCS#12 file is locked: as OpenSSL 3 and today's Java write it, or as everybody did before (RC2-40
/// and 3DES, SHA-1).
enum class Locked : std::uint8_t { today, nineties };

/// PKCS#12 with the leaf, its key and what is to be sent with it. Throws std::runtime_error where it cannot
/// be made.
std::string pkcs12(const Minted& leaf, const Chain& behind, const std::string& password,
                   Locked locked = Locked::today);

/// The PKCS#8 PEM of a key, encrypted. Throws std::runtime_error.
std::string encrypted_pem(const Key& key, const std::string& password);

}  // namespace rehearse::cert
