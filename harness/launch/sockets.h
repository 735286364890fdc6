#pragma once
// Sockets as the relay needs them: non-blocking, and closed when a program is started.

#include <cstdint>
#include <string>

#include "base/address.h"
#include "base/descriptor.h"
#include "base/result.h"

namespace rehearse::launch {

/// A port of loopback that listens, chosen by the system.
struct Door {
  std::uint16_t port = 0;
  Descriptor v4;  ///< 127.0.0.1
  Descriptor v6;  ///< ::1, same port; none where the machine has no IPv6
};

/// Errors: relay-failed.
Result<Door> listen_on_loopback();

/// A socket that listens there. Errors: relay-failed.
Result<Descriptor> listen_at(const Socket& place);

/// A socket on its way to a machine. Errors: relay-failed, with why at once nothing is to be reached.
Result<Descriptor> start_connecting(const Address& address, std::uint16_t port);

/// The first address that programs of this machine find for a name; may take as long as the resolver does.
/// Errors: name-not-found, with what the resolver says.
Result<Address> look_up(const std::string& host);

/// What became of it: 0 connected, EINPROGRESS not yet, else why not.
int connect_failure(int socket);

}  // namespace rehearse::launch
