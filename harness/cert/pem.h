#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rehearse::cert {

/// One block of a PEM text, of whatever kind.
struct PemBlock {
  std::string label;         ///< "CERTIFICATE", "TRUSTED CERTIFICATE", "PRIVATE KEY"
  std::string bytes;         ///< what its Base64 stands for
  std::size_t line = 0;      ///< of its BEGIN, from 1
  bool has_headers = false;  ///< "Proc-Type: ..." and the like before the Base64

  /// A certificate alone, under its name of today or that of the nineties.
  bool is_certificate() const { return label == "CERTIFICATE" || label == "X509 CERTIFICATE"; }
};

/// Goes through the blocks of a PEM text as OpenSSL's own clients do: what they refuse (two files glued
/// together without a line end between them) does not pass here, what they do not see (a BEGIN behind other
/// text on its line) is not seen. Threads: one caller at a time. The text must outlive the reader.
/// Source: OpenSSL 3.0 crypto/pem/pem_lib.c, PEM_read_bio_ex.
class PemReader {
 public:
  explicit PemReader(std::string_view pem);
  ~PemReader();
  PemReader(const PemReader&) = delete;
  PemReader& operator=(const PemReader&) = delete;

  /// The next block; none at the end of the text. Errors: bad-certificate (a block that is not whole),
  /// out-of-memory.
  Result<std::optional<PemBlock>> next();
  /// Where the block that next() spoke of last begins.
  std::size_t line() const { return x_line; }

 private:
  struct Native;
  void find_begin();

  std::string_view x_pem;
  std::unique_ptr<Native> x_native;
  std::size_t x_counted = 0;  // bytes of the text whose lines x_line counts
  std::size_t x_line = 1;
};

}  // namespace rehearse::cert
