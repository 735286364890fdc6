#pragma once

#include "base/secret.h"
#include "judge/run.h"

namespace rehearse::judge {

/// Takes every known secret out of every text of a run that a peer, a library or a profile could have put it
/// into: an echoed body, a header, a certificate's subject, an error message. Ids, dates and digests are ours
/// and stay. A certificate that held one keeps its digest and loses its bytes.
void scrub(Run& run, const Redactor& redactor);

/// Writes bytes that are no UTF-8 as \xff in all of them: JSON cannot hold such bytes, and a saved run is to
/// say what the run itself said.
void make_utf8(Run& run);

}  // namespace rehearse::judge
