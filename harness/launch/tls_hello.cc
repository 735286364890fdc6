#include "launch/tls_hello.h"

#include <cstddef>

namespace rehearse::launch {
namespace {

enum Extension : std::uint16_t {
  kServerName = 0,
  kApplicationProtocols = 16,
  kPreSharedKey = 41,
  kEarlyData = 42,
  kSupportedVersions = 43,
};

constexpr std::size_t kMostProtocols = 64;

// SHA-256 of "HelloRetryRequest": RFC 8446 section 4.1.3.
constexpr std::string_view kRetryRandom =
    "\xCF\x21\xAD\x74\xE5\x9A\x61\x11\xBE\x1D\x8C\x02\x1E\x65\xB8\x91"
    "\xC2\xA2\x11\x16\x7A\xBB\x8C\x5E\x07\x9E\x09\xE2\xC8\xA8\x33\x9C";

// Numbers and runs of bytes off the front. After the first read past the end all are zero and empty: ask
// is_short() before what was read is used.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : x_rest(bytes) {}

  bool empty() const { return x_rest.empty(); }
  bool is_short() const { return x_is_short; }
  std::string_view take(std::size_t count) {
    if (count > x_rest.size()) {
      x_is_short = true;
      x_rest = {};
      return {};
    }
    const auto out = x_rest.substr(0, count);
    x_rest.remove_prefix(count);
    return out;
  }
  std::uint8_t u8() {
    const auto byte = take(1);
    return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte[0]);
  }
  std::uint16_t u16() {
    const std::uint16_t high = u8();
    return static_cast<std::uint16_t>(high << 8U | u8());
  }
  // TLS's vectors: a length of one or two bytes, and so many bytes.
  std::string_view vector8() { return take(u8()); }
  std::string_view vector16() { return take(u16()); }

 private:
  std::string_view x_rest;
  bool x_is_short = false;
};

std::optional<std::string> read_server_name(std::string_view extension) {
  constexpr std::uint8_t kHostName = 0;
  Bytes outer(extension);
  Bytes names(outer.vector16());
  while (!names.empty()) {
    const auto kind = names.u8();
    const auto name = names.vector16();
    if (names.is_short()) break;
    if (kind == kHostName) return std::string(name);
  }
  return std::nullopt;
}

std::vector<std::string> read_protocols(std::string_view extension) {
  Bytes outer(extension);
  Bytes names(outer.vector16());
  std::vector<std::string> out;
  while (!names.empty() && out.size() < kMostProtocols) {
    const auto name = names.vector8();
    if (names.is_short()) break;
    out.emplace_back(name);
  }
  return out;
}

// Calls `each` with the number and the bytes of each extension. They are the end of both hellos, and may be
// missing altogether. False where they do not end with the message.
template <class Each>
bool read_extensions(Bytes& hello, Each each) {
  if (hello.empty()) return !hello.is_short();
  Bytes all(hello.vector16());
  while (!all.empty()) {
    const auto number = all.u16();
    const auto bytes = all.vector16();
    if (all.is_short()) return false;
    each(number, bytes);
  }
  return !hello.is_short() && hello.empty();
}

}  // namespace

std::optional<ClientHello> read_client_hello(std::string_view body) {
  Bytes bytes(body);
  bytes.u16();  // legacy_version
  bytes.take(kRetryRandom.size());
  bytes.vector8();   // session id
  bytes.vector16();  // cipher suites
  bytes.vector8();   // compression methods
  ClientHello out;
  const bool is_whole = read_extensions(bytes, [&](std::uint16_t number, std::string_view extension) {
    if (number == kServerName) out.sni = read_server_name(extension);
    if (number == kApplicationProtocols) out.alpn = read_protocols(extension);
    if (number == kEarlyData) out.has_early_data = true;
  });
  if (!is_whole) return std::nullopt;
  return out;
}

std::optional<ServerHello> read_server_hello(std::string_view body) {
  Bytes bytes(body);
  ServerHello out;
  out.version = bytes.u16();
  out.is_retry_request = bytes.take(kRetryRandom.size()) == kRetryRandom;
  bytes.vector8();  // session id
  out.suite = bytes.u16();
  bytes.u8();  // compression method
  const bool is_whole = read_extensions(bytes, [&](std::uint16_t number, std::string_view extension) {
    if (number == kSupportedVersions) out.version = Bytes(extension).u16();
    if (number == kPreSharedKey) out.has_pre_shared_key = true;
  });
  if (!is_whole) return std::nullopt;
  return out;
}

}  // namespace rehearse::launch
