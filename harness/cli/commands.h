#pragma once

#include "cli/rehearsal.h"

namespace rehearse::cli {

/// `rehearse run`: takes production host names to where the new certificate already is, makes the calls,
/// holds the chains against every store, and ends in a report.
ExitCode run_command(Rehearsal& rehearsal);

/// `rehearse lab`: the loopback vendor alone, until interrupted.
ExitCode lab_command(Rehearsal& rehearsal);

/// `rehearse check`: a chain against stores, clients and dates, without a profile and without a network.
ExitCode check_command(Rehearsal& rehearsal);

/// `rehearse stores`: the trust stores of a machine, and what they hold; nothing is changed.
ExitCode stores_command(Rehearsal& rehearsal);

/// `rehearse impact`: which hosts of lists, configurations and recordings a vendor's notice touches.
ExitCode impact_command(Rehearsal& rehearsal);

/// `rehearse compare`: two targets of a profile, or two saved runs.
ExitCode compare_command(Rehearsal& rehearsal);

/// `rehearse exec`: the user's own program, redirected, and what it made of the new certificate.
ExitCode exec_command(Rehearsal& rehearsal);

/// `rehearse init`: writes a profile from what the integration has, and holds it to its own loader.
ExitCode init_command(Rehearsal& rehearsal);

/// `rehearse report`: a saved run in any format, or a folder of evidence held against its sums.
ExitCode report_command(Rehearsal& rehearsal);

/// `rehearse merge`: the saved runs of many machines, joined.
ExitCode merge_command(Rehearsal& rehearsal);

/// `rehearse completions`: how a shell completes this command line.
ExitCode completions_command(Rehearsal& rehearsal);

/// `rehearse man`: the manual page.
ExitCode man_command(Rehearsal& rehearsal);

/// Everything: the command line to the exit code. An exception is a defect of ours, and says so.
ExitCode main_command(int argc, const char* const* argv);

}  // namespace rehearse::cli
