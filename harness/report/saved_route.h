#pragma once

#include "judge/run.h"
#include "report/json_reader.h"

namespace rehearse::report {

/// One of `routes` of a saved report. Throws as json_reader.h says.
judge::RouteReport read_route(const Json& object, const SavedCertificates& certificates);

}  // namespace rehearse::report
