#include "lab/java_store.h"

#include <array>
#include <string_view>

#include <openssl/evp.h>

namespace rehearse::lab {
namespace {

constexpr std::uint32_t kMagic = 0xFEEDFEED, kVersion = 2, kTrusted = 2;

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  return out;
}

// DataOutputStream.writeUTF(), of ASCII.
std::string utf(std::string_view text) {
  return big_endian(text.size(), 2) + std::string(text);
}

// sun.security.provider.JavaKeyStore: the password in UTF-16, a phrase, and what was written.
Result<std::string> digest_of(std::string_view written) {
  std::string text;
  for (const char c : std::string_view(kJavaPassword)) text += {'\0', c};
  text += "Mighty Aphrodite";
  text += written;
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), out.data(), &length, EVP_sha1(), nullptr) != 1)
    return fail("lab-failed", "SHA-1, which a JKS file ends in, is not to be had");
  return std::string(reinterpret_cast<const char*>(out.data()), length);
}

}  // namespace

Result<std::string> java_store(const cert::Chain& anchors) {
  std::string out = big_endian(kMagic, 4) + big_endian(kVersion, 4) + big_endian(anchors.size(), 4);
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    const auto& der = anchors[i]->der;
    out += big_endian(kTrusted, 4) + utf("lab-" + std::to_string(i + 1)) + big_endian(0, 8) + utf("X.509") +
           big_endian(der.size(), 4) + der;
  }
  auto digest = digest_of(out);
  if (!digest) return digest;
  return out + *digest;
}

}  // namespace rehearse::lab
