#pragma once

#include <string>
#include <vector>

#include "judge/run.h"
#include "trust/verifier.h"

namespace rehearse::judge {

/// Where a client is sent, and what it is to find there.
struct Meeting {
  cert::Chain chain;  ///< as the edge showed it to the probe; not empty
  std::string host;   ///< that the certificate has to cover
  Instant at;         ///< by the machine's clock, which is the client's
};

/// Fills in what is predicted of a client: whether it takes that chain for that host with the store of the
/// verifier that is named. Where no client of ours speaks for its version, or the store is not to be read,
/// nothing is.
void predict(ClientReport& report, trust::Verifier& verifier, const std::string& holding,
             const Meeting& meeting);

/// Rows whose very client was run with their store are observed. One that is ready while the client refused
/// will break: client-refused. One that was to break while the client accepted is inconclusive:
/// client-accepted. Every disagreement is a finding, also of clients that no row is about:
/// client-disagrees. Threads: safe.
void hold_against_clients(const std::vector<ClientReport>& clients, std::vector<Row>& rows,
                          std::vector<Finding>& findings);

/// That clients were to be run, and none was.
Finding no_clients();

/// The findings of disagreement alone. `where` is the endpoint and target.
void add_disagreements(const std::vector<ClientReport>& clients, std::vector<Finding>& findings);

}  // namespace rehearse::judge
