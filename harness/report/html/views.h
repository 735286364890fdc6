#pragma once
// The parts of the page as data for its templates: each adds what its template asks for.

#include <string>
#include <string_view>
#include <vector>

#include "report/html/pairs.h"
#include "report/html/plan.h"
#include "report/json_parts.h"

namespace rehearse::report::html {

void add_opening(Json& view, const judge::Run& run);
void add_todo(Json& view, const Plan& plan);
void add_untold(Json& view, const Plan& plan);
void add_matrix(Json& view, const Plan& plan);
void add_pairs(Json& view, const Plan& plan);
void add_timeline(Json& view, const Plan& plan);
void add_timings(Json& view, const judge::Run& run);
void add_clients(Json& view, const judge::Run& run);
void add_findings(Json& view, const judge::Run& run);
void add_stores(Json& view, const judge::Run& run);
void add_evidence(Json& view, const Plan& plan);
void add_certificates(Json& view, const Plan& plan);

/// On which machine, when, and by which version.
void add_made(Json& view, const judge::Made& made);

/// Both chains as boxes, and where each store ends.
Json diagram_of(const Plan& plan, const Pair& pair);

/// Foreign text, bounded: "... (10240 bytes)".
std::string bounded(std::string_view foreign, std::size_t limit_bytes = 400);
/// The class of what is good, bad, unsure or quiet.
std::string_view tone(judge::Verdict verdict);
/// "rest, soap and 4 more"
std::string some(const std::vector<std::string>& names, std::size_t shown);
/// "2018-01-01 to 2020-12-03"
std::string validity(const cert::Certificate& certificate);
/// Its lines, for a block that is copied; an empty text has none.
Json copied_lines(std::string_view text);
/// "and 3 more" without the "and"; empty where nothing is left out.
std::string more_of(std::size_t all, std::size_t shown, std::string_view one, std::string_view many);

}  // namespace rehearse::report::html
