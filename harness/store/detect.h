#pragma once

#include <cstdint>
#include <string_view>

namespace rehearse::store {

/// What a file's first bytes say that it is. Its name is not asked: key stores are renamed all the time.
enum class Format : std::uint8_t {
  empty,        ///< no byte at all
  blank,        ///< white space and nothing else
  pem,          ///< text with a PEM block, or the beginning of one
  certificate,  ///< DER
  pkcs7,        ///< DER or BER
  pkcs12,       ///< DER or BER
  jks,
  jceks,
  nss,      ///< an SQLite database: NSS keeps its certificates in one
  utf16,    ///< text as Windows' editors save it: no client reads PEM in it
  unknown,  ///< none of these
};

/// Says what to try, not that it will work. Threads: safe.
Format detect(std::string_view bytes);

}  // namespace rehearse::store
