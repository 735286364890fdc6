#include "cli/arguments.h"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/address.h"
#include "base/hostname.h"
#include "base/nearest.h"
#include "base/printable.h"

namespace rehearse::cli {
namespace {

constexpr const char* kAbout =
    "rehearse: will this integration still connect when the vendor's new certificate goes live?\n"
    "Takes production host names to where the new certificate already is, makes the calls the integration "
    "makes, and\n"
    "holds the chain that came back against every trust store it uses.";

constexpr const char* kExitCodes =
    "Exit codes: 0 ready or not affected, 1 something will break, 2 usage or profile, 3 inconclusive,\n"
    "4 a defect of rehearse, 130 interrupted (what was found so far is still reported).";

// What has to be read further once the command line is taken apart.
struct Typed {
  std::string now;
  std::string colour = "auto";
  std::vector<std::string> at;
};

// An empty value is an unset variable of a shell, not a wish.
const CLI::Validator& not_empty() {
  static const CLI::Validator validator([](std::string& value) { return value.empty() ? "is empty" : ""; },
                                        "");
  return validator;
}

// A URL or a port here would be blamed on the certificate.
const CLI::Validator& host_alone() {
  static const CLI::Validator validator(
      [](std::string& value) {
        return is_dns_name(normal_host(value)) || Address::parse(value)
                   ? ""
                   : "is neither a host name nor an address";
      },
      "");
  return validator;
}

void add_terminal(CLI::App& app, Arguments& arguments, Typed& typed) {
  app.add_option("--color", typed.colour, "auto (a terminal, and NO_COLOR is not set), always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("WHEN");
  app.add_flag("--ascii", arguments.ascii, "nothing outside ASCII on the terminal");
}

void add_common(CLI::App& app, Arguments& arguments, Typed& typed) {
  app.add_option("PROFILE", arguments.profile, "the vendor's change, as a YAML file")
      ->required()
      ->type_name("FILE");
  app.add_option("--now", typed.now, "judge as if it were this moment: 2018-11-28T00:00:00Z")
      ->check(not_empty());
  add_terminal(app, arguments, typed);
}

void add_run(CLI::App& app, Arguments& arguments, Typed& typed) {
  add_common(app, arguments, typed);
  app.add_flag("--lab", arguments.lab,
               "play the vendor on loopback, for every name: real sockets, real handshakes, no network");
  app.add_flag("--dry-run", arguments.dry_run, "show routes and calls, connect to no endpoint");
  app.add_option("--connect-to", arguments.connect_to,
                 "HOST1:PORT1:HOST2:PORT2 for targets of role next, in curl's grammar; HOST1 may be *.suffix")
      ->allow_extra_args(false);
  app.add_option("--resolve", arguments.resolve, "HOST:PORT:ADDR[,ADDR] likewise")->allow_extra_args(false);
  app.add_option("--hosts", arguments.hosts, "a hosts file for targets of role next")->check(not_empty());
  app.add_option("--resolver", arguments.resolver,
                 "ask this DNS server (ADDR or ADDR:PORT) instead of resolv.conf's")
      ->check(not_empty());
  app.add_flag("--no-dns", arguments.no_dns, "look up no name");
  app.add_flag("--proxy-from-env", arguments.proxy_from_env,
               "use the proxy that HTTPS_PROXY or ALL_PROXY names");
  app.add_flag("--allow-unsafe", arguments.allow_unsafe, "also make calls that may change data");
  app.add_option("--jobs", arguments.jobs, "connections at once")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--report-json", arguments.report_json,
                 "write the report as JSON to this file (- for standard output)")
      ->check(not_empty());
  app.add_flag("-v,--verbose", arguments.verbose, "every row, finding and replay line");
  app.footer(std::string("Examples:\n"
                         "  rehearse run profiles/zuora-2018-production.yaml --lab\n"
                         "  rehearse run vendor.yaml --connect-to api.vendor.com:443:203.0.113.7: "
                         "--report-json out.json\n") +
             kExitCodes);
}

void add_check(CLI::App& app, Arguments& arguments, Typed& typed) {
  auto& check = arguments.check;
  app.add_option("--chain", check.chain, "the chain, leaf first: PEM, DER or PKCS#7")
      ->required()
      ->type_name("FILE");
  app.add_option("--host", check.host, "the name that the leaf has to cover; without it no name is asked for")
      ->check(host_alone());
  app.add_option("--store", check.stores,
                 "a trust store, [NAME=]PATH; `system`; `java` (that of JAVA_HOME); java:HOME; java:PATH")
      ->required()
      ->check(not_empty())
      ->allow_extra_args(false);
  app.add_option("--client", check.clients, "whose rules apply; default openssl for PEM, java for all else")
      ->allow_extra_args(false);
  app.add_option("--at", typed.at, "judge at this moment: 2018-12-12T09:00:00Z; default now")
      ->allow_extra_args(false);
  app.add_option("--password", check.passwords,
                 "where a store's password is: [NAME=]env:VARIABLE or file:PATH")
      ->check(not_empty())
      ->allow_extra_args(false);
  app.add_flag("--json", check.json, "the answers as JSON");
  app.add_flag("-v,--verbose", arguments.verbose, "certificates to be added as PEM");
  add_terminal(app, arguments, typed);
  app.footer(
      "Examples:\n"
      "  rehearse check --chain new.pem --host api.vendor.com --store system --client curl --client go\n"
      "  rehearse check --chain new.p7b --store app=/opt/app/trust.p12 --password app=env:TRUST_PASSWORD "
      "--at 2030-12-12\n"
      "Exit codes: 0 trusted everywhere, 1 somewhere not, 2 usage or no chain to read, 3 a store could not "
      "be "
      "read\nand nothing breaks.");
}

// What to say where the first word is no command; empty where it is one.
std::string unknown_command(int argc, const char* const* argv) {
  static constexpr std::string_view kCommands[] = {"run", "lab", "check"};
  const std::string_view word = argc > 1 ? argv[1] : "-";
  if (word.starts_with('-') || std::ranges::count(kCommands, word) > 0) return {};
  const auto meant = nearest(word, kCommands);
  return "rehearse: there is no command '" + printable(word) + "'" +
         (meant.empty() ? "" : "; did you mean '" + std::string(meant) + "'?") +
         "\nrehearse --help tells how.\n";
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
  add_common(*lab, out, typed);
  lab->footer(
      "Examples:\n  rehearse lab profiles/zuora-2018-production.yaml\n  rehearse lab vendor.yaml --now "
      "2026-12-01");
  auto* check =
      app.add_subcommand("check", "a chain against trust stores, clients and dates: no profile, no network");
  add_check(*check, out, typed);
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
