#pragma once

#include <string>

#include "probe/probe.h"

namespace rehearse::probe {

/// How libcurl says that a transfer ended.
struct TransferEnd {
  int curl_code = 0;  ///< CURLcode
  long os_error = 0;  ///< errno of the last failed connect
  std::string text;   ///< libcurl's own words
  bool through_proxy = false;
};

/// Why a handshake that did not finish failed: a stable id. REQUIRES: seen.reached != finished, or an alert
/// came after it.
std::string handshake_failure(const TransferEnd& end, const Handshake& seen);

/// Why a server that asked for a client certificate did not go on: it got one and did not like it, or none.
std::string certificate_failure(const Handshake& seen);

/// Why an exchange over a finished handshake has no whole answer: a stable id; empty where it has one.
std::string exchange_failure(const TransferEnd& end);

}  // namespace rehearse::probe
