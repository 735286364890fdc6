#include "launch/host_outcome.h"

#include <algorithm>
#include <iterator>
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

// The program's fault is not said of a server's.
std::string why_no_outcome(const Watched& seen) {
  if (!seen.client_spoke) return "it connected, and sent nothing";
  if (seen.hello && !seen.server_spoke) return "the server did not answer its hello";
  if (seen.hello && seen.version.empty()) return "what the server answered its hello is no TLS that is known";
  return "what was sent has a shape that is not known: neither accepted nor refused";
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
      return why_no_outcome(one.watched);
  }
}

std::size_t count_of(const Connections& all, bool (*holds)(const Connection*)) {
  return static_cast<std::size_t>(std::ranges::count_if(all, holds));
}

// Beside one that is accepted, others may be spare ones; or another part of the program refuses so.
std::string acceptance(const Connections& all) {
  const auto accepted =
      count_of(all, [](const Connection* one) { return one->watched.outcome == Outcome::accepted; });
  const auto silent = count_of(all, is_silent);
  if (silent == 0) return "it accepted the certificate and sent data";
  return fmt::format(
      "it accepted the certificate and sent data on {} of {} connections, and closed {} without sending: "
      "spare ones, or another part of it refuses so",
      accepted, all.size(), silent);
}

Decided decide(const Connections& all) {
  const auto* accepted = first_with(all, Outcome::accepted);
  const auto* refused = first_with(all, Outcome::refused);
  // Nobody refuses by an alert without meaning it: another part of the program, with another store.
  if (accepted != nullptr && refused != nullptr)
    return {refused, HostOutcome::refused,
            refusal(*refused) + " on one connection, and accepted it on another"};
  if (accepted != nullptr) return {accepted, HostOutcome::accepted, acceptance(all)};
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

bool names_no_host(const Connection* one) {
  return one->watched.hello && !one->watched.sni;
}

// Those on which the program said something, if there are any.
Connections that_count(const Connections& all) {
  Connections out;
  const auto says_nothing = [](const Connection* one) {
    return one->failure.empty() && !one->watched.client_spoke;
  };
  std::ranges::remove_copy_if(all, std::back_inserter(out), says_nothing);
  return out.empty() ? all : out;
}

HostReport report_of(const Staged& host, const Connections& all, const Observed& observed) {
  HostReport out{.host = host.host, .port = host.port};
  out.connections = all.size();
  if (all.empty()) {
    std::tie(out.outcome, out.says) = without_connections(observed.via);
    if (out.outcome == HostOutcome::never_connected && !observed.outside.empty())
      out.says += " itself; what it connected to elsewhere may be a proxy that did";
    return out;
  }
  const auto counted = that_count(all);
  const auto decided = decide(counted);
  out.reached = std::ranges::any_of(all, [](const Connection* one) { return one->failure.empty(); });
  out.outcome = decided.outcome;
  out.says = decided.says;
  out.sni = decided.by->watched.sni;
  out.version = decided.by->watched.version;
  out.alert = decided.by->watched.alert;
  out.closed_silently = count_of(all, is_silent);
  if (Address::parse(host.host)) return out;  // an address is no name: RFC 6066 section 3
  out.without_sni = count_of(all, names_no_host);
  if (out.without_sni == 0) return out;
  if (out.without_sni == count_of(all, [](const Connection* one) { return one->watched.hello; })) {
    out.outcome = HostOutcome::no_sni;
    out.says = "it connected without SNI; " + out.says;
  } else {
    out.says += fmt::format("; {} of {} connections named no host", out.without_sni, all.size());
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

std::vector<HostReport> host_reports(const std::vector<Staged>& hosts, const Observed& observed) {
  std::vector<HostReport> out;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    Connections own;
    for (const auto& one : observed.connections) {
      if (one.staged == i) own.push_back(&one);
    }
    out.push_back(report_of(hosts[i], own, observed));
  }
  return out;
}

}  // namespace rehearse::launch
