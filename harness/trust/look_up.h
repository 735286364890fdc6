#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cert/native.h"
#include "store/store.h"

extern "C" {
typedef struct x509_store_st X509_STORE;
}

namespace rehearse::trust {

/// An entry's certificate as OpenSSL loads it, with the settings of its block. Null where it does not decode.
/// Threads: safe.
cert::X509Handle with_settings(const store::Entry& entry);

/// A hashed directory in memory, which OpenSSL looks issuers up in as it does on the disk.
///
/// Its look-up loads the whole of the files of one hash into the X509_STORE, and asks no file for a subject
/// that the store has already. So a certificate that lies under another subject's hash is found once that
/// hash was looked up, and from then on hides what the directory has under its own.
///
/// REQUIRES: it outlives the stores it makes. Threads: safe to use at once after construction.
/// Source: OpenSSL 3.0 crypto/x509/by_dir.c, get_cert_by_subject_ex(); x509_lu.c,
/// ossl_x509_store_ctx_get_by_subject().
class HashedDirectory {
 public:
  explicit HashedDirectory(const store::Store& store);
  ~HashedDirectory();
  HashedDirectory(HashedDirectory&&) noexcept;
  HashedDirectory& operator=(HashedDirectory&&) noexcept;

  /// The hashes whose files hold certificates of other subjects: what a store says depends on whether they
  /// were looked up before.
  const std::vector<std::string>& mixed() const { return x_mixed; }

  /// A store in which nothing but these hashes was looked up so far. Null where memory is out. The caller's
  /// to free with X509_STORE_free().
  X509_STORE* make_store(const std::vector<std::string>& looked_up) const;

 private:
  struct Method;
  std::map<std::string, std::vector<cert::X509Handle>> x_files;  // by hash, in the order of a look-up
  std::vector<std::string> x_mixed;
  std::unique_ptr<Method> x_method;
};

}  // namespace rehearse::trust
