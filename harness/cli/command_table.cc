#include "cli/command_table.h"

#include <algorithm>

#include "cli/commands.h"

namespace rehearse::cli {
namespace {

using Id = Arguments::Command;

constexpr Command kCommands[] = {
    {"run", "the rehearsal: all stages, targets and stores", add_run, Id::run, run_command},
    {"lab", "the loopback vendor alone: prints addresses, stores and replay lines, serves until interrupted",
     add_lab, Id::lab, lab_command},
    {"check", "a chain against trust stores, clients and dates, without a profile", add_check, Id::check,
     check_command},
    {"stores", "the trust stores of this machine: what they hold, who uses them, what to restart", add_stores,
     Id::stores, stores_command},
    {"impact", "which of your hosts a change touches: from lists, configurations and recordings", add_impact,
     Id::impact, impact_command},
    {"compare", "two targets, or two saved runs: what differs in TLS, HTTP and bodies, without the noise",
     add_compare, Id::compare, compare_command},
    {"exec", "your own program, led to the staged machines: whether it accepted the certificate", add_exec,
     Id::exec, exec_command},
    {"init", "a profile to go on writing, from URLs, curl commands, a WSDL, a hosts file and a chain",
     add_init, Id::init, init_command},
    {"report", "a saved run once more, in any format; or whether a folder of evidence is as it was",
     add_report, Id::report, report_command},
    {"merge", "the saved runs of many machines as one: what breaks where, by cause and remedy", add_merge,
     Id::merge, merge_command},
    {"completions", "a script that completes the words of this command line in bash, zsh or fish",
     add_completions, Id::completions, completions_command},
    {"man", "the manual page of all of this, for man", add_man, Id::man, man_command},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

const Command& command_of(Arguments::Command id) {
  return *std::ranges::find(kCommands, id, &Command::id);
}

}  // namespace rehearse::cli
