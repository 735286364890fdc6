#include "report/clients.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/marks.h"

namespace rehearse::report {
namespace {

using launch::Said;

constexpr std::size_t kPlaces = 12;  // unless all are asked for

std::vector<Piece> cells_of(const Page& page, const judge::ClientReport& client) {
  const auto verdict = verdict_of(client);
  auto said = in_words(client);
  if (!client.words.empty() && client.observed != Said::accepted) said += ": " + page.safe(client.words);
  return {{std::string(sign(page, verdict)), tone_of(verdict)},
          {page.safe(client.client, 20)},
          {page.safe(store_of(client), 80)},
          {std::move(said), verdict == judge::Verdict::inconclusive ? Tone::unsure : Tone::plain}};
}

// What they are, each once.
void write_versions(Page& page, const std::vector<judge::ClientReport>& clients) {
  std::vector<const judge::ClientReport*> known;
  for (const auto& client : clients) {
    if (std::ranges::none_of(known, [&](const auto* one) { return one->client == client.client; }))
      known.push_back(&client);
  }
  for (const auto* client : known) {
    if (client->version.empty()) continue;
    const auto rules = client->rules.empty() ? ", for which no prediction speaks" : "";
    page.paragraph(
        2, {fmt::format("{}: {}{}", page.safe(client->client, 20), page.safe(client->version, 160), rules),
            Tone::quiet});
  }
}

}  // namespace

std::string in_words(const judge::ClientReport& client) {
  if (client.observed == Said::untold) return "could not be told";
  const std::string out(to_id(client.observed));
  if (client.predicted == Said::untold) return out + ", not predicted";
  return client.disagrees() ? fmt::format("{}; predicted: {}", out, to_id(client.predicted))
                            : out + ", as predicted";
}

judge::Verdict verdict_of(const judge::ClientReport& client) {
  if (client.observed == Said::untold || client.disagrees()) return judge::Verdict::inconclusive;
  return client.observed == Said::accepted ? judge::Verdict::ready : judge::Verdict::will_break;
}

std::string place_of(const judge::ClientReport& client) {
  if (client.endpoint.empty()) return {};
  return fmt::format("{} at {}, {}", client.endpoint, client.target, client.address);
}

std::string store_of(const judge::ClientReport& client) {
  return client.store.empty() ? "its own store" : "store " + client.store;
}

void write_clients(Page& page, const std::vector<judge::ClientReport>& clients) {
  if (clients.empty()) return;
  page.heading("Clients of this machine, observed");
  std::vector<std::string> places;
  for (const auto& client : clients) {
    if (std::ranges::count(places, place_of(client)) == 0) places.push_back(place_of(client));
  }
  const auto shown = page.options().verbose ? places.size() : std::min(places.size(), kPlaces);
  for (std::size_t i = 0; i < shown; ++i) {
    if (!places[i].empty()) page.paragraph(2, {page.safe(places[i]), Tone::strong});
    Table table{.indent = places[i].empty() ? std::size_t{2} : std::size_t{4}, .rows = {}};
    for (const auto& client : clients) {
      if (place_of(client) == places[i]) table.rows.push_back(cells_of(page, client));
    }
    page.table(table);
  }
  if (shown < places.size())
    page.paragraph(
        2, {fmt::format("and {} more; --verbose shows them", count(places.size() - shown, "place", "places")),
            Tone::quiet});
  write_versions(page, clients);
}

}  // namespace rehearse::report
