#pragma once
// Where stores lie that nobody has to name by their file: the distribution's, a JDK's, certifi's.

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rehearse::store {

/// Where distributions have their bundle, in the order in which they are looked for.
std::span<const std::string_view> system_bundles();

/// This machine's own bundle, as OpenSSL's and Go's lists of distributions have it. One that is there and out
/// of reach is not passed over for another. Errors: store-unreadable. Threads: safe.
Result<std::filesystem::path> system_bundle();

/// Where a Java has its store below its home, in the order in which it looks: the first that is there counts.
/// Source: OpenJDK, sun.security.ssl.TrustStoreManager.
std::span<const std::string_view> java_stores();

/// What the Java of that home uses where nobody tells it otherwise: jssecacerts in the place of cacerts.
/// Errors: store-unreadable. Threads: safe.
Result<std::filesystem::path> java_default(const std::filesystem::path& home);

/// What that Java uses where javax.net.ssl.trustStore is set: the file, if there is one; else cacerts, and
/// never jssecacerts. Errors: store-unreadable. Threads: safe. Source: OpenJDK,
/// sun.security.ssl.TrustStoreManager; asked of OpenJDK 17.
Result<std::filesystem::path> java_told(const std::filesystem::path& home, const std::string& file);

/// certifi's bundle in a Python environment (its folder: /usr, a virtual environment), in a site-packages
/// folder, or in certifi's own. Debian's certifi has none and hands out the distribution's.
/// Errors: store-unreadable, also where the environment holds several. Threads: safe.
Result<std::filesystem::path> certifi_bundle(const std::filesystem::path& environment);

}  // namespace rehearse::store
