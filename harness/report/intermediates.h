#pragma once

#include <string>

#include "judge/intermediates.h"

namespace rehearse::report {

/// Does the server send the intermediate, and what goes into a store in either case? Holds names that a peer
/// chose. `sent` as in intermediates_of(). Threads: safe.
std::string in_words(const judge::Intermediates& intermediates, const cert::Chain& sent);

}  // namespace rehearse::report
