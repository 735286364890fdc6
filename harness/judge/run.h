#pragma once
// judge: what was observed -> verdicts. It is pure: no socket, no file, no clock, no third party.

#include <optional>
#include <string>
#include <vector>

#include "base/finding.h"
#include "base/instant.h"
#include "call/call.h"
#include "judge/intermediates.h"
#include "launch/real_clients.h"
#include "probe/probe.h"
#include "route/route.h"
#include "trust/remedy.h"

namespace rehearse::judge {

enum class Verdict : std::uint8_t { ready, will_break, not_affected, inconclusive };
/// "will-break"
std::string_view to_id(Verdict verdict);

enum class StageName : std::uint8_t { resolve, connect, negotiate, identify, name, trust, call };
std::string_view to_id(StageName stage);
enum class StageOutcome : std::uint8_t { pass, fail, skipped };
std::string_view to_id(StageOutcome outcome);

struct Stage {
  StageName name = StageName::resolve;
  StageOutcome outcome = StageOutcome::skipped;
  std::string why;  ///< a reason id where it failed, was skipped or passed in a way worth knowing
                    ///< (already-live); else empty
};

/// How a person redoes a row by hand. Secrets stand as ***, never as their value.
struct Replay {
  std::string curl;
  std::string openssl;
  std::string hosts;  ///< a line for a hosts file; empty where the port differs too, or no address is known
};

/// Behind the moment judged, while the leaf lasts: the answer becomes this one, with nobody touching
/// anything.
struct Change {
  Instant at;
  bool trusted = false;
  std::string reason;  ///< stable id; empty where trusted
  std::string detail;  ///< for people; the anchor where trusted
};

/// endpoint x target x address x store x client.
struct Row {
  std::string endpoint;
  std::string target;
  std::string address;       ///< "203.0.113.7:443"; empty where unresolved
  bool without_sni = false;  ///< what a client gets that sends none
  std::string store;
  std::string client;
  std::string how = "predicted";  ///< or "observed": the client itself, as installed, was asked as well
  std::string client_version;     ///< what that one calls itself; empty where predicted
  Instant at;                     ///< the moment trust was judged at: the one that decided
  Verdict verdict = Verdict::inconclusive;
  std::optional<StageName> stage;  ///< the one that decided; none where all passed
  std::string reason;              ///< stable id; empty for a plain ready
  std::string detail;              ///< for people
  std::vector<Stage> stages;       ///< all seven, in order
  std::optional<Sha256> culprit;
  std::optional<trust::Remedy> remedy;
  std::vector<Change> changes;  ///< in order; none where trust was not judged
  /// Leaf to anchor where the store accepts the chain, at the first moment judged; as far as it got where it
  /// does not; empty where trust was not judged.
  cert::Chain path;
  Replay replay;
};

/// One thing that shows that the new certificate was reached.
struct Proof {
  /// fingerprint, key, issuer (and anchor): what was announced; certificate (today shows another chain),
  /// header, address (and port, or name: not one of today's): where it was reached; published: a file, no
  /// edge.
  std::string by;
  std::string text;
};

/// A route as it was, what the handshake that is judged left behind, and its calls.
struct RouteReport {
  route::Route route;
  std::optional<probe::Handshake> handshake;
  struct CallReport {
    std::string name;
    profile::CallKind kind = profile::CallKind::rest;
    int status = 0;
    call::Outcome outcome = call::Outcome::no_answer;
    std::vector<call::Assert> asserts;
    std::string detail;
  };
  std::vector<CallReport> calls;
  std::optional<Intermediates> intermediates;  ///< none where it does not show the announced chain
  std::vector<Proof> proofs;   ///< that it does, and that this is the staged edge; of targets of role next
  std::size_t handshakes = 0;  ///< that were made: samples of what the address serves
};

struct StoreReport {
  std::string name;
  std::string source;
  std::string kind;
  std::string client;
  std::size_t anchors = 0;
  std::size_t expired = 0;     ///< of its certificates, at the moment judged from
  std::size_t duplicates = 0;  ///< certificates that an earlier entry has already
  std::vector<std::string> notes;
  std::optional<Sha256> sha256;
  std::string error;  ///< empty = read well
  bool not_judged =
      false;          ///< no endpoint names it; or the profile's own, which only stand beside in the lab
  std::string owner;  ///< who changes it; empty = not said
};

/// What a client of this machine did where it was sent, beside what was predicted of it.
struct ClientReport {
  std::string endpoint, target, address;  ///< as in a row; empty in a check
  std::string client;                     ///< its name: "java"
  std::string version;                    ///< what it calls itself
  std::string rules;  ///< the id of the client whose prediction speaks for this version; empty = none does
  std::string store;  ///< as the profile or the command line names it; empty = its own
  std::string own_store;  ///< where its own lies, as --store takes it
  launch::Said observed = launch::Said::untold;
  std::string words;                              ///< its own
  launch::Said predicted = launch::Said::untold;  ///< untold: there is no prediction
  std::string reason;                             ///< a reason id, where a refusal was predicted
  std::string detail;                             ///< for people: of the prediction

  /// A mistake of ours, or another answer of the edge than the one that was judged.
  bool disagrees() const {
    return observed != launch::Said::untold && predicted != launch::Said::untold && observed != predicted;
  }
};

struct Summary {  // of endpoint x store, the worst row wins
  std::size_t ready = 0, will_break = 0, not_affected = 0, inconclusive = 0;
  friend bool operator==(const Summary&, const Summary&) = default;
};

/// Who made a report of several runs or targets, when and with what.
struct Made {
  std::string version;  ///< of the tool
  Instant at;           ///< by the machine's clock
  struct Machine {
    std::string host, os, user;
  } machine;
};

/// Everything one invocation saw and concluded: what reports are made from.
struct Run {
  std::string version;  ///< of the tool that made it
  struct ProfileId {
    std::string path, title;
    Sha256 sha256;
  } profile;
  std::optional<profile::Maintenance> maintenance;
  Instant started;  ///< by the machine's clock
  Instant now;      ///< the moment judged from: the machine's clock, --now, or the lab's
  bool lab = false;
  bool interrupted = false;
  using Machine = Made::Machine;
  Machine machine;
  Verdict verdict = Verdict::inconclusive;
  Summary summary;
  std::vector<RouteReport> routes;
  std::vector<Row> rows;
  std::vector<StoreReport> stores;
  std::vector<ClientReport> clients;  ///< empty where none was run
  std::vector<Finding> findings;
  std::vector<std::string> not_tried;
};

}  // namespace rehearse::judge
