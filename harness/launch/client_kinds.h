#pragma once
// How each kind of client is asked for its version, sent somewhere, and understood.

#include <span>
#include <string>
#include <vector>

#include "launch/captured.h"
#include "launch/real_clients.h"

namespace rehearse::launch {

using Words = std::vector<std::string>;

/// A kind of client that may be installed.
struct ClientKind {
  const char* name;
  const char* program;  ///< as PATH has it
  const char* family;
  /// The arguments to which the program says its version and where its own store lies.
  Words (*ask)();
  /// From what it said, version, rules and own_store; false where it is not there after all.
  bool (*introduce)(const Captured& said, RealClient& client);
  /// The arguments for one visit; null where a process makes all of them.
  Words (*arguments)(const Visit& visit, const std::string& folder);
  Seen (*understand)(const Captured& said);
};

/// In `folder` where curl is sent with a directory: the certificate of somebody whom nobody's chain leads to.
inline constexpr const char* kNobody = "/nobody.pem";

/// In the order of reports.
std::span<const ClientKind> client_kinds();
/// REQUIRES: one has that name.
const ClientKind& kind_of(const RealClient& client);

/// The lines that the programs of harness/launch/clients say, for so many visits. What no line speaks of is
/// untold, in the words of `said`.
std::vector<Seen> read_lines(const Captured& said, std::size_t visits);
/// Why there is no answer.
std::string why_untold(const Captured& said);

}  // namespace rehearse::launch
