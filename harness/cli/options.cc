#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/address.h"
#include "base/hostname.h"
#include "cli/manual.h"

namespace rehearse::cli {

const CLI::Validator& not_empty() {
  static const CLI::Validator validator([](std::string& value) { return value.empty() ? "is empty" : ""; },
                                        "");
  return validator;
}

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

void one_of(CLI::Option& option, const std::vector<std::string>& words) {
  option.check(CLI::IsMember(words).description(""))->type_name(fmt::format("{}", fmt::join(words, "|")));
}

void one_to(CLI::Option& option, int most) {
  option.check(CLI::Range(1, most).description(""))
      ->type_name(fmt::format("1..{}", most))
      ->capture_default_str();
}

void add_footer(CLI::App& app, const std::string& notes, const std::vector<std::string>& examples) {
  app.footer(footer_text(notes, examples));
}

void add_terminal(CLI::App& app, Arguments& arguments, Typed& typed) {
  one_of(*app.add_option("--color", typed.colour,
                         "colours on the terminal; auto: where it is one, and NO_COLOR is not set"),
         {"auto", "always", "never"});
  app.add_flag("--ascii", arguments.ascii, "nothing outside ASCII on the terminal");
}

void add_quiet(CLI::App& app, Arguments& arguments) {
  app.add_flag("-q,--quiet", arguments.quiet, "print errors alone: the exit code tells the rest");
}

void add_overrides(CLI::App& app, Arguments& arguments) {
  add_ways(app, arguments);
  app.add_option("--hosts", arguments.hosts, "a hosts file for targets of role next")
      ->check(not_empty())
      ->type_name("FILE");
}

void add_ways(CLI::App& app, Arguments& arguments) {
  app.add_option("--connect-to", arguments.connect_to,
                 "HOST1:PORT1:HOST2:PORT2 in curl's grammar; HOST1 may be *.suffix. In a run for targets of "
                 "role next")
      ->allow_extra_args(false)
      ->type_name("FROM:TO");
  app.add_option("--resolve", arguments.resolve, "HOST:PORT:ADDR[,ADDR] likewise")
      ->allow_extra_args(false)
      ->type_name("HOST:PORT:ADDR");
  app.add_option("--resolver", arguments.resolver,
                 "ask this DNS server (ADDR or ADDR:PORT) instead of resolv.conf's")
      ->check(not_empty())
      ->type_name("ADDR[:PORT]");
  app.add_flag("--no-dns", arguments.no_dns, "look up no name");
}

void add_questions(CLI::App& app, Arguments& arguments, Typed& typed, const QuestionTexts& texts) {
  auto& check = arguments.check;
  app.add_option("--client", check.clients, "whose rules apply; default " + texts.default_client)
      ->allow_extra_args(false)
      ->type_name("CLIENT");
  app.add_option("--at", typed.at,
                 "judge at this moment: 2018-12-12T09:00:00Z; default " + texts.default_moment)
      ->allow_extra_args(false)
      ->type_name("TIME");
  app.add_option("--password", check.passwords,
                 "where a store's password is: [" + texts.store +
                     "=]env:VARIABLE, file:PATH, command:LINE (for a shell), or none")
      ->check(not_empty())
      ->allow_extra_args(false)
      ->type_name("[" + texts.store + "=]WHERE");
  app.add_flag("--json", check.json, "the same as JSON");
}

CLI::Option* add_clients(CLI::App& app, Arguments& arguments) {
  return app.add_flag("--clients", arguments.clients,
                      "run the TLS clients of this machine as well: java, python3, node, curl ...");
}

void add_write_remedy(CLI::App& app, Arguments& arguments) {
  app.add_option("--write-remedy", arguments.write_remedy,
                 "write what mends the stores into this folder: certificates as PEM, and remedy.sh")
      ->check(not_empty())
      ->type_name("DIR");
}

void add_common(CLI::App& app, Arguments& arguments, Typed& typed) {
  app.add_option("PROFILE", arguments.profile, "the vendor's change, as a YAML file")
      ->required()
      ->type_name("FILE");
  app.add_option("--now", typed.now, "judge as if it were this moment: 2018-11-28T00:00:00Z")
      ->check(not_empty())
      ->type_name("TIME");
  add_terminal(app, arguments, typed);
}

}  // namespace rehearse::cli
