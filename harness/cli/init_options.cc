#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace rehearse::cli {

void add_init(CLI::App& app, Arguments& arguments, Typed&) {
  auto& init = arguments.init;
  app.add_option("URL", init.urls,
                 "what the integration calls: an endpoint for each host, a GET for each path")
      ->check(not_empty())
      ->type_name("");
  app.add_option("--curl", init.curl, "a file with curl commands, each from a line that begins with `curl`")
      ->check(not_empty())
      ->type_name("FILE");
  app.add_option(
         "--wsdl", init.wsdl,
         "a WSDL 1.1: an endpoint for its address, and a call for each operation, none of which is made "
         "before somebody says that it is safe")
      ->check(not_empty())
      ->type_name("FILE");
  app.add_option(
         "--hosts", init.hosts,
         "a hosts file that leads to staging; where nothing else is given, its hosts are the endpoints")
      ->check(not_empty())
      ->type_name("FILE");
  auto* chain = app.add_option("--chain", init.chain, "the announced chain, leaf first: PEM, DER or PKCS#7")
                    ->check(not_empty())
                    ->type_name("FILE");
  app.add_option("--issuer", init.issuer, "without a chain: the name of the authority that will issue")
      ->check(not_empty())
      ->excludes(chain)
      ->type_name("NAME");
  app.add_option("--anchor", init.anchor, "without a chain: the name of its root")
      ->check(not_empty())
      ->excludes(chain)
      ->type_name("NAME");
  app.add_option("--title", init.title, "heads every report")->check(not_empty())->type_name("TEXT");
  app.add_option("--store", init.stores, "a trust store, [NAME=]PATH; default the system's")
      ->check(not_empty())
      ->allow_extra_args(false)
      ->type_name("[NAME=]PATH");
  app.add_option("-o,--output", init.output, "write it here, where nothing stands; default standard output")
      ->check(not_empty())
      ->type_name("FILE");
  add_footer(app, "Exit codes: 0 written, 2 usage, or something that no profile can be made of.",
             {"rehearse init https://api.vendor.com/v1/ping --chain new.pem -o draft.yaml",
              "rehearse init --curl pasted.txt --wsdl vendor.wsdl --issuer 'Vendor Issuing CA' --store "
              "app=trust.p12"});
}

}  // namespace rehearse::cli
