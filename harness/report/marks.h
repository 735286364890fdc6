#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judge/run.h"
#include "report/page.h"
#include "report/phrases.h"

namespace rehearse::report {

/// "✗", the sign that stands before a row of this verdict.
std::string_view sign(const Page& page, judge::Verdict verdict);

Tone tone_of(judge::Verdict verdict);

/// Whether the run is more than one looks through, and its reader did not ask for all of it: then what is
/// alike is counted, so that the whole fits a screen.
bool is_folded(const Page& page, const judge::Run& run);

/// The first `shown` names and how many more there are: "rest, soap and 4 more".
std::string some_of(const Page& page, const std::vector<std::string>& names, std::size_t shown);

}  // namespace rehearse::report
