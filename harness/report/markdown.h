#pragma once

#include <string>

#include "judge/run.h"

namespace rehearse::report {

/// A run for a ticket or a pull request: the verdict and the window, endpoints by stores, what to do with the
/// commands and the processes to restart, findings, what was not tried, and a block to sign. GitHub's and
/// GitLab's dialect. What peers, files and users wrote stands in code spans and blocks, in which nothing is a
/// link, a mention or markup; it passes printable() before. Threads: safe.
std::string render_markdown(const judge::Run& run);

}  // namespace rehearse::report
