#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse::launch {

/// What is read of a ClientHello. Its text is a stranger's: print through printable().
struct ClientHello {
  std::optional<std::string> sni;
  std::vector<std::string> alpn;  ///< in order; the first 64
  bool has_early_data = false;    ///< it may send data at once, before any server answers
};

/// What is read of a ServerHello.
struct ServerHello {
  std::uint16_t version = 0;  ///< 0x0304 = TLS 1.3, by supported_versions where it has that
  std::uint16_t suite = 0;
  bool has_pre_shared_key = false;
  bool is_retry_request = false;  ///< a HelloRetryRequest, which has the form of a ServerHello
};

/// The body of a handshake message, without its header; nothing where it breaks off or lengths contradict
/// each other. An extension that is read only in part (a name of another kind, say) is as if it were not
/// there. Threads: safe. Source: RFC 8446 sections 4.1.2 to 4.2.11, RFC 6066 section 3, RFC 7301 section 3.1.
std::optional<ClientHello> read_client_hello(std::string_view body);
std::optional<ServerHello> read_server_hello(std::string_view body);

}  // namespace rehearse::launch
