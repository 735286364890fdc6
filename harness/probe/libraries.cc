#include "probe/libraries.h"

#include <cstdlib>
#include <initializer_list>

#include <curl/curl.h>
#include <openssl/crypto.h>

namespace rehearse::probe {

void start_libraries() {
  static const bool started = [] {
    // OpenSSL reads its configuration at the first use of anything and never again: saying no has to come
    // first.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    // libcurl opens the key log file in its global set-up, if the variable is there then.
    for (const char* name : {"SSLKEYLOGFILE", "OPENSSL_CONF", "SSL_CERT_FILE", "SSL_CERT_DIR"})
      unsetenv(name);
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  }();
  static_cast<void>(started);
}

}  // namespace rehearse::probe
