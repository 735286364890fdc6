#include "trust/served.h"

#include <stdexcept>

#include "trust/verify.h"

namespace rehearse::trust {

Served::Served() {
  for (const auto& row : situations()) {
    auto situation = row.make(authority());
    lab::EdgeOptions options;
    options.identities = {
        lab::present({}, situation.leaf, {situation.sent.begin() + 1, situation.sent.end()})};
    auto edge = lab::Edge::start(std::move(options));
    if (!edge) throw std::runtime_error(edge.error().text());
    x_places.push_back({std::move(situation), *std::move(edge)});
  }
}

const Served::Place& Served::of(const Row& row) const {
  const auto rows = situations();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == std::string_view(row.name)) return x_places[i];
  }
  throw std::runtime_error(row.name);
}

std::vector<launch::Visit> visits_of(const Served& served) {
  std::vector<launch::Visit> out;
  for (const auto& row : situations()) {
    const auto& place = served.of(row);
    out.push_back(
        {.host = kServedHost,
         .address = place.edge.address(),
         .port = place.edge.port(),
         .store = served.folder().write(row.name + std::string(".pem"), to_pem(place.situation.store)),
         .password = {}});
  }
  return out;
}

bool is_path_predicted(const Situation& situation, const launch::Visit& visit, const Client& client) {
  const auto read = store::open("store", {.path = visit.store});
  if (!read) throw std::runtime_error(read.error().text());
  const auto answer = verify(AnchorSet(*read, client), client, PreparedChain(situation.sent), kNow);
  if (!answer) throw std::runtime_error(answer.error().text());
  return answer->trusted;
}

bool is_predicted(const Situation& situation, const launch::Visit& visit, const Client& client) {
  return is_path_predicted(situation, visit, client) &&
         covers_host(*situation.sent[0], visit.host, client, NameRule::of_client);
}

std::string to_pem(const cert::Chain& certificates) {
  std::string out;
  for (const auto& certificate : certificates) out += cert::to_pem(*certificate);
  return out;
}

}  // namespace rehearse::trust
