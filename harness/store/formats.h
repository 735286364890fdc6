#pragma once
// The readers of single formats: bytes -> Store, whatever file they came from. Each fills kind, entries,
// anchors, integrity and notes, and errors as read_bytes() says.

#include <functional>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "store/store.h"

namespace rehearse::store {

using Password = std::optional<SecretText>;

/// `pem-file`; or `pkcs7` where the text holds no certificate but a PKCS7 block.
Result<Store> read_pem(std::string_view bytes);
/// A file of certificates is loaded whole or not at all: OpenSSL also decodes the revocation lists and keys
/// in it, and one that is damaged spoils the rest. (A look-up in a directory goes for certificates alone.)
/// Errors: store-damaged. Source: OpenSSL 3.0, X509_load_cert_crl_file_ex().
Result<void> check_loadable(std::string_view bytes);
/// Whether a look-up in a directory gets a certificate from a file with this text. Where it does not, it is
/// the file that ends it. Source: OpenSSL 3.0, X509_load_cert_file_ex(), by_dir.c, get_cert_by_subject_ex().
bool gives_look_up_a_certificate(std::string_view bytes);
/// `der`: one certificate.
Result<Store> read_der(std::string_view bytes);
/// `pkcs7`: the certificates of a signed message, which in such files signs nothing.
Result<Store> read_pkcs7(std::string_view bytes);
/// `jks` or `jceks`, as the magic number says.
Result<Store> read_keystore(std::string_view bytes, const Password& password);
/// `pkcs12`
Result<Store> read_pkcs12(std::string_view bytes, const Password& password);
/// Whether a PKCS#12 file has certificates that nobody needs a password for.
bool has_clear_certificates(std::string_view pkcs12);

/// The certificates of the entries that are picked, each once, in the order of the file.
cert::Chain certificates_of(const Store& store, const std::function<bool(const Entry&)>& pick);
inline bool every(const Entry&) {
  return true;
}

}  // namespace rehearse::store
