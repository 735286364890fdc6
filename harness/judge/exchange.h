#pragma once

#include "call/call.h"
#include "probe/probe.h"
#include "profile/profile.h"

namespace rehearse::judge {

/// What a call came to, from everything that can end it: the gate, a limit, a connection that broke, or an
/// answer.
call::Judged judge_exchange(const profile::Call& call, const probe::Observation& seen,
                            const call::Terms& terms = {});

/// A call that was never begun.
call::Judged not_made(call::Outcome outcome, std::string detail);

}  // namespace rehearse::judge
