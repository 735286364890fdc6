#include "cert/pem.h"

#include <algorithm>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/handle.h"
#include "cert/native.h"

namespace rehearse::cert {
namespace {

template <class T>
void free_openssl(T* p) {
  OPENSSL_free(p);
}
using Text = Handle<char, free_openssl<char>>;
using Bytes = Handle<unsigned char, free_openssl<unsigned char>>;

}  // namespace

struct PemReader::Native {
  Handle<BIO, BIO_free> bio;
};

PemReader::PemReader(std::string_view pem) : x_pem(pem), x_native(new Native) {
  // An empty view may have no address at all, which OpenSSL takes for a mistake.
  x_native->bio.reset(BIO_new_mem_buf(pem.empty() ? "" : pem.data(), static_cast<int>(pem.size())));
}
PemReader::~PemReader() = default;

// Lines are counted on from the last block: a bundle of thousands is not gone through for each of them.
void PemReader::find_begin() {
  const auto read_bytes = x_pem.size() - BIO_ctrl_pending(x_native->bio.get());
  const auto start = std::min(x_pem.find("-----BEGIN ", read_bytes), x_pem.size());
  const auto unseen = x_pem.substr(x_counted, start - x_counted);
  x_line += static_cast<std::size_t>(std::ranges::count(unseen, '\n'));
  x_counted = start;
}

Result<std::optional<PemBlock>> PemReader::next() {
  if (!x_native->bio) return fail("out-of-memory", "BIO_new_mem_buf");
  find_begin();
  ERR_clear_error();
  char* label = nullptr;
  char* header = nullptr;
  unsigned char* bytes = nullptr;
  long length = 0;
  const int read = PEM_read_bio(x_native->bio.get(), &label, &header, &bytes, &length);
  const Text label_owner(label), header_owner(header);
  const Bytes bytes_owner(bytes);
  if (read == 1) {
    return PemBlock{label,
                    {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)},
                    x_line,
                    header != nullptr && *header != '\0'};
  }
  const bool no_more = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  auto why = take_openssl_error();
  if (no_more) return std::nullopt;
  return fail("bad-certificate", "is no whole PEM block: " + why);
}

}  // namespace rehearse::cert
