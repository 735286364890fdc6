#pragma once

#include "cert/certificate.h"

namespace rehearse::trust {

/// The certificates of `held` that may have a part in a path from `sent`: they bear a name of the chain's, or
/// of what issued it, and so on upwards. By name alone, case and runs of spaces aside. In the order of
/// `held`. Threads: safe.
cert::Chain related(const cert::Chain& held, const cert::Chain& sent);

}  // namespace rehearse::trust
