#include <algorithm>
#include <filesystem>
#include <iterator>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/check_inputs.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/staged.h"
#include "judge/inventory.h"
#include "machine/find.h"
#include "machine/uses.h"
#include "report/stores.h"
#include "trust/closest_client.h"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

// The folders as the tree calls them. Errors: usage.
Result<std::vector<fs::path>> folders_of(const FindArguments& arguments, machine::Tree& tree) {
  std::vector<fs::path> out;
  for (const auto& text : arguments.folders) {
    std::error_code error;
    fs::path folder = text;
    if (folder.is_relative() && !tree.is_own())
      return fail("usage", text + ": with --root a folder is called as in there: /" + text);
    if (folder.is_relative()) folder = fs::absolute(folder, error);
    if (!tree.find(folder)) return fail("usage", text + ": there is no such file or folder");
    out.push_back(std::move(folder));
  }
  return out;
}

Result<machine::Tree> tree_of(const FindArguments& arguments) {
  std::error_code error;
  if (!fs::is_directory(arguments.root, error))
    return fail("usage", "--root: " + arguments.root + ": " + (error ? error.message() : "is no folder"));
  return machine::Tree(fs::absolute(arguments.root, error));
}

// A password is for the store of its path; one without a path for all that are locked, `none` last.
Result<store::Store> open_store(const machine::Candidate& found,
                                const std::vector<StorePassword>& passwords) {
  if (!found.not_read.empty()) return fail("store-unreadable", found.path.string() + ": " + found.not_read);
  auto source = found.source;
  for (const auto& given : passwords) {
    if (given.store != found.path) continue;
    source.password = given.password;
    source.is_opened_without = !given.password;
  }
  auto opened = store::open(found.path.string(), source);
  const auto open_again = [&](std::optional<SecretText> password) {
    if (opened || opened.error().code != "store-locked") return;
    source.is_opened_without = !password;
    source.password = std::move(password);
    if (auto again = store::open(found.path.string(), source)) opened = std::move(again);
  };
  for (const auto& given : passwords) {
    if (given.store.empty() && given.password) open_again(given.password);
  }
  if (found.well_known_password) open_again(*found.well_known_password);
  const bool gives_none =
      std::ranges::any_of(passwords, [](const auto& it) { return it.store.empty() && !it.password; });
  if (gives_none) open_again(std::nullopt);
  return opened;
}

void add_once(std::vector<std::string>& texts, const std::string& text) {
  if (!text.empty() && std::ranges::count(texts, text) == 0) texts.push_back(text);
}

// Whose rules: those asked for, or of all who use the store for their own.
std::vector<const trust::Client*> clients_of(const machine::Candidate& found, std::string_view kind,
                                             const std::vector<const trust::Client*>& asked) {
  if (!asked.empty()) return asked;
  std::vector<const trust::Client*> out;
  for (const auto& reason : found.reasons) {
    const auto* client =
        reason.part == machine::Reason::Part::all ? trust::closest_client(reason.client) : nullptr;
    if (client != nullptr && std::ranges::count(out, client) == 0) out.push_back(client);
  }
  if (out.empty()) out.push_back(&trust::client_of(kind, found.source.kind));
  return out;
}

judge::InventoryStore inventory_store(const machine::Candidate& found,
                                      const std::vector<StorePassword>& passwords,
                                      const std::vector<const trust::Client*>& asked,
                                      const std::vector<machine::Process>& processes) {
  judge::InventoryStore out{.path = found.path.string(), .store = open_store(found, passwords)};
  // The distribution's tools change its bundle; in another tree they are not those of this machine.
  if (out.store && found.source.root.empty() && found.of_system)
    out.store->origin = store::Source::Kind::system;
  // Its links and tools are another system's: a command carried out here would miss them, or hit this
  // machine's.
  if (out.store && !found.source.root.empty()) out.store->path.clear();
  out.clients = clients_of(found, out.store ? out.store->kind : "", asked);
  out.changed = found.changed;
  out.is_judged = std::ranges::any_of(
      found.reasons, [](const auto& reason) { return reason.part == machine::Reason::Part::all; });
  for (const auto& reason : found.reasons) {
    const bool beside = reason.part == machine::Reason::Part::beside;
    add_once(out.why, reason.why + (beside ? ", beside its own" : ""));
    if (reason.part != machine::Reason::Part::unused) add_once(out.used_by, reason.client);
  }
  for (const auto& use : machine::uses_of(found, processes)) {
    out.processes.push_back({use.id, use.program, use.started, std::string(machine::to_id(use.evidence)),
                             use.why, use.needs_restart});
  }
  return out;
}

ExitCode exit_code(const judge::Inventory& inventory, const Arguments& arguments) {
  if (interrupted()) return ExitCode::interrupted;
  std::vector<ExitCode> codes;
  for (const auto& check : inventory.checks) codes.push_back(cli::exit_code(check));
  if (std::ranges::count(codes, ExitCode::will_break) > 0) return ExitCode::will_break;
  const bool unread = std::ranges::any_of(inventory.stores, [](const auto& it) { return !it.store; });
  const bool untold = std::ranges::count(codes, ExitCode::inconclusive) > 0 || !inventory.no_chain.empty();
  return untold || (unread && !arguments.profile.empty()) ? ExitCode::inconclusive : ExitCode::ready;
}

