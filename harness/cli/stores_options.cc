#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_stores(CLI::App& app, Arguments& arguments, Typed& typed) {
  auto& stores = arguments.find;
  app.add_option("FOLDER", stores.folders, "look for stores below it as well")
      ->check(not_empty())
      ->type_name("DIR");
  app.add_option("--root", stores.root, "look at this folder as at \"/\": a container's tree")
      ->check(not_empty())
      ->type_name("DIR");
  app.add_flag("--processes", stores.processes,
               "which running processes loaded a store before it last changed, and need a restart");
  app.add_option(
         "--profile", arguments.profile,
         "a vendor's change: which stores have its announced root and accept the chain that its edges show")
      ->check(not_empty())
      ->type_name("FILE");
  app.add_flag("--no-connect", stores.no_connect,
               "ask no edge of the profile for the announced chain: say who has the root, and no more")
      ->needs("--profile");
  add_overrides(app, arguments);
  auto* chain = app.add_option("--chain", arguments.check.chain,
                               "put this chain to every store, leaf first: PEM, DER or PKCS#7")
                    ->check(not_empty())
                    ->type_name("FILE");
  app.add_option("--host", arguments.check.host, "the name that the leaf has to cover")
      ->check(host_alone())
      ->type_name("NAME")
      ->needs(chain);
  add_questions(app, arguments, typed,
                {"those who use each store", "now, and the start of the profile's window", "PATH"});
  add_write_remedy(app, arguments);
  app.add_flag("-v,--verbose", arguments.verbose, "why each store is listed, and every process");
  add_terminal(app, arguments, typed);
  add_footer(
      app,
      "Exit codes: 0 listed, and every chain trusted everywhere, 1 a store does not trust a chain, 2 usage, "
      "3\n"
      "with --chain or --profile something could not be told (a store not read, the announced chain not\n"
      "seen), and nothing breaks.",
      {"rehearse stores app --chain new.pem --host api.vendor.com",
       "rehearse stores --profile vendor.yaml --no-connect --processes"});
}

}  // namespace rehearse::cli
