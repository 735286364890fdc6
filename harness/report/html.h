#pragma once

#include <string>

#include "judge/run.h"

namespace rehearse::report {

/// A run as one HTML file: it loads nothing, is read without its script, in light and dark, on paper and on a
/// phone. It opens with the answer; then what to do, endpoints by stores, the chain of today beside the chain
/// to come, validity with the window on it, timings and the evidence of every row. With many endpoints those
/// alike are shown by examples, so that the page stays small. Everything of peers, files and users passes
/// printable() and is escaped. Threads: safe.
std::string render_html(const judge::Run& run);

}  // namespace rehearse::report
