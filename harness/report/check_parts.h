#pragma once
// What of a check stands in more than one report.

#include <span>
#include <string>
#include <vector>

#include "judge/check.h"
#include "judge/run.h"
#include "report/page.h"

namespace rehearse::report {

/// "a, b", as people read them.
std::string joined(const Page& page, const std::vector<std::string>& texts);
judge::Verdict verdict_of(const judge::CheckAnswer& answer);
/// "trusted, by New Root"
std::string said(const Page& page, const judge::CheckAnswer& answer);
/// The chain that was asked about.
void write_chain(Page& page, const judge::Check& check);
/// What to do about each answer that is no; nothing where there is none.
void write_what_to_do(Page& page, const judge::Check& check);
/// The last line: how many of which verdict in all of them; what stands in the way of more is no verdict, and
/// not well.
void write_end(Page& page, std::span<const judge::Check> checks, bool all_were_asked = true);

}  // namespace rehearse::report
