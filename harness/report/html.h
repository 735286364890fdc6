#pragma once

#include <string>

#include "judge/compare.h"
#include "judge/fleet.h"
#include "judge/run.h"

namespace rehearse::report {

/// A run as one HTML file: it loads nothing, is read without its script, in light and dark, on paper and on a
/// phone. It opens with the answer; then what to do, endpoints by stores, the chain of today beside the chain
/// to come, validity with the window on it, timings and the evidence of every row. With many endpoints those
/// alike are shown by examples, so that the page stays small. Everything of peers, files and users passes
/// printable() and is escaped. Threads: safe.
std::string render_html(const judge::Run& run);

/// A comparison as such a page: what a pass at the candidate proves, where what differs, and each difference
/// side by side, what is not the same of two values marked. Threads: safe.
std::string render_compare_html(const judge::Comparison& comparison);

/// The runs of many machines as such a page: which break, what is to be done where, and the stores that are
/// not the same everywhere. Threads: safe.
std::string render_fleet_html(const judge::Fleet& fleet);

}  // namespace rehearse::report
