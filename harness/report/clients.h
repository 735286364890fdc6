#pragma once

#include <string>
#include <vector>

#include "judge/run.h"
#include "report/page.h"

namespace rehearse::report {

/// What a client did, and whether that was predicted: "refused, as predicted", "accepted; predicted:
/// refused".
std::string in_words(const judge::ClientReport& client);
/// ready where it accepted, will-break where it refused, inconclusive where it could not be told or did not
/// do what was predicted.
judge::Verdict verdict_of(const judge::ClientReport& client);
/// "api at staging, 203.0.113.7:443"; empty in a check.
std::string place_of(const judge::ClientReport& client);
/// "store billing", "its own store"
std::string store_of(const judge::ClientReport& client);

/// The clients of this machine, each where it was sent. Nothing where none was run.
void write_clients(Page& page, const std::vector<judge::ClientReport>& clients);

}  // namespace rehearse::report
