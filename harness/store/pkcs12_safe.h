#pragma once
// The outer half of PKCS#12: what is locked, and with which key. What the bags inside mean is in pkcs12.cc.

#include <string>
#include <string_view>
#include <vector>

#include "base/handle.h"
#include "base/result.h"
#include "store/formats.h"

struct stack_st_PKCS12_SAFEBAG;  // OpenSSL's STACK_OF(PKCS12_SAFEBAG)

namespace rehearse::store {

void free_bags(stack_st_PKCS12_SAFEBAG* bags);
using SafeBags = Handle<stack_st_PKCS12_SAFEBAG, free_bags>;

/// A PKCS#12 file with every part of it in the clear.
struct OpenedSafe {
  std::vector<SafeBags> contents;  ///< in the order of the file
  Integrity integrity = Integrity::none;
  std::vector<std::string> notes;
};

/// Opens what Java would open with this password, and nothing that Java would not: a cipher, a digest or a
/// password that OpenSSL takes and Java refuses is an error, for the application that has this store cannot
/// load it.
///
/// Without a password only a file that encrypts nothing opens, its integrity unchecked.
///
/// Errors: as open(). Threads: safe; old ciphers come from a library context made for this call.
/// Source: RFC 7292; OpenJDK 17, sun.security.pkcs12.PKCS12KeyStore.engineLoad, and
/// com.sun.crypto.provider.PBES2Parameters, PBEKey.
Result<OpenedSafe> open_safe(std::string_view bytes, const Password& password);

}  // namespace rehearse::store
