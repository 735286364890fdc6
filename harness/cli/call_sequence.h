#pragma once

#include <optional>
#include <string_view>

#include "call/questions.h"
#include "cli/rehearsal.h"
#include "probe/probe.h"

namespace rehearse::cli {

const profile::Endpoint& endpoint_of(const Rehearsal& rehearsal, const route::Route& route);
const profile::Target& target_of(const Rehearsal& rehearsal, const route::Route& route);

/// The calls of one endpoint on one route, one after another: what an answer holds, a later call may use.
///
/// A call that fails ends the sequence: the others are `skipped`, with the reason. Not one that was not sent
/// because the gate was shut or because it may change data: those stand for themselves. A call whose URL an
/// earlier answer gave goes to that host if the profile has an endpoint there, over its route of the same
/// target, and is `refused` otherwise. Where no call is made, the handshake is: a route is never left without
/// one.
class CallSequence {
 public:
  /// All outlive it. `route` gets one entry a call, in order, and every handshake; that of a call which went
  /// elsewhere goes to the route that it took.
  CallSequence(Rehearsal& rehearsal, call::Programs& programs, judge::RouteEvidence& route);

  /// The next connection to be made, once `before` has ended; nothing where all is done.
  std::optional<probe::Job> next(std::optional<probe::Observation> before);

 private:
  void take(probe::Observation seen);
  void keep_out(std::string_view secret);
  std::optional<probe::Job> make(const profile::Call& call);
  probe::Job job_for(const judge::RouteEvidence& route, std::optional<call::Request> request) const;
  void leave_out(call::Outcome outcome, std::string why);
  judge::RouteEvidence* route_for(const Url& url);

  Rehearsal& x_rehearsal;
  call::Programs& x_programs;
  judge::RouteEvidence& x_route;
  judge::RouteEvidence* x_under_way = nullptr;  // the route that the connection under way takes
  bool x_has_call = false;                      // and whether it is for a call
  std::size_t x_number = 0;                     // of the next call
  std::string x_failed;                         // why the rest is left out; empty = it is not
  Values x_values;
};

}  // namespace rehearse::cli
