#pragma once

#include <string>

#include "base/result.h"
#include "cert/certificate.h"

namespace rehearse::lab {

/// The password of every store that java_store() makes, as keytool and JDKs have it.
inline constexpr const char* kJavaPassword = "changeit";

/// A JKS file with these certificates as trusted ones: what `keytool -import` makes. No dates of its own: the
/// same certificates give the same bytes. Errors: lab-failed.
Result<std::string> java_store(const cert::Chain& anchors);

}  // namespace rehearse::lab
