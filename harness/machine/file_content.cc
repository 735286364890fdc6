#include "machine/file_content.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"

namespace rehearse::machine {
namespace {

constexpr std::string_view kArchives[] = {".7z",  ".aar", ".apk", ".bz2", ".ear", ".gz",  ".jar", ".rar",
                                          ".tar", ".tgz", ".war", ".whl", ".xz",  ".zip", ".zst"};
constexpr std::string_view kPacked[] = {"PK\x03\x04",  "PK\x05\x06",       "\x1f\x8b",
                                        "\xfd\x37zXZ", "\x28\xb5\x2f\xfd", "7z\xbc\xaf\x27\x1c",
                                        "Rar!\x1a\x07"};
// What texts never begin with, in files that may have no zero byte near their beginning.
constexpr std::string_view kNoText[] = {"%PDF-",   "\xca\xfe\xba\xbe", "\177ELF",
                                        "\x89PNG", "\xff\xd8\xff",     "GIF8"};
constexpr std::size_t kLookedAt = 8192;

bool is_packed(std::string_view bytes) {
  constexpr std::size_t kTarMagic = 257;  // POSIX.1-2017, pax, ustar interchange format
  if (std::ranges::any_of(kPacked, [&](auto begin) { return bytes.starts_with(begin); })) return true;
  if (bytes.starts_with("BZh") && bytes.size() > 3 && bytes[3] >= '1' && bytes[3] <= '9') return true;
  return bytes.size() > kTarMagic && bytes.substr(kTarMagic).starts_with("ustar");
}

}  // namespace

bool is_archive_name(std::string_view name) {
  return std::ranges::any_of(kArchives, [&](auto ending) {
    return name.size() > ending.size() &&
           same_ignoring_case(name.substr(name.size() - ending.size()), ending);
  });
}

Content content_of(std::string_view bytes) {
  if (is_packed(bytes)) return Content::archive;
  if (std::ranges::any_of(kNoText, [&](auto begin) { return bytes.starts_with(begin); }))
    return Content::binary;
  const bool has_zero = std::memchr(bytes.data(), 0, std::min(bytes.size(), kLookedAt)) != nullptr;
  return has_zero ? Content::binary : Content::text;
}

}  // namespace rehearse::machine
