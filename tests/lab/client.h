#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/address.h"
#include "base/instant.h"
#include "cert/certificate.h"

namespace rehearse::lab {

/// Where a test connects to, and how it shakes hands.
struct Dial {
  Address address;
  std::uint16_t port = 0;
  std::string sni;   ///< empty = none is sent
  int version = 0;   ///< OpenSSL's number of the only version; 0 = any
  std::string alpn;  ///< one protocol; empty = the extension is not sent
  bool ask_staple = false;
  bool reads = true;         ///< else it hangs up when it has sent its request
  bool distrusts = false;    ///< it refuses whatever chain comes
  std::string identity_pem;  ///< client certificate and key; empty = none
};

/// What came of it.
struct Met {
  bool connected = false;
  bool finished = false;     ///< the handshake
  std::optional<int> alert;  ///< the last one received; 0 is a goodbye
  bool reset = false;
  cert::Chain chain;  ///< as sent
  std::string version;
  std::string alpn;
  std::string staple;
  std::string received;  ///< until the server closed
};

/// Shakes hands, sends `request`, and reads until the server closes or resets. It verifies nothing.
/// Reads give up after ten seconds, so that a server that hangs is a failure and not a hanging test.
Met meet(const Dial& dial, const std::string& request);

/// The same without TLS.
Met meet_plain(const Dial& dial, const std::string& request);

/// Begins to connect `socket`; errno, 0 where it is done already.
int connect_nonblocking(int socket, const Dial& dial);

/// Whether `chain`, as sent, leads to one of the certificates in `store_pem` at `at`, for `name` (a host name
/// or an address): empty if so, else OpenSSL's reason.
std::string distrust(const cert::Chain& chain, const std::string& store_pem, const std::string& name,
                     Instant at);

/// The body of the only answer in `received`.
std::string body_of(const std::string& received);

}  // namespace rehearse::lab
