#pragma once
// Bytes of TLS, made by hand.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse::launch {

/// A number in so many bytes.
inline std::string number(std::size_t value, unsigned bytes) {
  std::string out;
  for (unsigned i = bytes; i > 0; --i) out += static_cast<char>(value >> (8 * (i - 1)) & 0xFFU);
  return out;
}

/// Its length in so many bytes, and the bytes.
inline std::string counted(std::string_view content, unsigned bytes) {
  return number(content.size(), bytes) + std::string(content);
}

inline std::string record(unsigned type, std::string_view body) {
  return number(type, 1) + "\x03\x03" + counted(body, 2);
}
/// One whose content does not matter.
inline std::string record(unsigned type, std::size_t length) {
  return record(type, std::string(length, '\x5A'));
}
inline std::string data(std::size_t length) {
  return record(23, length);
}
inline std::string alert(unsigned level, unsigned code) {
  return record(21, number(level, 1) + number(code, 1));
}
inline std::string change_cipher() {
  return record(20, number(1, 1));
}

/// A handshake message, not yet in a record.
inline std::string message(unsigned type, std::string_view body) {
  return number(type, 1) + counted(body, 3);
}
inline std::string handshake(unsigned type, std::string_view body) {
  return record(22, message(type, body));
}

inline std::string extension(unsigned type, std::string_view content) {
  return number(type, 2) + counted(content, 2);
}
inline std::string server_name(std::string_view name) {
  return extension(0, counted(number(0, 1) + counted(name, 2), 2));
}
inline std::string protocols(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += counted(name, 1);
  return extension(16, counted(list, 2));
}

inline std::string client_hello_message(std::string_view extensions) {
  return message(1, "\x03\x03" + std::string(32, 'c') + counted(std::string(32, 's'), 1) +
                        counted("\x13\x01", 2) + counted(number(0, 1), 1) + counted(extensions, 2));
}
inline std::string client_hello(std::string_view extensions = {}) {
  return record(22, client_hello_message(extensions));
}

struct MadeServerHello {
  unsigned version = 0x0304;
  unsigned suite = 0x1301;
  std::string random = std::string(32, 'r');
  std::string extensions = {};
};
inline std::string server_hello(const MadeServerHello& made) {
  const bool is_13 = made.version == 0x0304;
  auto extensions = made.extensions;
  if (is_13) extensions += extension(43, number(made.version, 2));
  return handshake(2, number(is_13 ? 0x0303 : made.version, 2) + made.random + counted("", 1) +
                          number(made.suite, 2) + number(0, 1) + counted(extensions, 2));
}
inline std::string retry_request() {
  return server_hello({.random = "\xCF\x21\xAD\x74\xE5\x9A\x61\x11\xBE\x1D\x8C\x02\x1E\x65\xB8\x91"
                                 "\xC2\xA2\x11\x16\x7A\xBB\x8C\x5E\x07\x9E\x09\xE2\xC8\xA8\x33\x9C"});
}

/// A server's flight of TLS 1.3, and of TLS 1.2.
inline std::string flight13(unsigned suite = 0x1301) {
  return server_hello({.suite = suite}) + change_cipher() + data(38) + data(1200) + data(281) + data(53);
}
inline std::string flight12() {
  return server_hello({.version = 0x0303, .suite = 0xC02F}) + handshake(11, counted(counted("leaf", 3), 3)) +
         handshake(12, "key") + handshake(14, "");
}
/// What a client of TLS 1.2 ends the handshake with.
inline std::string finish12() {
  return handshake(16, "key") + change_cipher() + record(22, 40);
}

}  // namespace rehearse::launch
