#pragma once
// How a saved report is read: what is not as it was written, the library's own kind of error says. For the
// .cc files that read reports alone.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "cert/certificate.h"
#include "report/json_parts.h"

namespace rehearse::report {

/// Throws the library's error, as for a missing key.
[[noreturn]] void refuse(const std::string& what);

/// The document; refuses a key that stands twice in one object, of which readers see one or the other.
Json parse_saved(std::string_view text);
/// What such an error says, for people.
std::string what_is_wrong(const Json::exception& error);

/// Empty where it is null: the report says that there is none.
std::string text_at(const Json& object, const char* key);
std::vector<std::string> texts_at(const Json& object, const char* key);
Instant time_at(const Json& object, const char* key);
std::optional<Sha256> digest_at(const Json& object, const char* key);
/// 0 where it is null. Refuses what is negative or no whole number.
std::size_t count_at(const Json& object, const char* key);
bool flag_at(const Json& object, const char* key);
/// The list under `key`; empty where the report is older than the key.
const Json& list_at(const Json& object, const char* key);

/// The inverse of to_id().
template <class Enum>
Enum id_at(const Json& object, const char* key, Enum last) {
  const auto id = text_at(object, key);
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (to_id(static_cast<Enum>(i)) == id) return static_cast<Enum>(i);
  }
  refuse(std::string(key) + " is none that is known");
}

template <class Read>
auto each_at(const Json& object, const char* key, Read read) {
  std::vector<decltype(read(object))> out;
  for (const auto& item : list_at(object, key)) out.push_back(read(item));
  return out;
}

/// The certificates of a report by their digests.
class SavedCertificates {
 public:
  explicit SavedCertificates(const Json& document);
  /// Null where the report has no more than the digest.
  cert::CertificatePtr find(const Sha256& sha256) const;
  /// Of the digests under `key`, those that are known.
  cert::Chain chain_at(const Json& object, const char* key) const;
  /// A certificate that is written out in `object`: the one under its digest, where there is one, and it says
  /// the same.
  cert::CertificatePtr read(const Json& object) const;

 private:
  std::map<Sha256, cert::CertificatePtr> x_known;
};

}  // namespace rehearse::report
