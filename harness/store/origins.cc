#include "store/origins.h"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

namespace rehearse::store {
namespace {

namespace fs = std::filesystem;

// In the order OpenSSL's and Go's own lists have them; the first that is there is this machine's bundle.
constexpr std::string_view kSystemBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Alpine
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL, Fedora
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/etc/ssl/cert.pem",                                  // BSDs, macOS
};

// In JDK 8 a home has its run-time environment one level down. jssecacerts takes the place of cacerts.
constexpr std::string_view kJavaStores[] = {"lib/security/jssecacerts", "lib/security/cacerts",
                                            "jre/lib/security/jssecacerts", "jre/lib/security/cacerts"};

constexpr std::string_view kPackages[] = {"site-packages", "dist-packages"};

std::unexpected<Error> unreadable(std::string_view what, std::string_view why) {
  return fail("store-unreadable", fmt::format("{}: {}", what, why));
}

bool is_there(const fs::path& path) {
  std::error_code error;
  // What cannot be told is taken to be there: reading it will say why.
  return fs::status(path, error).type() != fs::file_type::not_found;
}

// Java goes on where there is no file. Where one cannot tell, reading it will say so.
bool is_file_for_java(const fs::path& path) {
  std::error_code error;
  const auto type = fs::status(path, error).type();
  return type == fs::file_type::regular || type == fs::file_type::none;
}

Result<fs::path> java_store(const fs::path& home, bool (*is_wanted)(std::string_view store)) {
  if (home.empty()) return unreadable("java", "where Java lies is not known: JAVA_HOME is not set");
  for (const auto store : kJavaStores) {
    if (is_wanted(store) && is_file_for_java(home / store)) return home / store;
  }
  return unreadable("java", fmt::format("{} has no lib/security/cacerts", home.string()));
}

// The folders of installed packages below an environment, in the order of their names.
std::vector<fs::path> package_folders(const fs::path& environment) {
  std::vector<fs::path> out;
  std::error_code error;
  for (auto it = fs::directory_iterator(environment / "lib", error); !error && it != fs::directory_iterator();
       it.increment(error)) {
    if (!it->path().filename().string().starts_with("python")) continue;
    for (const auto name : kPackages) {
      if (is_there(it->path() / name / "certifi")) out.push_back(it->path() / name / "certifi");
    }
  }
  std::ranges::sort(out);
  return out;
}

Result<fs::path> bundle_in(const fs::path& certifi) {
  if (is_there(certifi / "cacert.pem")) return certifi / "cacert.pem";
  if (is_there(certifi / "core.py")) return system_bundle();
  return unreadable(certifi.string(), "holds neither cacert.pem nor core.py");
}

}  // namespace

std::span<const std::string_view> system_bundles() {
  return kSystemBundles;
}

Result<fs::path> system_bundle() {
  for (const auto path : kSystemBundles) {
    if (is_there(path)) return path;
  }
  return unreadable("system", "this machine has no bundle in any of the usual places");
}

std::span<const std::string_view> java_stores() {
  return kJavaStores;
}

Result<fs::path> java_default(const fs::path& home) {
  return java_store(home, [](std::string_view) { return true; });
}

Result<fs::path> java_told(const fs::path& home, const std::string& file) {
  if (!file.empty() && is_file_for_java(file)) return file;
  return java_store(home, [](std::string_view store) { return store.ends_with("/cacerts"); });
}

Result<fs::path> certifi_bundle(const fs::path& environment) {
  if (environment.empty()) return unreadable("certifi", "which Python environment is not known");
  for (const auto& certifi : {environment, environment / "certifi"}) {
    if (is_there(certifi / "core.py")) return bundle_in(certifi);
  }
  auto found = package_folders(environment);
  // Debian's Python looks there first.
  if (environment == "/usr") {
    const auto local = package_folders("/usr/local");
    found.insert(found.begin(), local.begin(), local.end());
  }
  if (found.empty()) return unreadable("certifi", fmt::format("there is none in {}", environment.string()));
  if (found.size() > 1)
    return unreadable("certifi", fmt::format("{} has several, {} and {}: name one of them",
                                             environment.string(), found[0].string(), found[1].string()));
  return bundle_in(found.front());
}

}  // namespace rehearse::store
