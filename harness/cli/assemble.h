#pragma once

#include "cli/rehearsal.h"
#include "judge/judge.h"
#include "judge/run.h"

namespace rehearse::cli {

/// The evidence of a rehearsal, ready to be judged. It borrows from the rehearsal.
judge::Evidence evidence_of(Rehearsal& rehearsal);

/// The Run that reports are made from: what was invoked, seen and concluded, replay lines included, secrets
/// taken out.
judge::Run assemble(const Rehearsal& rehearsal, judge::Judgement judgement);

/// The lines that redo a route by hand against one store.
judge::Replay replay_of(const Rehearsal& rehearsal, const route::Route& route, const std::string& store);

}  // namespace rehearse::cli
