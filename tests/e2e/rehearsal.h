#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "e2e/authorities.h"
#include "e2e/folder.h"
#include "e2e/process.h"
#include "lab/edge.h"
#include "lab/rough_edge.h"

namespace rehearse::e2e {

/// What a run left behind.
struct Ran {
  Ended ended;
  nlohmann::json report;  ///< discarded where none was written
  std::string json;       ///< its bytes
};

/// The built binary, with exactly this environment.
Process start_rehearse(const std::vector<std::string>& arguments, const Environment& environment);

/// "127.1.2.3:4567" and "::127.1.2.3:4567", which sends every connection there.
template <class Server>
std::string place(const Server& server) {
  return server.address().bracketed() + ":" + std::to_string(server.port());
}
inline std::string redirect(const std::string& place) {
  return "redirect: {connect_to: '::" + place + "'}";
}

/// One rehearsal: edges on loopback, a profile that leads to them, and stores. A row of a table changes what
/// it is about; what it leaves alone is well: today serves the old certificate, staging the new one, the
/// store knows both roots. All texts are YAML in flow style.
struct Rehearsal {
  std::string host = kHost;
  std::string window = "{from: 2018-12-12 09:00, to: 2018-12-12 19:00, zone: Etc/UTC}";
  std::string change;
  std::string expect = "{issuer: New Issuing CA, anchor: New Root}";
  std::string today;          ///< its place; empty = an edge with the old certificate
  std::string next;           ///< its place; empty = an edge with the new certificate
  std::string next_redirect;  ///< instead of the one that `next` makes
  bool by_dns = false;        ///< names are looked up, and production goes where DNS says
  std::string today_says;     ///< more keys of the target production
  std::string next_says;      ///< more keys of the target staging
  std::string calls = "[{name: ping, path: /v1/ping}]";
  std::string endpoint_says;   ///< more keys of the endpoint api
  std::string more_endpoints;  ///< lines of the map, indented
  std::string more_sections;   ///< lines
  std::string client = "openssl";
  std::string main_says;  ///< more keys of the store main
  std::string limits = "connect: 700ms, handshake: 700ms, total: 2s";
  /// PEM by the store's name; the endpoint asks `main` alone. Without a PEM the file is not there.
  std::map<std::string, std::optional<std::string>> stores;
  std::string now = "2018-11-28T00:00:00Z";
  std::string report;  ///< where the JSON goes; empty = where run() reads it
  std::vector<std::string> arguments;
  Environment environment;

  Rehearsal();

  /// They serve as long as the rehearsal lives.
  lab::Edge& serve(lab::EdgeOptions options);
  lab::Edge& serve(const lab::Identity& identity);
  lab::RoughEdge& serve(lab::RoughOptions options);

  /// The arguments of `rehearse run`, profile and stores written.
  std::vector<std::string> command();
  Ran run();
  /// What the report says, once the process has ended.
  Ran collect(Ended ended) const;
  const Folder& folder() const { return *x_folder; }

 private:
  std::string profile() const;

  std::unique_ptr<Folder> x_folder;
  std::deque<lab::Edge> x_edges;
  std::deque<lab::RoughEdge> x_rough_edges;
};

/// The ids of the report's findings, each once, in their order: "a, b".
std::string findings_of(const nlohmann::json& report);

}  // namespace rehearse::e2e
