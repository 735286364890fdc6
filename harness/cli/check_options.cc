#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_check(CLI::App& app, Arguments& arguments, Typed& typed) {
  auto& check = arguments.check;
  auto* chain = app.add_option("--chain", check.chain, "the chain, leaf first: PEM, DER or PKCS#7")
                    ->check(not_empty())
                    ->type_name("FILE");
  auto* connect =
      app.add_option("--connect", check.connect, "or a server that sends it: a handshake, and no request")
          ->check(not_empty())
          ->excludes(chain)
          ->type_name("HOST[:PORT]");
  add_overrides(app, arguments);
  app.add_option("--host", check.host,
                 "the name that the leaf has to cover; default that of --connect, else no name is asked for")
      ->check(host_alone())
      ->type_name("NAME");
  app.add_option(
         "--store", check.stores,
         "a trust store, [NAME=]PATH; `system`; `java`, `certifi`, `node` (this machine's own); java:HOME, "
         "java:PATH, certifi:ENVIRONMENT, node:PROGRAM")
      ->required()
      ->check(not_empty())
      ->allow_extra_args(false)
      ->type_name("[NAME=]PATH");
  add_questions(app, arguments, typed,
                {"openssl for PEM, java for key stores, its own for certifi and node",
                 "now, and whenever the answer changes while the leaf lasts", "NAME"});
  // A chain in a file can be shown to nobody without its key.
  add_clients(app, arguments)->needs(connect);
  add_write_remedy(app, arguments);
  app.add_flag("-v,--verbose", arguments.verbose, "certificates to be added as PEM");
  add_quiet(app, arguments);
  add_terminal(app, arguments, typed);
  add_footer(app,
             "Exit codes: 0 trusted everywhere, 1 somewhere not, 2 usage or no chain to read, 3 a store "
             "could not be\n"
             "read, and nothing breaks.",
             {"rehearse check --chain new.pem --host api.vendor.com --store system --client curl --client go",
              "rehearse check --chain new.pem --store app=trust.p12 --password app=env:TRUST_PASSWORD --at "
              "2030-12-12"});
}

}  // namespace rehearse::cli
