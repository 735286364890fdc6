#include "launch/host_outcome.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace rehearse::launch {
namespace {

using Connections = std::vector<const Connection*>;

const Connection* first_with(const Connections& all, Outcome outcome) {
  const auto found =
      std::ranges::find_if(all, [&](const Connection* one) { return one->watched.outcome == outcome; });
  return found == all.end() ? nullptr : *found;
}

bool is_silent(const Connection* one) {
  const auto outcome = one->watched.outcome;
  return outcome == Outcome::closed_silent || outcome == Outcome::closed_after_handshake;
}

// The connection that speaks for all, and what it means.
struct Decided {
  const Connection* by = nullptr;
  HostOutcome outcome = HostOutcome::unknown;
  std::string says;
};

std::string refusal(const Connection& one) {
  const auto& alert = one.watched.alert;
  return alert ? fmt::format("it refused the certificate (alert {})", *alert)
               : "it refused the certificate (its alert is encrypted)";
}

std::string why_unknown(const Connection& one) {
  if (!one.failure.empty()) return "the staged machine was not reached: " + one.failure;
  switch (one.watched.outcome) {
    case Outcome::server_refused:
      return one.watched.server_alert
                 ? fmt::format("the server ended the handshake (alert {})", *one.watched.server_alert)
                 : "the server ended the handshake";
    case Outcome::closed:
      return "it ended the connection in the middle of the handshake, and did not say why";
    case Outcome::resumed:
      return "an earlier session went on: no certificate was shown";
    case Outcome::not_tls:
      return "what it sent is no TLS";
    default:
      return "what it sent has a shape that is not known: neither accepted nor refused";
  }
}

Decided decide(const Connections& all) {
  const auto* accepted = first_with(all, Outcome::accepted);
  const auto* refused = first_with(all, Outcome::refused);
  // Nobody refuses by an alert without meaning it: another part of the program, with another store.
  if (accepted != nullptr && refused != nullptr)
    return {refused, HostOutcome::refused,
            refusal(*refused) + " on one connection, and accepted it on another"};
  if (accepted != nullptr)
    return {accepted, HostOutcome::accepted, "it accepted the certificate and sent data"};
  if (refused != nullptr) return {refused, HostOutcome::refused, refusal(*refused)};
  if (std::ranges::all_of(all, is_silent)) {
    return {all.front(), HostOutcome::refused,
            "it closed without sending (no alert): some clients refuse so, and what only connects looks the "
            "same"};
  }
  const auto other = std::ranges::find_if_not(all, is_silent);
  return {*other, HostOutcome::unknown, why_unknown(**other)};
}

// What it means that nothing came.
std::pair<HostOutcome, const char*> without_connections(Via via) {
  switch (via) {
    case Via::hosts:
    case Via::netns:
      return {HostOutcome::never_connected, "it never connected"};
    case Via::hosts_blind:
      return {HostOutcome::unknown, "it was led there, and nothing was looked at"};
    case Via::proxy:
      return {HostOutcome::unknown, "it did not come by the proxy: it never connected, or asks for none"};
  }
  return {HostOutcome::unknown, ""};
}

HostReport report_of(const Staged& host, const Connections& all, Via via) {
  HostReport out{.host = host.host, .port = host.port};
  out.connections = all.size();
  if (all.empty()) {
    std::tie(out.outcome, out.says) = without_connections(via);
    return out;
  }
  const auto decided = decide(all);
  out.reached = std::ranges::any_of(all, [](const Connection* one) { return one->failure.empty(); });
  out.outcome = decided.outcome;
  out.says = decided.says;
  out.sni = decided.by->watched.sni;
  out.version = decided.by->watched.version;
  out.alert = decided.by->watched.alert;
  const auto names_it = [](const Connection* one) { return one->watched.sni || !one->watched.hello; };
  // An address is no name: RFC 6066 section 3.
  if (!Address::parse(host.host) && std::ranges::none_of(all, names_it)) {
    out.outcome = HostOutcome::no_sni;
    out.says = "it connected without SNI; " + out.says;
  }
  return out;
}

}  // namespace

std::string_view to_id(HostOutcome outcome) {
  switch (outcome) {
    case HostOutcome::accepted:
      return "accepted";
    case HostOutcome::refused:
      return "refused";
    case HostOutcome::never_connected:
      return "never-connected";
    case HostOutcome::no_sni:
      return "no-sni";
    case HostOutcome::unknown:
      return "unknown";
  }
  return "unknown";
}

std::vector<HostReport> host_reports(const std::vector<Staged>& hosts,
                                     const std::vector<Connection>& connections, Via via) {
  std::vector<HostReport> out;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    Connections own;
    for (const auto& one : connections) {
      if (one.staged == i) own.push_back(&one);
    }
    out.push_back(report_of(hosts[i], own, via));
  }
  return out;
}

}  // namespace rehearse::launch
