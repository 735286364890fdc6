#include <array>

#include "judge/stages.h"

namespace rehearse::judge {
namespace {

constexpr std::array kOrder = {StageName::resolve,  StageName::connect, StageName::negotiate,
                               StageName::identify, StageName::name,    StageName::trust,
                               StageName::call};

}  // namespace

Row undecided_row(const RowQuestion& question) {
  const auto& route = question.edge->route;
  Row row;
  row.endpoint = route.endpoint;
  row.target = route.target;
  if (route.address) row.address = route.address->bracketed() + ":" + std::to_string(route.port);
  row.without_sni = route.without_sni;
  row.store = question.store->name;
  row.client = question.store->client->id;
  row.at = question.moments.first;
  for (const auto name : kOrder) row.stages.push_back({name, StageOutcome::skipped, "not-reached"});
  return row;
}

}  // namespace rehearse::judge
