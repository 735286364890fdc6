#pragma once

#include <optional>
#include <string>
#include <vector>

#include "launch/program.h"

namespace rehearse::launch {

/// What the program did at a host, over all its connections to it.
enum class HostOutcome : std::uint8_t { accepted, refused, never_connected, no_sni, unknown };
/// "accepted", "never-connected", ...
std::string_view to_id(HostOutcome outcome);

struct HostReport {
  std::string host;
  std::uint16_t port = 443;
  HostOutcome outcome = HostOutcome::never_connected;
  bool reached = false;  ///< a connection came to the staged machine
  std::optional<std::string> sni;
  std::string version;       ///< of TLS; empty = none was agreed on
  std::optional<int> alert;  ///< by which the program refused, where it can be read
  std::size_t connections = 0;
  std::size_t closed_silently = 0;  ///< of them: without an alert, and without data
  std::size_t without_sni = 0;      ///< of them: with a ClientHello that names no host
  std::string says;                 ///< for people: what was seen, and what it may be instead
};

/// One for each host, in their order. An alert on any connection makes a host refused, whatever others did: a
/// part of the program has another store. Else one accepted connection makes it accepted, for browsers open
/// spare ones; that all were closed without a word is a refusal, as some clients refuse so. What cannot be
/// told is `unknown`, and never accepted: where nothing is looked at, every host; where a program may go
/// another way, a host to which no connection came. A connection on which the program says nothing at all
/// counts where there is no other.
std::vector<HostReport> host_reports(const std::vector<Staged>& hosts, const Observed& observed);

}  // namespace rehearse::launch
