#pragma once

#include <string>

#include "cert/certificate.h"

namespace rehearse::store {

/// Why Java does not decode a certificate that OpenSSL does; empty where it does. One such certificate, and
/// Java loads nothing of the store it lies in.
///
/// The known differences, not all that there may be: two signature algorithms that differ, extensions before
/// version 3, a key of a known kind that does not decode, an elliptic curve that is not named, a critical
/// extension that does not decode. Threads: safe.
/// Source: OpenJDK 17, sun.security.x509.X509CertImpl, X509CertInfo, X509Key and CertificateExtensions.
std::string refused_by_java(const cert::Certificate& certificate);

}  // namespace rehearse::store
