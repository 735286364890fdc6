#include "cli/dry_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hostname.h"
#include "base/printable.h"
#include "call/call.h"
#include "judge/scope.h"
#include "route/replay.h"

namespace rehearse::cli {
namespace {

// What an answer is to give is not known yet, and may be a secret.
std::string destination_of(const profile::Call& call, const route::Route& route,
                           const profile::Target& target, const Values& variables) {
  const bool is_known = places_in(call.url).empty() && !call.url.has_secret();
  const auto elsewhere = is_known ? call::destination(call, variables) : fail("no-value", "");
  if (!elsewhere) return "where an earlier answer says";
  const auto& url = *elsewhere ? **elsewhere : route.url;
  const auto path = call::preview(call, url, target.credentials, variables).path.masked("***");
  return *elsewhere ? "https://" + url.authority() + path : path;
}

std::string call_line(const profile::Call& call, const route::Route& route, const profile::Target& target,
                      const Rehearsal& rehearsal) {
  const bool allow_unsafe = rehearsal.arguments->allow_unsafe;
  std::string note;
  if (!call::is_safe(call))
    note = allow_unsafe ? "  may change data: allowed" : "  may change data: not made without --allow-unsafe";
  if (target.credentials == profile::Credentials::withheld) note += "  credentials withheld";
  if (call.http == profile::HttpVersion::http2) note += "  HTTP/2";
  const auto where = destination_of(call, route, target, rehearsal.profile.variables);
  return printable(fmt::format("      call {}: {} {}{}", call.name, call.method, where, note)) + "\n";
}

std::string certificate_line(const profile::Target& target) {
  const bool withheld = target.credentials == profile::Credentials::withheld;
  return printable(fmt::format("      client certificate {}: {}", target.certificate->path,
                               withheld ? "not presented, credentials withheld"
                                        : "presented where the server asks for one and is trusted")) +
         "\n";
}

std::string route_text(const Rehearsal& rehearsal, const route::Route& route) {
  const auto endpoint =
      std::ranges::find(rehearsal.profile.endpoints, route.endpoint, &profile::Endpoint::name);
  const auto target = std::ranges::find(rehearsal.profile.targets, route.target, &profile::Target::name);
  const auto address = route.address ? fmt::format("{}:{}", route.address->bracketed(), route.port)
                                     : std::string("unresolved");
  const auto why = route.unresolved         ? route.unresolved->text()
                   : route.why_text.empty() ? std::string(to_id(route.why))
                                            : route.why_text;
  std::string out;
  out += printable(fmt::format("  {} ({})  {}", route.target, to_id(route.role), route.url.text())) + "\n";
  out += printable(fmt::format("      goes to {}  because {}", address, why)) + "\n";
  out += printable(fmt::format("      SNI {}  Host {}  certificate must cover {}",
                               route.sni.empty() ? "(none)" : route.sni, route.host, route.verify_name)) +
         "\n";
  if (route.proxy)
    out += printable("      through proxy " + with_port(route.proxy->host, route.proxy->port)) + "\n";
  if (!judge::is_asked_for(rehearsal.profile, *endpoint, route, rehearsal.now)) {
    return out + (judge::is_over(rehearsal.profile, rehearsal.now)
                      ? "      not tried: the window is over\n"
                      : "      not tried: the notice does not name this host\n");
  }
  if (target->certificate) out += certificate_line(*target);
  for (const auto& call : endpoint->calls) out += call_line(call, route, *target, rehearsal);
  return out;
}

}  // namespace

std::string dry_run_text(const Rehearsal& rehearsal) {
  std::string out = printable(rehearsal.profile.title) + "\ndry run: no endpoint is connected to\n";
  std::string endpoint;
  for (const auto& route : rehearsal.routes.routes) {
    if (route.endpoint != endpoint) out += "\n" + printable(route.endpoint) + "\n";
    endpoint = route.endpoint;
    out += route_text(rehearsal, route);
  }
  if (!rehearsal.profile.stand_ins.empty()) {
    out += "\nstand-ins for what is not set:";
    for (const auto& name : rehearsal.profile.stand_ins) out += " " + printable(name);
    out += "\n";
  }
  if (!rehearsal.routes.findings.empty()) out += "\n";
  for (const auto& finding : rehearsal.routes.findings) {
    out += printable(fmt::format("finding {}{}{}: {}", finding.id, finding.where.empty() ? "" : " ",
                                 finding.where, finding.text)) +
           "\n";
  }
  return out;
}

}  // namespace rehearse::cli
