#include "cli/arguments.h"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/nearest.h"
#include "base/printable.h"
#include "cli/options.h"

namespace rehearse::cli {
namespace {

constexpr const char* kAbout =
    "rehearse: will this integration still connect when the vendor's new certificate goes live?\n"
    "Takes production host names to where the new certificate already is, makes the calls the integration "
    "makes, and\n"
    "holds the chain that came back against every trust store it uses.";

// What to say where the first word is no command; empty where it is one.
std::string unknown_command(int argc, const char* const* argv) {
  static constexpr std::string_view kCommands[] = {"run",    "lab",     "check", "stores",
                                                   "impact", "compare", "init",  "report"};
  const std::string_view word = argc > 1 ? argv[1] : "-";
  if (word.starts_with('-') || std::ranges::count(kCommands, word) > 0) return {};
  const auto meant = nearest(word, kCommands);
  return "rehearse: there is no command '" + printable(word) + "'" +
         (meant.empty() ? "" : "; did you mean '" + std::string(meant) + "'?") +
         "\nrehearse --help tells how.\n";
}

// Overrides say where connections go: with a chain from a file there are none.
bool is_override_lost(const Arguments& arguments) {
  const bool any = !arguments.connect_to.empty() || !arguments.resolve.empty() || !arguments.hosts.empty() ||
                   !arguments.resolver.empty() || arguments.no_dns;
  using Command = Arguments::Command;
  if (arguments.command == Command::check) return any && arguments.check.connect.empty();
  if (arguments.command == Command::impact) return any && arguments.impact.no_connect;
  const bool connects =
      !arguments.profile.empty() && arguments.check.chain.empty() && !arguments.find.no_connect;
  const bool may_be_lost = arguments.command == Command::stores || arguments.command == Command::compare;
  return any && may_be_lost && !connects;
}

}  // namespace

std::expected<Arguments, Farewell> parse_arguments(int argc, const char* const* argv) {
  Arguments out;
  Typed typed;
  CLI::App app(kAbout, "rehearse");
  app.set_version_flag("--version", "rehearse " REHEARSE_VERSION);
  app.require_subcommand(1);
  app.footer(kExitCodes);
  auto* run = app.add_subcommand("run", "the rehearsal: all stages, targets and stores");
  add_run(*run, out, typed);
  auto* lab =
      app.add_subcommand("lab",
                         "the loopback vendor alone: prints addresses, stores and replay lines, serves "
                         "until interrupted");
  add_lab(*lab, out, typed);
  auto* check =
      app.add_subcommand("check", "a chain against trust stores, clients and dates, without a profile");
  add_check(*check, out, typed);
  auto* stores = app.add_subcommand(
      "stores", "the trust stores of this machine: what they hold, who uses them, what to restart");
  add_stores(*stores, out, typed);
  auto* impact = app.add_subcommand(
      "impact", "which of your hosts a change touches: from lists, configurations and recordings");
  add_impact(*impact, out, typed);
  auto* compare = app.add_subcommand(
      "compare", "two targets, or two saved runs: what differs in TLS, HTTP and bodies, without the noise");
  add_compare(*compare, out, typed);
  auto* init = app.add_subcommand(
      "init", "a profile to go on writing, from URLs, curl commands, a WSDL, a hosts file and a chain");
  add_init(*init, out);
  auto* report = app.add_subcommand(
      "report", "a saved run once more, in any format; or whether a folder of evidence is as it was");
  add_report(*report, out, typed);
  if (auto stranger = unknown_command(argc, argv); !stranger.empty()) {
    return std::unexpected(Farewell{stranger, true, ExitCode::usage});
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto parsed = app.get_subcommands();
    const auto* shown = parsed.empty() ? &app : parsed.front();
    return std::unexpected(Farewell{shown->help(shown == &app ? "" : "rehearse"), false, ExitCode::ready});
  } catch (const CLI::Success& success) {
    return std::unexpected(Farewell{std::string(success.what()) + "\n", false, ExitCode::ready});
  } catch (const CLI::Error& error) {
    return std::unexpected(Farewell{"rehearse: " + printable(error.what()) + "\nrehearse --help tells how.\n",
                                    true, ExitCode::usage});
  }
  if (lab->parsed()) out.command = Arguments::Command::lab;
  if (check->parsed()) out.command = Arguments::Command::check;
  if (stores->parsed()) out.command = Arguments::Command::stores;
  if (impact->parsed()) out.command = Arguments::Command::impact;
  if (compare->parsed()) out.command = Arguments::Command::compare;
  if (init->parsed()) out.command = Arguments::Command::init;
  if (report->parsed()) out.command = Arguments::Command::report;
  if (out.command == Arguments::Command::report && out.render.run.empty() && out.render.verify.empty()) {
    return std::unexpected(
        Farewell{"rehearse: report needs a saved run, or --verify DIR\n", true, ExitCode::usage});
  }
  if (out.command == Arguments::Command::compare && out.compare.what.size() == 1)
    out.profile = out.compare.what.front();
  if (is_override_lost(out)) {
    return std::unexpected(Farewell{
        "rehearse: --connect-to, --resolve, --hosts, --resolver and --no-dns say where to connect, and "
        "nothing is connected to\n",
        true, ExitCode::usage});
  }
  if (typed.colour != "auto") out.colour = typed.colour == "always" ? Colour::always : Colour::never;
  const auto moment = [](std::string_view option,
                         const std::string& text) -> std::expected<Instant, Farewell> {
    auto at = parse_rfc3339(text);
    if (at) return *at;
    return std::unexpected(Farewell{fmt::format("rehearse: {}: {}\n", option, printable(at.error().text())),
                                    true, ExitCode::usage});
  };
  if (!typed.now.empty()) {
    const auto at = moment("--now", typed.now);
    if (!at) return std::unexpected(at.error());
    out.now = *at;
  }
  for (const auto& text : typed.at) {
    const auto at = moment("--at", text);
    if (!at) return std::unexpected(at.error());
    out.check.at.push_back(*at);
  }
  return out;
}

}  // namespace rehearse::cli
