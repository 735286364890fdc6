#pragma once

#include <vector>

#include "judge/evidence.h"
#include "judge/identify.h"
#include "judge/run.h"

namespace rehearse::judge {

/// The first and the last moment that trust is judged at: max(now, window start), and the window's end; what
/// changes between them is judged too. Without a window both are now.
struct Moments {
  Instant first;
  Instant last;
};

/// One row to walk through its seven stages.
struct RowQuestion {
  const Evidence* evidence = nullptr;
  const RouteEvidence* edge = nullptr;  ///< the route the row is about
  const StoreEvidence* store = nullptr;
  const Identified* identified = nullptr;  ///< null only for undecided_row()
  std::vector<const RouteEvidence*>
      today;  ///< what serves the endpoint today: judged too, both chains are live
  Moments moments;
};

/// Walks resolve, connect, negotiate, identify, name, trust and call, and decides the row's verdict.
///
/// The first stage that fails decides, but for one rule: where the handshake failed after the whole chain was
/// seen, identify, name and trust still run; a failure there decides, a pass leaves the row inconclusive with
/// the handshake's reason. `findings` gets what this row has to say besides: breaks-today, breaks-later,
/// already-live. Source: docs/verdicts.md, the table from stage to verdict.
Row walk(const RowQuestion& question, std::vector<Finding>& findings);

/// A row of which no stage was walked: an endpoint outside the change.
Row undecided_row(const RowQuestion& question);

}  // namespace rehearse::judge
