#pragma once

#include <cstddef>
#include <string>

#include "report/page.h"
#include "trust/remedy.h"

namespace rehearse::report {

/// How far in the fields of a remedy stand, and what else is said of the same problem.
inline constexpr std::size_t kRemedyIndent = 4;

/// Its subject, as it may be shown.
std::string subject(const Page& page, const cert::Certificate& certificate);

/// Which certificate goes into which store and which out of it, the exact command, what must be restarted,
/// and whether it was tried.
void write_remedy(Page& page, const trust::Remedy& remedy);

}  // namespace rehearse::report
