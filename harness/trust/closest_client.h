#pragma once

#include <string_view>

#include "trust/client.h"

namespace rehearse::trust {

/// The client whose rules come closest to a runtime's: "python-3.12" is nobody's id, and python-3.11 speaks
/// for it. Of the runtime's own kind the newest that is not newer; before all of them the oldest. Without a
/// version the first of its kind in the manual's order. Null where there is no client of that kind.
///
/// An approximation, and no more than that: a reader is told both ids. Threads: safe.
const Client* closest_client(std::string_view runtime);

}  // namespace rehearse::trust
