#include "cli/connect.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "cli/interrupt.h"
#include "probe/probe.h"

namespace rehearse::cli {
namespace {

std::unexpected<Farewell> no_chain(const std::string& why) {
  return std::unexpected(Farewell{"rehearse: --connect: " + printable(why) + "\n", true, ExitCode::usage});
}

// The smallest profile there is: one endpoint, and a target that overrides hold for.
profile::Profile profile_of(const Url& url) {
  profile::Profile out;
  out.targets.push_back({.name = "connect", .role = profile::Role::next});
  out.endpoints.push_back({.name = url.authority(), .url = url});
  return out;
}

std::string described(const route::Route& route, const probe::Handshake& handshake) {
  auto out = fmt::format("{} at {}:{} ({})", route.verify_name, route.address->bracketed(), route.port,
                         route.why_text.empty() ? to_id(route.why) : route.why_text);
  if (!handshake.failure.empty())
    out += fmt::format("; the handshake then ended: {}", handshake.failure_text);
  return out;
}

}  // namespace

std::expected<SentChain, Farewell> fetch_chain(Rehearsal& rehearsal) {
  const auto& text = rehearsal.arguments->check.connect;
  const auto url = parse_url("https://" + text + "/");
  if (!url || url->path_query != "/") return no_chain(text + ": is no HOST[:PORT]");
  rehearsal.profile = profile_of(*url);
  if (auto done = resolve_routes(rehearsal); !done) return std::unexpected(done.error());
  const auto& route = rehearsal.routes.routes.front();
  if (!route.address) return no_chain(route.unresolved ? route.unresolved->text() : "no address");
  const probe::Job job{&route, std::nullopt};
  const auto keep_shut = [](const probe::Job&, const probe::Handshake&) { return std::string("no request"); };
  const auto seen = probe::run({&job, 1}, keep_shut,
                               {.limits = rehearsal.profile.limits, .jobs = 1, .interrupted = interrupted});
  if (!seen) return no_chain(seen.error().text());
  const auto& handshake = seen->front().handshake;
  if (handshake.chain.empty())
    return no_chain(fmt::format("{}:{} sent no chain: {} ({})", route.address->bracketed(), route.port,
                                handshake.failure_text, handshake.failure));
  return SentChain{.chain = handshake.chain,
                   .host = route.verify_name,
                   .from = described(route, handshake),
                   .address = *route.address,
                   .port = route.port,
                   .findings = rehearsal.routes.findings};
}

}  // namespace rehearse::cli
