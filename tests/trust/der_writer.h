#pragma once

#include <string>
#include <string_view>

namespace rehearse::trust {

/// One DER element. Content of up to 65,535 bytes.
inline std::string tlv(unsigned tag, std::string_view content) {
  std::string out(1, static_cast<char>(tag));
  const auto size = content.size();
  if (size >= 256) out += {'\x82', static_cast<char>(size >> 8U)};
  if (size >= 128 && size < 256) out += '\x81';
  out += static_cast<char>(size & 0xFFU);
  return out.append(content);
}

inline std::string sequence(std::string_view content) {
  return tlv(0x30, content);
}

// The OIDs that tests write, encoded.
namespace der {
inline const std::string kClientAuth = tlv(0x06, "\x2B\x06\x01\x05\x05\x07\x03\x02");
inline const std::string kServerAuth = tlv(0x06, "\x2B\x06\x01\x05\x05\x07\x03\x01");
inline const std::string kAnyUsage = tlv(0x06, std::string_view("\x55\x1D\x25\x00", 4));
inline const std::string kStepUp = tlv(0x06, "\x60\x86\x48\x01\x86\xF8\x42\x04\x01");
inline const std::string kPolicyOne = tlv(0x06, "\x2B\x06\x01\x04\x01\x81\xFD\x59\x01");
inline const std::string kPolicyTwo = tlv(0x06, "\x2B\x06\x01\x04\x01\x81\xFD\x59\x02");
inline const std::string kAnyPolicy = tlv(0x06, std::string_view("\x55\x1D\x20\x00", 4));
}  // namespace der

}  // namespace rehearse::trust
