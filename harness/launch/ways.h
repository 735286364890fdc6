#pragma once
// The ways by which a program is led to the staged machines, one function each (via.h).

#include "launch/program.h"

namespace rehearse::launch {

/// Errors of all: those of run_program(); no-way where this one is not to be had here.
Result<Observed> run_by_hosts(const Program& program, const std::vector<Staged>& hosts);
Result<Observed> run_by_network(const Program& program, const std::vector<Staged>& hosts);
Result<Observed> run_by_hosts_blind(const Program& program, const std::vector<Staged>& hosts);
Result<Observed> run_by_proxy(const Program& program, const std::vector<Staged>& hosts);

}  // namespace rehearse::launch
