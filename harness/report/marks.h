#pragma once

#include <string>
#include <string_view>

#include "judge/run.h"
#include "report/page.h"

namespace rehearse::report {

/// "✗", the sign that stands before a row of this verdict.
std::string_view sign(const Page& page, judge::Verdict verdict);

/// "will break": a verdict as a person reads it.
std::string_view in_words(judge::Verdict verdict);

Tone tone_of(judge::Verdict verdict);

/// "trust: the root of this chain is not in the store"; empty for a plain ready.
std::string why(const Page& page, const judge::Row& row);

/// Whether a finding says what the lab is: it stands at the top then, not among the others.
bool is_of_lab(const Finding& finding);

/// "2018-12-12 09:00 UTC"
std::string utc(Instant at);

/// "2018-12-12": enough where a certificate's end is meant.
std::string utc_date(Instant at);

/// "142 anchors, 3 expired, 1 twice"
std::string content_of_store(std::size_t anchors, std::size_t expired, std::size_t duplicates);
/// "1 row", "3 rows"
std::string count(std::size_t number, std::string_view one, std::string_view many);

/// The first `shown` names and how many more there are: "rest, soap and 4 more".
std::string some_of(const Page& page, const std::vector<std::string>& names, std::size_t shown);

}  // namespace rehearse::report
