#pragma once
// Which keys of configurations name hosts, and which of their values are host names. "No host is invented"
// is decided here: a dotted word may as well be a class, a file, a version or an expression.

#include <cstdint>
#include <string_view>

namespace rehearse::machine {

/// What a key says about its value.
enum class KeyKind : std::uint8_t {
  none,
  host,  ///< a host: `db.host`, `serverName`, `bootstrap.servers`
  url,   ///< a URL, which may be a path or a file as well: `baseUrl`, `wsdl-location`
};
KeyKind key_kind(std::string_view key);

/// Whether the word names the hosts that follow it with nothing but blanks between: `server_name` of nginx,
/// `--host` of a command, `-connect` of openssl.
bool is_directive(std::string_view word);

/// Whether a key follows the word, and then its value: `ENV API_HOST x`, `proxy_set_header Host x`.
bool is_setter(std::string_view word);

/// Whether a host is among the arguments of what is called so: `new Socket("x", 443)`, `a.setHost("x")`. The
/// name may be qualified.
bool is_host_call(std::string_view name);

/// Whether its arguments are a key and then its value: `define('API_HOST', 'x')`, `getenv("API_HOST", "x")`.
bool is_key_call(std::string_view name);

/// Whether the key's text is not called but names a namespace: `xmlns:api`, `targetNamespace`, `soapAction`.
bool is_namespace_key(std::string_view key);

/// Whether `value`, which such a key has, is a host name. Decided by shape: at least two labels, the last
/// neither a file's ending nor a word of programs, no reversed package, no capitals of classes. `url` keys
/// take well-known top-level domains and those of two letters alone.
bool is_host_value(std::string_view value, KeyKind kind);

}  // namespace rehearse::machine
