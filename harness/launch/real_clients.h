#pragma once
// The TLS clients of this machine, asked themselves: their verdicts are observed, not predicted.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/secret.h"

namespace rehearse::launch {

/// A client as it is installed here.
struct RealClient {
  std::string name;       ///< "java", "python3", "requests", "node", "go", "curl", "gnutls-cli", "openssl"
  std::string program;    ///< its path
  std::string version;    ///< what the program calls itself; hostile text
  std::string rules;      ///< the id of the client whose prediction speaks for it; empty where none does
  std::string family;     ///< ids that begin so are other versions of it: "java", "curl"
  std::string own_store;  ///< what it trusts where nobody says otherwise, as --store takes it
  std::string failure;    ///< why it cannot be asked: it did not say its version; empty = it can
};

/// Which program is to be asked in the place of one that PATH leads to, by the client's name.
using Programs = std::map<std::string, std::string>;

/// Those that are found on PATH, or put in their place; in a fixed order. None of them gets anything of our
/// environment but PATH and HOME. To be called from the main thread.
std::vector<RealClient> real_clients(const Programs& instead, const std::function<bool()>& is_over);

/// One connection that a client is to make.
struct Visit {
  std::string host;  ///< that it asks for, and that the certificate has to cover
  Address address;   ///< where it goes instead of where DNS says
  std::uint16_t port = 443;
  std::string store;  ///< all that it is to trust: a file, for OpenSSL's clients a hashed directory as well;
                      ///< empty = its own store
  std::optional<SecretText> password;  ///< of a key store
};

/// What a client made of a certificate.
enum class Said : std::uint8_t {
  accepted,  ///< the handshake came to its end, with verification on
  refused,   ///< the client itself says that it does not trust the certificate, or its name
  untold     ///< anything else: not reached, no time, ended by the server, a store that it could not read
};
/// "accepted"
std::string_view to_id(Said said);

struct Seen {
  Said said = Said::untold;
  std::string words;  ///< the client's own, one line; hostile text
};

/// All connections of one client.
struct Visits {
  const RealClient* client = nullptr;
  std::vector<Visit> visits;
};

/// Makes them all: a process each for curl, gnutls-cli and openssl, for the others one that makes all of its
/// client's. What they need is written into `folder`, which has to be there and to be ours. Each connection
/// has 15 seconds, whatever the others do. Verification is on, the name is sent as SNI (an address is not:
/// RFC 6066 section 3).
///
/// curl and requests know no handshake alone: they ask for the head of "/", with nothing of the user's. The
/// others send nothing behind the handshake. To be called from the main thread.
std::vector<std::vector<Seen>> visit_all(const std::vector<Visits>& all, const std::string& folder,
                                         const std::function<bool()>& is_over);

}  // namespace rehearse::launch
