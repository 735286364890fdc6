#include <algorithm>

#include "base/printable.h"
#include "cli/ask_clients.h"
#include "cli/check_inputs.h"
#include "cli/commands.h"
#include "cli/connect.h"
#include "cli/interrupt.h"
#include "cli/named_store.h"
#include "cli/output.h"
#include "judge/check.h"
#include "report/check.h"

namespace rehearse::cli {
namespace {

// What clients of this machine need as well: where the server is, and the stores' passwords.
struct Asked {
  std::optional<ClientPlace> place;                  // none where the chain lies in a file
  std::vector<std::optional<SecretText>> passwords;  // by store
};

// The password of one store, or of all that have none of their own.
Result<void> give_passwords(std::vector<NamedStore>& stores, const Rehearsal& rehearsal) {
  const auto passwords = read_passwords(rehearsal.arguments->check.passwords, *rehearsal.surroundings);
  if (!passwords) return std::unexpected(passwords.error());
  if (std::ranges::count(*passwords, std::string(), &StorePassword::store) > 1)
    return fail("no-password",
                "--password: only one can be for all stores: NAME=... says for which the other is");
  for (const auto& given : *passwords) {
    bool used = given.store.empty();
    for (auto& store : stores) {
      if (given.store.empty() ? store.source.password.has_value() : store.name != given.store) continue;
      store.source.password = given.password;
      store.source.is_opened_without = !given.password;
      used = true;
    }
    if (!used) return fail("no-password", "--password: there is no --store named " + given.store);
  }
  return {};
}

Result<std::vector<trust::Holding>> stores_asked_for(const Rehearsal& rehearsal, Asked& asked) {
  std::vector<NamedStore> stores;
  for (const auto& text : rehearsal.arguments->check.stores) {
    auto named = parse_store(text, *rehearsal.surroundings);
    if (!named) return std::unexpected(std::move(named.error()));
    stores.push_back(*std::move(named));
    const auto& name = stores.back().name;
    if (std::ranges::count(stores, name, &NamedStore::name) > 1)
      return fail("usage", "--store: there are two stores named " + name);
  }
  if (auto given = give_passwords(stores, rehearsal); !given)
    return std::unexpected(std::move(given.error()));
  std::vector<trust::Holding> out;
  for (const auto& store : stores) {
    out.push_back(open_store(store));
    asked.passwords.push_back(store.source.password);
  }
  return out;
}

// The chain, as a vendor published it or a server sends it.
Prepared take_chain(Rehearsal& rehearsal, judge::CheckQuestion& question, Asked& asked) {
  const auto& arguments = rehearsal.arguments->check;
  if (!arguments.connect.empty()) {
    auto sent = fetch_chain(rehearsal);
    if (!sent) return std::unexpected(std::move(sent.error()));
    asked.place = ClientPlace{.endpoint = {},
                              .target = {},
                              .address = sent->address,
                              .port = sent->port,
                              .meeting = {sent->chain, sent->host, rehearsal.surroundings->started},
                              .stores = {}};
    question.chain = std::move(sent->chain);
    question.from = std::move(sent->from);
    question.findings = std::move(sent->findings);
    if (question.hosts.empty()) question.hosts.push_back(std::move(sent->host));
    return {};
  }
  const auto usage = [](const std::string& text) {
    return std::unexpected(Farewell{"rehearse: " + printable(text) + "\n", true, ExitCode::usage});
  };
  if (arguments.chain.empty()) return usage("one of --chain and --connect is needed");
  auto chain = read_chain(arguments.chain);
  if (!chain) return usage(std::move(chain.error()).in("--chain").text());
  question.chain = *std::move(chain);
  question.from = arguments.chain;
  return {};
}

// With the stores as they were read; a name that was asked for in the place of the server's is theirs too.
void run_clients(const Rehearsal& rehearsal, Asked& asked, judge::Check& check) {
  if (!check.hosts.empty()) asked.place->meeting.host = check.hosts.front();
  for (std::size_t i = 0; i < check.stores.size(); ++i)
    asked.place->stores.push_back(
        {.holding = &check.stores[i], .password = asked.passwords[i], .is_for_all = true});
  check.clients = ask_clients(rehearsal, {*asked.place});
  judge::add_disagreements(check.clients, check.findings);
  if (check.clients.empty()) check.findings.push_back(judge::no_clients());
}

}  // namespace

ExitCode check_command(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  judge::CheckQuestion question{.at = arguments.check.at, .now = rehearsal.surroundings->started};
  if (!arguments.check.host.empty()) question.hosts.push_back(arguments.check.host);
  Asked asked;
  // What is asked about.
  if (const auto done = take_chain(rehearsal, question, asked); !done) return leave(done.error());
  // Who is asked.
  auto clients = clients_named(arguments.check.clients);
  if (!clients) return leave(clients.error(), ExitCode::usage);
  question.clients = *std::move(clients);
  auto stores = stores_asked_for(rehearsal, asked);
  if (!stores) return leave(stores.error(), ExitCode::usage);
  question.stores = *std::move(stores);
  // What they say.
  auto check = judge::check(std::move(question));
  if (arguments.clients) run_clients(rehearsal, asked, check);
  // What people read, and what mends it: whichever of the two fails, the other is not lost with it.
  const auto answer = interrupted() ? ExitCode::interrupted : exit_code(check);
  const auto code =
      arguments.check.json
          ? print_and_leave(report::render_check_json(check), answer)
          : show_and_leave(rehearsal, report::render_check_console(check, console_options(rehearsal)),
                           answer);
  const auto written = write_remedies(arguments, needed_by(check));
  return written ? code : leave(written.error(), ExitCode::usage);
}

}  // namespace rehearse::cli
