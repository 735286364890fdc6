#pragma once
// What of a check stands in more than one JSON report. For the .cc files of such reports alone.

#include "judge/check.h"
#include "report/json_parts.h"

namespace rehearse::report {

std::string_view to_id(store::Integrity integrity);
/// `code` and `text`.
Json error(const Error& error);
Json answers(const judge::Check& check);
/// What the remedies of a check add.
Json certificates(const judge::Check& check);

}  // namespace rehearse::report
