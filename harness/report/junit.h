#pragma once

#include <string>

#include "judge/run.h"

namespace rehearse::report {

/// A run as JUnit XML, for Jenkins, GitLab and whatever else shows test reports: a suite an endpoint, a case
/// a row. What will break is a failure, what could not be told an error, what the change does not touch is
/// skipped. Names of cases are unique. Where the run as a whole is not ready and no case says so (nothing was
/// judged, interrupted), the last suite has one that does: no reader takes it for passed.
/// Everything of peers passes printable(). Threads: safe. Source: junit-10.xsd of Jenkins' xunit-plugin, and
/// GitLab's "Unit test reports".
std::string render_junit(const judge::Run& run);

}  // namespace rehearse::report
