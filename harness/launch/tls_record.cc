#include "launch/tls_record.h"

#include <algorithm>

namespace rehearse::launch {
namespace {

constexpr std::uint8_t kHeartbeat = 24, kMajorVersion = 3;
// RFC 5246 section 6.2.3; TLS 1.3 allows less.
constexpr std::size_t kLongestRecord = 16384 + 2048;

bool is_kept(std::uint8_t type) {
  return type != TlsRecord::application_data && type != kHeartbeat;
}

}  // namespace

void TlsRecords::take_header_byte(std::uint8_t byte) {
  x_header[x_header_size++] = byte;
  if (x_header_size == 1) x_is_broken = byte < TlsRecord::change_cipher_spec || byte > kHeartbeat;
  if (x_header_size == 2) x_is_broken = byte != kMajorVersion;
  if (x_header_size < x_header.size()) return;
  // An encrypted record is never empty, and a plain one must not be (RFC 8446 section 5.1).
  x_is_broken = length() == 0 || length() > kLongestRecord;
  if (!x_is_broken) ++x_headers;
}

TlsRecord TlsRecords::finished() {
  TlsRecord out{.type = x_header[0], .length = length(), .body = std::move(x_body)};
  x_body.clear();
  x_header_size = 0;
  return out;
}

std::optional<TlsRecord> TlsRecords::next(std::string_view& bytes) {
  while (!bytes.empty() && !x_is_broken) {
    if (x_skip > 0) {
      const auto count = std::min(x_skip, bytes.size());
      bytes.remove_prefix(count);
      x_skip -= count;
    } else if (x_header_size < x_header.size()) {
      take_header_byte(static_cast<std::uint8_t>(bytes.front()));
      bytes.remove_prefix(1);
      if (x_is_broken || x_header_size < x_header.size() || is_kept(x_header[0])) continue;
      x_skip = length();
      return finished();
    } else {
      const auto count = std::min(length() - x_body.size(), bytes.size());
      x_body += bytes.substr(0, count);
      bytes.remove_prefix(count);
      if (x_body.size() == length()) return finished();
    }
  }
  return std::nullopt;
}

void TlsMessages::add(std::string_view record_body) {
  x_held.erase(0, x_taken);
  x_taken = 0;
  if (!x_is_too_long) x_held += record_body;
}

std::optional<TlsMessages::Message> TlsMessages::next() {
  constexpr std::size_t kHeader = 4;
  const auto rest = std::string_view(x_held).substr(x_taken);
  if (x_is_too_long || rest.size() < kHeader) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
  const std::size_t length =
      static_cast<std::size_t>(byte(1)) << 16U | static_cast<std::size_t>(byte(2)) << 8U | byte(3);
  x_is_too_long = length > kMostBytes;
  if (x_is_too_long || rest.size() - kHeader < length) return std::nullopt;
  x_taken += kHeader + length;
  return Message{.type = byte(0), .body = std::string(rest.substr(kHeader, length))};
}

}  // namespace rehearse::launch
