#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_stores(CLI::App& app, Arguments& arguments, Typed& typed) {
  auto& stores = arguments.find;
  app.add_option("FOLDER", stores.folders, "look for stores below it as well")
      ->check(not_empty())
      ->type_name("");
  app.add_option("--root", stores.root, "look at this folder as at \"/\": a container's tree")
      ->check(not_empty())
      ->type_name("DIR");
  app.add_flag("--processes", stores.processes,
               "which running processes loaded a store before it last changed, and need a restart");
  app.add_option("--profile", arguments.profile, "a vendor's change: which stores have its announced root")
      ->check(not_empty())
      ->type_name("FILE");
  auto* chain = app.add_option("--chain", arguments.check.chain,
                               "put this chain to every store, leaf first: PEM, DER or PKCS#7")
                    ->check(not_empty())
                    ->type_name("FILE");
  app.add_option("--host", arguments.check.host, "the name that the leaf has to cover")
      ->check(host_alone())
      ->needs(chain);
  app.add_option("--client", arguments.check.clients, "whose rules apply; default those who use each store")
      ->allow_extra_args(false);
  app.add_option("--at", typed.at, "judge at this moment: 2018-12-12T09:00:00Z; default now")
      ->allow_extra_args(false);
  app.add_option("--password", arguments.check.passwords,
                 "where a store's password is: [PATH=]env:VARIABLE, file:PATH or command:LINE (for a shell)")
      ->check(not_empty())
      ->allow_extra_args(false);
  app.add_flag("--json", arguments.check.json, "the same as JSON");
  add_write_remedy(app, arguments);
  app.add_flag("-v,--verbose", arguments.verbose, "why each store is listed, and every process");
  add_terminal(app, arguments, typed);
  app.footer(
      "Examples:\n"
      "  rehearse stores --profile vendor.yaml --processes\n"
      "  rehearse stores /opt/app /srv --chain new.pem --host api.vendor.com\n"
      "  rehearse stores --root /proc/4711/root\n"
      "Exit codes: 0 listed, and with --chain trusted everywhere; 1 a store does not trust the chain, 2 "
      "usage, "
      "3 with\n--chain or --profile a store could not be read, and nothing breaks.");
}

}  // namespace rehearse::cli
