#pragma once
// What of a check stands in more than one report.

#include <string>

#include "judge/check.h"
#include "judge/run.h"
#include "report/page.h"

namespace rehearse::report {

judge::Verdict verdict_of(const judge::CheckAnswer& answer);
/// "trusted, by New Root"
std::string said(const Page& page, const judge::CheckAnswer& answer);
/// The chain that was asked about.
void write_chain(Page& page, const judge::Check& check);
/// What to do about each answer that is no; nothing where there is none.
void write_what_to_do(Page& page, const judge::Check& check);
/// The last line: how many of which verdict.
void write_end(Page& page, const judge::Check& check);

}  // namespace rehearse::report
