#include "cli/ask_clients.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "cli/interrupt.h"
#include "cli/named_store.h"
#include "cli/temporary_folder.h"
#include "judge/edges.h"

namespace rehearse::cli {
namespace {

using launch::RealClient;

// Whether a store of the client with this id is for that one as well. What is said to be Python's is as often
// used by requests.
bool is_of_family(std::string_view id, const RealClient& client) {
  const auto is_of = [&](std::string_view family) {
    return id == family || (id.starts_with(family) && id.substr(family.size()).starts_with('-'));
  };
  return is_of(client.family) || (client.family == "requests" && is_of("python"));
}

// Which formats the programs that we send know how to load.
bool can_load(const RealClient& client, const std::string& kind) {
  static constexpr std::array<std::string_view, 4> kOfJava = {"pem-file", "jks", "jceks", "pkcs12"};
  if (client.family == "java") return std::ranges::count(kOfJava, kind) > 0;
  const bool is_by_openssl = client.family == "openssl" || client.family == "curl" ||
                             client.family == "python" || client.family == "requests";
  return kind == "pem-file" || (is_by_openssl && kind == "pem-directory");
}

// Every store with every set of rules that it is asked by: a verifier speaks for one client a store.
class Predictions {
 public:
  explicit Predictions(const Surroundings& surroundings) : x_surroundings(surroundings) {}

  std::string own(const RealClient& client) {
    auto name = "own:" + client.name;
    if (x_known.contains(name)) return name;
    const auto* rules = trust::find_client(client.rules);
    auto named = parse_store(client.own_store, x_surroundings);
    if (rules == nullptr || !named) return {};
    named->name = name;
    named->client = client.rules;
    add(name, open_store(*named));
    return name;
  }

  std::string of(const RealClient& client, const trust::Holding& holding) {
    auto name = fmt::format("with:{}:{}", client.rules, holding.name);
    const auto* rules = trust::find_client(client.rules);
    if (rules == nullptr) return {};
    if (!x_known.contains(name)) add(name, {.name = name, .client = rules, .store = holding.store});
    return name;
  }

  trust::Verifier take() && { return {std::move(x_holdings), trust::Origin::handshake}; }

 private:
  void add(const std::string& name, trust::Holding holding) {
    x_known[name] = true;
    holding.name = name;
    x_holdings.push_back(std::move(holding));
  }

  const Surroundings& x_surroundings;
  std::map<std::string, bool> x_known;
  std::vector<trust::Holding> x_holdings;
};

// One answer to come: what is reported of it, and what it is held against.
struct Question {
  judge::ClientReport report;
  std::string holding;  ///< of the predictions; empty = none
  const ClientPlace* place = nullptr;
};

class Round {
 public:
  Round(const Rehearsal& rehearsal, const std::vector<ClientPlace>& places)
      : x_predictions(*rehearsal.surroundings) {
    // The lab's stores lie nowhere else.
    if (rehearsal.vendor) x_has_lab_stores = write_lab_stores(*rehearsal.vendor, x_folder.path()).has_value();
    x_clients = launch::real_clients({}, interrupted);
    for (const auto& client : x_clients) {
      x_visits.push_back({.client = &client, .visits = {}});
      auto& questions = x_questions.emplace_back();
      for (const auto& place : places) send(client, place, questions);
    }
  }

  std::vector<judge::ClientReport> go() && {
    const auto seen = launch::visit_all(x_visits, x_folder.path(), interrupted);
    auto verifier = std::move(x_predictions).take();
    auto out = std::move(x_silent);
    for (std::size_t i = 0; i < x_questions.size(); ++i) {
      for (std::size_t j = 0; j < x_questions[i].size(); ++j) {
        auto& [report, holding, place] = x_questions[i][j];
        report.observed = seen[i][j].said;
        report.words = seen[i][j].words;
        if (!holding.empty()) judge::predict(report, verifier, holding, place->meeting);
        out.push_back(std::move(report));
      }
    }
    return out;
  }

 private:
  // What a client is told to load; no file: its own store.
  struct Loaded {
    std::string file;
    std::optional<SecretText> password;
  };

