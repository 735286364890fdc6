#include <algorithm>

#include "report/impact.h"
#include "report/json_parts.h"

namespace rehearse::report {
namespace {

using judge::Impact;
using judge::ImpactHost;
using judge::Touched;

Json served(const judge::RouteEvidence& route) {
  const auto& chain = route.chain();
  const auto* handshake = route.handshake();
  Json out = {{"address", route.route.address ? Json(route.route.address->text()) : Json()},
              {"port", route.route.port},
              {"target", route.route.target},
              {"why", to_id(route.route.why)},
              {"certificate", chain.empty() ? Json() : certificate(chain.front())},
              {"failure", handshake == nullptr ? Json() : known(handshake->failure)},
              {"failure_text", handshake == nullptr ? Json() : known(handshake->failure_text)}};
  if (route.route.unresolved) {
    out["failure"] = "unresolved";
    out["failure_text"] = route.route.unresolved->text();
  }
  return out;
}

Json evidence(const ImpactHost& host) {
  return {{"places", texts(host.places)},
          {"mentions", host.mentions},
          {"files", host.files},
          {"as", texts(host.hows)},
          {"only_in_comments", host.only_in_comments},
          {"urls", host.urls}};
}

Json host_of(const ImpactHost& host) {
  return {{"host", host.host},
          {"port", host.is_unfinished ? Json() : Json(host.port)},
          {"unfinished", host.is_unfinished},
          {"verdict", to_id(host.verdict)},
          {"reason", host.reason},
          {"detail", host.detail},
          {"covered_by", known(host.covered_by)},
          {"excepted_by", known(host.excepted_by)},
          {"serves", list(host.today, served)},
          {"evidence", evidence(host)}};
}

Json namespace_of(const judge::NamespaceHost& it) {
  return {{"host", it.host}, {"places", texts(it.places)}, {"mentions", it.mentions}};
}

Json summary(const Impact& impact) {
  const auto number = [&](Touched verdict) {
    return std::ranges::count(impact.hosts, verdict, &ImpactHost::verdict);
  };
  return {{"affected", number(Touched::affected)},
          {"cannot_tell", number(Touched::cannot_tell)},
          {"not_affected", number(Touched::not_affected)}};
}

Json looked_through(const judge::LookedThrough& it) {
  return {{"files", it.files},         {"bytes", it.bytes},          {"binary", it.binary},
          {"archives", it.archives},   {"links", it.links},          {"folders", it.folders},
          {"too_large", it.too_large}, {"unreadable", it.unreadable}};
}

}  // namespace

std::string render_impact_json(const Impact& impact) {
  const Json out = {{"schema", "rehearse-impact/1"},
                    {"profile", {{"path", impact.profile}, {"title", impact.title}}},
                    {"at", to_rfc3339(impact.at)},
                    {"verdict", to_id(impact.verdict())},
                    {"summary", summary(impact)},
                    {"connected", impact.has_connected},
                    {"whole", impact.is_whole},
                    {"hosts", list(impact.hosts, host_of)},
                    {"namespaces", list(impact.namespaces, namespace_of)},
                    {"files", looked_through(impact.looked_through)},
                    {"findings", list(impact.findings, finding)}};
  return out.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace rehearse::report
