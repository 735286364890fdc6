#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rehearse::route {

/// One connection of `openssl s_server` on a port of the system's choice: it sends `response` and keeps what
/// came. `port()` is 0 where it did not start.
class TlsServer {
 public:
  TlsServer(const std::vector<std::string>& options, const std::string& response);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  std::uint16_t port() const { return x_port; }
  /// Everything it said until it ended, which it does with the connection.
  std::string transcript();

 private:
  void read_port();
  pid_t x_process = -1;
  int x_in = -1;
  int x_out = -1;
  std::uint16_t x_port = 0;
};

}  // namespace rehearse::route
