#pragma once

#include <string_view>

#include "probe/probe.h"
#include "profile/profile.h"

namespace rehearse::report {

/// "today", "next", "other"
std::string_view role_id(profile::Role role);

/// "rest", "soap"
std::string_view kind_id(profile::CallKind kind);

/// "nothing", "connected", "negotiating", "finished"
std::string_view reached_id(probe::Reached reached);

}  // namespace rehearse::report
