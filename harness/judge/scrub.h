#pragma once

#include "base/secret.h"
#include "judge/run.h"

namespace rehearse::judge {

/// Takes every known secret out of every text of a run that a peer, a library or a profile could have put it
/// into: an echoed body, a header, a certificate's subject, an error message. Ids, dates and digests are ours
/// and stay.
void scrub(Run& run, const Redactor& redactor);

}  // namespace rehearse::judge
