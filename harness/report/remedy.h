#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "report/page.h"
#include "trust/remedy.h"

namespace rehearse::report {

/// How far in the fields of a remedy stand, and what else is said of the same problem.
inline constexpr std::size_t kRemedyIndent = 4;

/// The certificate behind a digest, where one that was seen has it; else null.
using Seen = std::function<const cert::Certificate*(const Sha256&)>;

/// Its subject, as it may be shown.
std::string subject(const Page& page, const cert::Certificate& certificate);

/// Which certificate goes into which store, the exact command, what must be restarted, and whether it was
/// tried.
void write_remedy(Page& page, const trust::Remedy& remedy, const Seen& seen);

}  // namespace rehearse::report
