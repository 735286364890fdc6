#include "store/detect.h"

#include <cstddef>

namespace rehearse::store {
namespace {

using namespace std::string_view_literals;

constexpr unsigned char kSequence = 0x30, kInteger = 0x02, kOid = 0x06;

// The tag of the first element inside an outer SEQUENCE: PKCS#12 begins with a version number, PKCS#7 with
// its type's OID, a certificate with another SEQUENCE.
Format of_der(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() < 2) return Format::unknown;
  const std::size_t length_bytes = byte(1) > 0x80 ? byte(1) & 0x7FU : 0;  // 0x80: indefinite, none follow
  const std::size_t inside = 2 + length_bytes;
  // A length of more than four bytes announces more than a store may have.
  if (length_bytes > 4) return Format::unknown;
  if (bytes.size() <= inside) return Format::unknown;
  switch (byte(inside)) {
    case kInteger:
      return Format::pkcs12;
    case kOid:
      return Format::pkcs7;
    case kSequence:
      return Format::certificate;
    default:
      return Format::unknown;
  }
}

}  // namespace

Format detect(std::string_view bytes) {
  if (bytes.empty()) return Format::empty;
  if (bytes.starts_with("\xFE\xED\xFE\xED"sv)) return Format::jks;
  if (bytes.starts_with("\xCE\xCE\xCE\xCE"sv)) return Format::jceks;
  if (bytes.starts_with("SQLite format 3\0"sv)) return Format::nss;
  if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) return Format::utf16;
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) return Format::blank;
  if (static_cast<unsigned char>(bytes.front()) == kSequence) {
    // '0' is also a digit: a text may begin with one.
    if (const auto format = of_der(bytes); format != Format::unknown) return format;
  }
  return bytes.find("-----BEGIN ") != std::string_view::npos ? Format::pem : Format::unknown;
}

}  // namespace rehearse::store
