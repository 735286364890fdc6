#pragma once

#include "route/resolve.h"

namespace rehearse::route {

/// `lookup`, until the DNS server has not answered for three names in a row: then every other name fails with
/// dns-timeout without being asked, since each would cost the whole time-out. One name that is not answered
/// for, however often it is asked, says nothing of the server. Threads: as `lookup`.
Lookup impatient(Lookup lookup);

}  // namespace rehearse::route
