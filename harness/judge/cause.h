#pragma once

#include <string>
#include <vector>

#include "judge/run.h"

namespace rehearse::judge {

/// What rows have in common that one thing is wrong with: verdict, stage, reason, and the certificates that
/// mend it. Commands, paths and names of stores are each row's own. Threads: safe.
std::vector<std::string> cause_of(const Row& row);

}  // namespace rehearse::judge
