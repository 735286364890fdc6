#pragma once

namespace rehearse::probe {

/// Sets up libcurl and OpenSSL so that the environment decides nothing: OPENSSL_CONF, SSLKEYLOGFILE and
/// SSL_CERT_* are not obeyed. To be called first thing in main, before any thread and before anything else
/// touches OpenSSL; calling it again does nothing.
void start_libraries();

}  // namespace rehearse::probe
