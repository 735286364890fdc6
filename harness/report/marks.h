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

/// The first `shown` names and how many more there are: "rest, soap and 4 more".
std::string some_of(const Page& page, const std::vector<std::string>& names, std::size_t shown);

}  // namespace rehearse::report