  void send(const RealClient& client, const ClientPlace& place, std::vector<Question>& questions) {
    if (!client.failure.empty()) {
      x_silent.push_back(report_of(client, place));
      return;
    }
    if (place.with_own) add(client, place, {}, questions).holding = x_predictions.own(client);
    for (const auto& store : place.stores) {
      const auto& holding = *store.holding;
      if (!store.is_for_all && !is_of_family(holding.client->id, client)) continue;
      auto loaded = loaded_by(client, store);
      if (!loaded) continue;
      auto& question = add(client, place, *std::move(loaded), questions);
      question.report.store = holding.name;
      question.holding = x_predictions.of(client, holding);
    }
  }

  Question& add(const RealClient& client, const ClientPlace& place, Loaded store,
                std::vector<Question>& questions) {
    x_visits.back().visits.push_back({.host = place.meeting.host,
                                      .address = place.address,
                                      .port = place.port,
                                      .store = std::move(store.file),
                                      .password = std::move(store.password)});
    auto& question = questions.emplace_back();
    question.place = &place;
    question.report = report_of(client, place);
    return question;
  }

  static judge::ClientReport report_of(const RealClient& client, const ClientPlace& place) {
    judge::ClientReport out;
    out.endpoint = place.endpoint;
    out.target = place.target;
    out.address = fmt::format("{}:{}", place.address.bracketed(), place.port);
    out.client = client.name;
    out.version = client.version;
    out.rules = client.rules;
    out.own_store = client.own_store;
    out.words = client.failure;
    return out;
  }

  // None where the client cannot load it, or it was not to be read.
  std::optional<Loaded> loaded_by(const RealClient& client, const ClientStore& store) const {
    if (!store.holding->store) return std::nullopt;
    const auto& read = *store.holding->store;
    if (!read.path.empty())
      return can_load(client, read.kind) ? std::optional(Loaded{read.path, store.password}) : std::nullopt;
    if (!x_has_lab_stores) return std::nullopt;
    const bool is_stale = read.name == "lab:stale";
    if (client.family == "java")
      return Loaded{x_folder.path() + (is_stale ? kLabJavaStale : kLabJavaCurrent), SecretText("changeit")};
    return Loaded{x_folder.path() + (is_stale ? kLabStale : kLabCurrent), {}};
  }

  const TemporaryFolder x_folder;
  bool x_has_lab_stores = false;
  Predictions x_predictions;
  std::vector<RealClient> x_clients;
  std::vector<launch::Visits> x_visits;
  std::vector<std::vector<Question>> x_questions;  // by client
  std::vector<judge::ClientReport> x_silent;       // of clients that cannot be asked
};

}  // namespace

std::vector<judge::ClientReport> ask_clients(const Rehearsal& rehearsal,
                                             const std::vector<ClientPlace>& places) {
  return Round(rehearsal, places).go();
}

std::vector<ClientPlace> client_places(const Rehearsal& rehearsal, const judge::Evidence& evidence) {
  std::vector<ClientPlace> out;
  for (const auto& endpoint : rehearsal.profile.endpoints) {
    for (const auto& edge : judge::changed_edges(evidence, endpoint)) {
      const auto& route = edge.route->route;
      if (!route.address || route.proxy || route.without_sni || edge.route->chain().empty()) continue;
      // One name alone can be given to a client: what it asks for it verifies.
      if (!route.sni.empty() && route.sni != route.verify_name) continue;
      ClientPlace place{.endpoint = endpoint.name,
                        .target = route.target,
                        .address = *route.address,
                        .port = route.port,
                        .meeting = {edge.route->chain(), route.verify_name, rehearsal.surroundings->started},
                        .stores = {},
                        .with_own = !rehearsal.vendor};
      for (const auto* store : judge::stores_of(evidence, endpoint)) {
        ClientStore known{.holding = rehearsal.verifier->find(store->name),
                          .password = {},
                          .is_for_all = rehearsal.vendor.has_value()};
        const auto password = rehearsal.store_passwords.find(store->name);
        if (password != rehearsal.store_passwords.end()) known.password = password->second;
        place.stores.push_back(std::move(known));
      }
      out.push_back(std::move(place));
    }
  }
  return out;
}

}  // namespace rehearse::cli