// What the command line asks for, read before anything is looked through.
struct Asked {
  cert::Chain chain;  // empty = none was given: the profile's edges are asked
  std::vector<const trust::Client*> clients;
  std::vector<StorePassword> passwords;
};

Result<Asked> asked_for(const Rehearsal& rehearsal) {
  const auto& arguments = rehearsal.arguments->check;
  Asked out;
  if (!arguments.chain.empty()) {
    auto chain = read_chain(arguments.chain);
    if (!chain) return std::unexpected(std::move(chain.error()).in("--chain"));
    out.chain = *std::move(chain);
  }
  auto clients = clients_named(arguments.clients);
  if (!clients) return std::unexpected(std::move(clients.error()));
  out.clients = *std::move(clients);
  auto passwords = read_passwords(arguments.passwords, *rehearsal.surroundings);
  if (!passwords) return std::unexpected(std::move(passwords.error()));
  out.passwords = *std::move(passwords);
  return out;
}

Result<judge::Inventory> find_all(const Rehearsal& rehearsal, const Asked& asked) {
  const auto& arguments = *rehearsal.arguments;
  auto tree = tree_of(arguments.find);
  if (!tree) return std::unexpected(std::move(tree.error()));
  machine::Search search{.environment = rehearsal.surroundings->environment};
  auto folders = folders_of(arguments.find, *tree);
  if (!folders) return std::unexpected(std::move(folders.error()));
  search.folders = *std::move(folders);
  search.limits.is_stopped = interrupted;
  if (arguments.find.processes)
    search.processes = machine::read_processes(*tree, {.ticks_per_second = sysconf(_SC_CLK_TCK)});
  judge::Inventory out{.root = tree->root().string(), .has_processes = arguments.find.processes};
  for (const auto& found : machine::find_stores(search, *tree))
    out.stores.push_back(inventory_store(found, asked.passwords, asked.clients, search.processes));
  for (const auto& given : asked.passwords) {
    if (!given.store.empty() &&
        std::ranges::count(out.stores, given.store, &judge::InventoryStore::path) == 0)
      return fail("no-password", "--password: no store was found at " + given.store);
  }
  out.notes = tree->notes();
  return out;
}

// The moments that are judged: now, and the window's start where it is still to come.
std::vector<Instant> moments_of(const Rehearsal& rehearsal) {
  const auto& asked = rehearsal.arguments->check.at;
  if (!asked.empty()) return asked;
  std::vector<Instant> out = {rehearsal.surroundings->started};
  const auto& window = rehearsal.profile.maintenance;
  if (window && window->from > out.front()) out.push_back(window->from);
  return out;
}

// What the edges of the profile show is put to the stores; or the chain of the command line.
Prepared check_stores(Rehearsal& rehearsal, const Asked& asked, judge::Inventory& inventory) {
  const auto& arguments = *rehearsal.arguments;
  judge::CheckQuestion question{.at = moments_of(rehearsal),
                                .announced = judge::to_be_had(inventory.announced)};
  if (!asked.chain.empty()) {
    question.chain = asked.chain;
    question.from = arguments.check.chain;
    if (!arguments.check.host.empty()) question.hosts.push_back(arguments.check.host);
    inventory.checks.push_back(judge::check_inventory(inventory, std::move(question)));
    return {};
  }
  if (arguments.profile.empty() || arguments.find.no_connect) return {};
  auto staged = fetch_staged(rehearsal);
  if (!staged) return std::unexpected(std::move(staged.error()));
  inventory.no_chain = std::move(staged->missing);
  for (auto& it : staged->chains) {
    auto one = question;
    one.chain = std::move(it.chain);
    one.hosts = std::move(it.hosts);
    one.from = fmt::format("{}", fmt::join(it.from, "; "));
    inventory.checks.push_back(judge::check_inventory(inventory, std::move(one)));
  }
  return {};
}

}  // namespace

ExitCode stores_command(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  // What the stores are asked for.
  const auto asked = asked_for(rehearsal);
  if (!asked) return leave(asked.error(), ExitCode::usage);
  if (!arguments.profile.empty()) {
    if (const auto done = load_profile(rehearsal); !done) return leave(done.error());
  }
  // Where they are, and what is in them.
  auto inventory = find_all(rehearsal, *asked);
  if (!inventory) return leave(inventory.error(), ExitCode::usage);
  rehearsal.now = inventory->at = moments_of(rehearsal).front();
  inventory->announced = judge::announced_authorities(rehearsal.profile.expect);
  if (!arguments.profile.empty() && inventory->announced.empty())
    inventory->notes.emplace_back("the profile announces no authority by name (expect.anchor)");
  judge::take_stock(*inventory);
  // What they say.
  if (const auto done = check_stores(rehearsal, *asked, *inventory); !done) return leave(done.error());
  const auto code = print_and_leave(
      arguments.check.json ? report::render_stores_json(*inventory)
                           : report::render_stores_console(*inventory, console_options(rehearsal)),
      exit_code(*inventory, arguments));
  std::vector<report::Needed> needed;
  for (const auto& check : inventory->checks) std::ranges::copy(needed_by(check), std::back_inserter(needed));
  const auto written = write_remedies(arguments, needed);
  return written ? code : leave(written.error(), ExitCode::usage);
}

}  // namespace rehearse::cli
