#pragma once

#include <string>
#include <vector>

#include "judge/run.h"

namespace rehearse::report::test {

/// A run made by hand. Nothing in it was ever served by anybody.
struct NamedRun {
  std::string name;  ///< of its golden files
  judge::Run run;
};

/// What no report may hold: it stands in a run as the credentials of a proxy.
inline constexpr std::string_view kPlantedSecret = "hunter2-planted-secret";

/// Text that moves the cursor, is markup, reorders, ends lines and is no UTF-8.
inline constexpr std::string_view kHostile =
    "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>\u202Egnp.exe\r\n\x9b\xff\xc0\xaf";

judge::Run ready_run();
judge::Run will_break_run();
judge::Run inconclusive_run();
judge::Run not_affected_run();
judge::Run lab_run();
judge::Run hostile_run();
/// `number` endpoints: every 25th breaks, every 10th of the others cannot be told.
judge::Run many_run(std::size_t number);

/// Whether endpoints break alike, or each with stores of its own.
enum class Pattern { alike, mixed };
/// `endpoints` with a leaf of their own each, judged with `stores`; certificates have bytes, which are none
/// of a certificate's.
judge::Run fleet_run(std::size_t endpoints, std::size_t stores, Pattern pattern);

/// All of them, `many` with 300, and the run of which nothing is known.
std::vector<NamedRun> all_runs();

}  // namespace rehearse::report::test
