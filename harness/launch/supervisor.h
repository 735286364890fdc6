#pragma once
// Every connect() of the program and its children, before the kernel makes it.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/descriptor.h"
#include "base/result.h"

namespace rehearse::launch {

/// A machine that the program is led away from: who connects there, is joined to `port` of loopback instead.
struct Detour {
  std::string host;  ///< as which it is counted where another port is asked for
  Address address;
  std::uint16_t asked = 443;
  std::uint16_t port = 0;
};

/// Where else it connected to, or tried to, by TCP: "203.0.113.9:443", and how often.
using Outside = std::map<std::string, std::size_t>;

/// Answers what the filter of the stage asks: a connect() to the address of a detour is made by the
/// supervisor, with the program's own socket, to loopback; all others go on as they are, and are counted. To
/// an address of ours at another port there is nobody: the connection is refused.
///
/// Threads: works on a thread of its own until it is destroyed or the last process under the filter is gone.
class Supervisor {
 public:
  static Supervisor start(Descriptor listener, std::vector<Detour> detours);
  /// Nobody is led away: to `expected` one goes, and it is not counted.
  static Supervisor start(Descriptor listener, std::vector<Socket> expected);
  ~Supervisor();
  Supervisor(Supervisor&&) noexcept;
  Supervisor& operator=(Supervisor&&) noexcept;

  /// Ends it, and gives what went elsewhere.
  Outside stop();
  /// How many connections were refused: those to a host of ours at another port, and those that could not be
  /// joined, for the kernel would not let us.
  std::size_t lost() const;

 private:
  struct Impl;
  explicit Supervisor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> x_impl;
};

}  // namespace rehearse::launch
