#include "trust/served.h"

#include <stdexcept>

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

std::string to_pem(const cert::Chain& certificates) {
  std::string out;
  for (const auto& certificate : certificates) out += cert::to_pem(*certificate);
  return out;
}

}  // namespace rehearse::trust
