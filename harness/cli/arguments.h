#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "cli/exit_code.h"

namespace rehearse::cli {

enum class Colour { automatic, always, never };

/// What `rehearse check` takes, and of it `rehearse stores` all but the stores; as typed.
struct CheckArguments {
  std::string chain;        ///< a file; empty = `connect` says where the chain comes from
  std::string connect;      ///< HOST[:PORT]
  std::string host;         ///< empty = that of `connect`, or no name is asked for
  std::vector<Instant> at;  ///< empty = now
  std::vector<std::string> stores;
  std::vector<std::string> clients;    ///< empty = each store's own
  std::vector<std::string> passwords;  ///< where they are, never what they are
  bool json = false;
};

/// What `rehearse stores` alone takes, as typed.
struct FindArguments {
  std::vector<std::string> folders;
  std::string root = "/";
  bool processes = false;
  bool no_connect = false;  ///< ask no edge of the profile for the chain
};

/// What `rehearse impact` alone takes, as typed.
struct ImpactArguments {
  std::vector<std::string> lists;       ///< files
  std::vector<std::string> trees;       ///< folders
  std::vector<std::string> recordings;  ///< HAR files
  std::vector<std::string> hosts;
  bool no_connect = false;
  bool json = false;
};

/// What `rehearse compare` alone takes, as typed.
struct CompareArguments {
  std::vector<std::string> what;  ///< a profile, or two saved runs
  std::string baseline;           ///< a target; empty = the profile's first of role today
  std::string candidate;
  std::size_t repeat = 2;  ///< how often the baseline is asked; the candidate once less
};

/// What `rehearse exec` alone takes, as typed.
struct ExecArguments {
  std::vector<std::string> command;
  std::string target;  ///< empty = the first of role next
  std::string via;     ///< empty = the first way that works here
  bool isolated = false;
  std::vector<std::string> allowed;  ///< HOST:PORT
  std::string lab_chain;             ///< what the lab shows; empty = new
};

/// What `rehearse init` alone takes, as typed.
struct InitArguments {
  std::vector<std::string> urls;
  std::vector<std::string> curl;  ///< files with commands
  std::vector<std::string> wsdl;  ///< files
  std::string hosts;              ///< a hosts file: where staging is
  std::string chain;              ///< a file with the announced chain
  std::string issuer, anchor;     ///< names, where there is no chain
  std::string title;
  std::vector<std::string> stores;  ///< [NAME=]PATH
  std::string output;               ///< empty = standard output
};

/// Where reports go besides the terminal; empty = nowhere, - = standard output.
struct ReportFiles {
  std::string json, html, junit, markdown;
  std::string folder;  ///< with all of them and the chains
  bool is_asked() const { return !(json + html + junit + markdown + folder).empty(); }
};

/// What `rehearse report` alone takes, as typed.
struct RenderArguments {
  std::string run;     ///< a saved run, or the folder with one
  std::string verify;  ///< a folder of --out
};

/// The command line, as typed.
struct Arguments {
  enum class Command {
    run,
    lab,
    check,
    stores,
    impact,
    compare,
    exec,
    init,
    report,
    merge,
    completions,
    man
  } command = Command::run;
  std::string profile;
  bool lab = false;
  bool dry_run = false;
  bool no_dns = false;
  bool allow_unsafe = false;
  bool clients = false;  ///< run the TLS clients of this machine as well
  bool proxy_from_env = false;
  std::optional<Instant> now;
  std::string resolver;
  std::vector<std::string> connect_to;
  std::vector<std::string> resolve;
  std::string hosts;
  std::size_t jobs = 32;
  ReportFiles reports;
  std::string write_remedy;  ///< a folder; empty = nothing is written
  Colour colour = Colour::automatic;
  bool ascii = false;
  bool verbose = false;
  bool quiet = false;  ///< the page for people is not printed
  CheckArguments check;
  FindArguments find;
  ImpactArguments impact;
  CompareArguments compare;
  ExecArguments exec;
  InitArguments init;
  RenderArguments render;
  std::vector<std::string> merge;  ///< saved runs, or folders with one
  std::string shell;               ///< of `rehearse completions`
};

/// What to print and how to exit where nothing is to be run: --help, --version, a usage error.
struct Farewell {
  std::string text;
  bool to_stderr = false;
  ExitCode code = ExitCode::ready;
};

std::expected<Arguments, Farewell> parse_arguments(int argc, const char* const* argv);

}  // namespace rehearse::cli
