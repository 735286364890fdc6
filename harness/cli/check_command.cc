#include <algorithm>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/named_store.h"
#include "cli/output.h"
#include "cli/password.h"
#include "judge/check.h"
#include "report/check.h"

namespace rehearse::cli {
namespace {

// "STORE=env:NAME" speaks of one store, "env:NAME" of all that have none of their own.
Result<void> give_passwords(std::vector<NamedStore>& stores, const Rehearsal& rehearsal) {
  for (const auto& text : rehearsal.arguments->check.passwords) {
    const auto first = std::min({text.find("env:"), text.find("file:"), text.find("command:")});
    const bool has_store = first != std::string::npos && first > 1 && text[first - 1] == '=';
    const auto name = has_store ? text.substr(0, first - 1) : std::string();
    const auto frame = [&](Error error) { return std::unexpected(std::move(error).in("--password")); };
    auto password = read_password(has_store ? text.substr(first) : text, *rehearsal.surroundings);
    if (!password) return frame(std::move(password.error()));
    bool used = false;
    for (auto& store : stores) {
      if (has_store ? store.name != name : store.source.password.has_value()) continue;
      store.source.password = *password;
      used = true;
    }
    if (has_store && !used) return frame(Error{"no-password", "there is no --store named " + name, {}});
  }
  return {};
}

bool is_leaf(const cert::CertificatePtr& certificate) {
  return !certificate->is_ca;
}

// As they stand: a server that sends them so means the first. A bundle with the root on top means another,
// and judging the root instead would be a yes about nothing.
Result<cert::Chain> read_pem_chain(const std::string& pem, const std::string& path) {
  auto chain = cert::from_pem(pem);
  if (chain && !chain->empty() && chain->front()->is_ca && std::ranges::any_of(*chain, is_leaf))
    return fail("bad-chain", path + ": begins with an authority (" + chain->front()->subject.short_name() +
                                 ") and holds a leaf further down: the leaf comes first");
  return chain;
}

// The certificates of a file, leaf first. PKCS#7 is a set: the first that is no authority is the leaf.
Result<cert::Chain> read_chain(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  if (bytes->find("-----BEGIN CERTIFICATE-----") != std::string::npos) return read_pem_chain(*bytes, path);
  auto read = store::read_bytes(*bytes, std::nullopt);
  if (!read) return std::unexpected(std::move(read.error()).in(path));
  if (read->kind != "der" && read->kind != "pkcs7")
    return fail("bad-certificate", path + ": is a store (" + read->kind + "), not a chain");
  cert::Chain out;
  for (const auto& entry : read->entries) out.push_back(entry.certificate);
  const auto leaf = std::ranges::find_if(out, is_leaf);
  if (leaf != out.end()) std::rotate(out.begin(), leaf, leaf + 1);
  return out;
}

Result<std::vector<const trust::Client*>> clients_of(const Arguments& arguments) {
  std::vector<const trust::Client*> out;
  for (const auto& id : arguments.check.clients) {
    const auto* client = trust::find_client(id);
    if (client == nullptr) {
      std::string known;
      for (const auto& one : trust::clients()) known += (known.empty() ? "" : ", ") + std::string(one.id);
      return fail("unknown-client", "--client: there is no client '" + id + "'; known are " + known);
    }
    out.push_back(client);
  }
  return out;
}

Result<std::vector<trust::Holding>> open_stores(const Rehearsal& rehearsal) {
  std::vector<NamedStore> stores;
  for (const auto& text : rehearsal.arguments->check.stores) {
    stores.push_back(parse_store(text, *rehearsal.surroundings));
    const auto& name = stores.back().name;
    if (std::ranges::count(stores, name, &NamedStore::name) > 1)
      return fail("usage", "--store: there are two stores named " + name);
  }
  if (auto given = give_passwords(stores, rehearsal); !given)
    return std::unexpected(std::move(given.error()));
  std::vector<trust::Holding> out;
  for (const auto& store : stores) out.push_back(open_store(store));
  return out;
}

ExitCode exit_code(const judge::Check& check) {
  const auto is_refused = [](const auto& answer) { return !answer.error && !answer.is_good(); };
  if (std::ranges::any_of(check.answers, is_refused)) return ExitCode::will_break;
  const bool untold =
      std::ranges::any_of(check.answers, [](const auto& answer) { return answer.error.has_value(); });
  return untold ? ExitCode::inconclusive : ExitCode::ready;
}

}  // namespace

ExitCode check_command(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  judge::CheckQuestion question{.host = arguments.check.host, .at = arguments.check.at};
  // The chain, as a vendor published it or a server sent it.
  auto chain = read_chain(arguments.check.chain);
  if (!chain) return leave(std::move(chain.error()).in("--chain"), ExitCode::usage);
  if (chain->empty())
    return leave(Error{"empty-chain", arguments.check.chain + ": holds no certificate", {}}, ExitCode::usage);
  question.chain = *std::move(chain);
  // Who is asked.
  auto clients = clients_of(arguments);
  if (!clients) return leave(clients.error(), ExitCode::usage);
  question.clients = *std::move(clients);
  auto stores = open_stores(rehearsal);
  if (!stores) return leave(stores.error(), ExitCode::usage);
  question.stores = *std::move(stores);
  if (question.at.empty()) question.at.push_back(rehearsal.surroundings->started);
  // What they say.
  const auto check = judge::check(std::move(question));
  return print_and_leave(arguments.check.json
                             ? report::render_check_json(check)
                             : report::render_check_console(check, console_options(rehearsal)),
                         exit_code(check));
}

}  // namespace rehearse::cli
