#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/instant.h"
#include "judge/evidence.h"

namespace rehearse::judge {

/// Whether a change touches a host.
enum class Touched : std::uint8_t { affected, cannot_tell, not_affected };
/// "cannot-tell"
std::string_view to_id(Touched verdict);

/// A host that may be touched: where it is named, what it serves now, and what that says.
struct ImpactHost {
  std::string host;  ///< normal_host(), an address; or, where `is_unfinished`, a text: hostile
  std::uint16_t port = 443;
  bool is_unfinished = false;       ///< a part of the name is filled in elsewhere
  std::vector<std::string> places;  ///< the first ones: "conf/app.properties:12"; hostile
  std::size_t mentions = 0;
  std::size_t files = 0;
  std::vector<std::string> hows;  ///< "url", "value": docs/impact.md
  std::size_t urls = 0;           ///< different ones, as far as they are told apart
  bool only_in_comments = false;

  std::vector<RouteEvidence> today;  ///< empty = it was not asked what it serves
  std::string not_asked;             ///< why, for people

  // Of judge_impact().
  std::string covered_by;   ///< the pattern of change.names, or "endpoint NAME"; empty = none
  std::string excepted_by;  ///< the pattern of change.except
  Touched verdict = Touched::cannot_tell;
  std::string reason;  ///< stable id
  std::string detail;  ///< for people

  /// "api.example.com", "api.example.com:8443"; what it is called in routes as well.
  std::string name() const;
  /// The chain that is shown: the first that was seen. Null = none was.
  const cert::Chain* served() const;
};

/// A host that stands in names of XML namespaces and is called nowhere.
struct NamespaceHost {
  std::string host;
  std::vector<std::string> places;
  std::size_t mentions = 0;
};

/// How much was looked through.
struct LookedThrough {
  std::size_t files = 0;
  std::uintmax_t bytes = 0;
  std::size_t binary = 0, archives = 0, links = 0, folders = 0, too_large = 0, unreadable = 0;
};

/// Which hosts a notice touches.
struct Impact {
  std::string profile, title;
  Instant at;
  bool has_connected = false;  ///< whether hosts were asked at all
  std::vector<ImpactHost> hosts;
  std::vector<ImpactHost> references;  ///< endpoints of the profile that nobody asked about: to compare with
  std::vector<NamespaceHost> namespaces;
  LookedThrough looked_through;
  std::vector<Finding> findings;
  bool is_whole = true;  ///< false = what was not looked at, or not understood, may hold more hosts

  /// Over all: affected if one host is; cannot-tell if one is, if not everything was looked at, or if there
  /// is no host at all.
  Touched verdict() const;
};

/// Decides every host, and puts them into the order in which they are read: affected first.
///
/// Inside the notice (change.names without change.except; where a profile has no names, its endpoints):
///   - serves the certificate that goes away, or the announced one already: affected
///   - the profile does not say which certificate goes away: affected
///   - covered by a wildcard alone, and serves another certificate that has its very name: not affected,
///     `own-certificate`. A notice for a wildcard is about what no certificate of its own covers
///   - serves any other certificate: cannot-tell
///   - not seen: affected where the notice has its very name, else cannot-tell
/// Outside: judge_outside(). References count for what follows. Nothing is not-affected that shares its leaf
/// with a host of the notice, nor where is_intercepted(). Names that are unfinished: cannot-tell. Threads:
/// safe. Source: docs/impact.md.
void judge_impact(const profile::Profile& profile, Impact& impact);

}  // namespace rehearse::judge
