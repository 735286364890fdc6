#include "cli/prepare.h"

#include <filesystem>

#include <fmt/format.h>

#include "base/file.h"
#include "base/printable.h"
#include "base/zone.h"
#include "call/questions.h"
#include "cli/check_inputs.h"
#include "cli/named_store.h"
#include "profile/load.h"
#include "route/dns.h"
#include "route/impatient.h"
#include "trust/client.h"

namespace rehearse::cli {
namespace {

constexpr std::chrono::days kLabLeadTime{14};
constexpr std::chrono::seconds kDnsPatience{5};

std::unexpected<Farewell> usage(const std::string& text) {
  return std::unexpected(Farewell{"rehearse: " + printable(text) + "\n", true, ExitCode::usage});
}

std::unexpected<Farewell> usage(std::string_view path, const std::vector<profile::Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) text += printable(profile::to_text(path, problem)) + "\n";
  return std::unexpected(Farewell{text, true, ExitCode::usage});
}

// The lab's clock stands before the window, its certificates are those that it mints, and only its stores are
// judged.
lab::Shows shows_of(const std::string& chain) {
  if (chain == "old") return lab::Shows::old;
  if (chain == "incomplete") return lab::Shows::incomplete;
  if (chain == "expired") return lab::Shows::expired;
  return chain == "wrong-name" ? lab::Shows::wrong_name : lab::Shows::announced;
}

Prepared start_lab(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  const auto& window = rehearsal.profile.maintenance;
  // A program goes by the machine's clock, and so do the certificates that it is to meet.
  const bool is_for_program = arguments.command == Arguments::Command::exec || arguments.clients;
  const auto started = rehearsal.surroundings->started;
  const auto before_window = window && !is_for_program ? window->from - kLabLeadTime : started;
  rehearsal.now = arguments.now.value_or(before_window);
  rehearsal.gate_now = rehearsal.now;
  auto vendor =
      lab::Vendor::start(rehearsal.profile, window && !is_for_program ? window->from : rehearsal.now,
                         shows_of(arguments.exec.lab_chain));
  if (!vendor)
    return std::unexpected(
        Farewell{"rehearse: the lab did not start: " + printable(vendor.error().text()) + "\n", true,
                 ExitCode::defect});
  rehearsal.vendor = *std::move(vendor);
  rehearsal.profile = rehearsal.vendor->profile();
  if (arguments.clients) rehearsal.profile.maintenance.reset();
  rehearsal.set_aside = std::exchange(rehearsal.profile.stores, {});
  for (const char* name : {"lab:current", "lab:stale"}) {
    rehearsal.profile.stores.push_back({.name = name, .client = "openssl"});
  }
  for (auto& endpoint : rehearsal.profile.endpoints) endpoint.stores = {"lab:current", "lab:stale"};
  return {};
}

Result<std::vector<route::Override>> overrides_of(const Arguments& arguments) {
  std::vector<route::Override> out;
  for (const auto& text : arguments.connect_to) {
    auto parsed = route::parse_connect_to(text);
    if (!parsed) return std::unexpected(std::move(parsed.error()).in("--connect-to " + text));
    out.push_back(*std::move(parsed));
  }
  for (const auto& text : arguments.resolve) {
    auto parsed = route::parse_resolve(text);
    if (!parsed) return std::unexpected(std::move(parsed.error()).in("--resolve " + text));
    out.push_back(*std::move(parsed));
  }
  return out;
}

Result<void> take_proxy(const Surroundings& surroundings, route::Inputs& inputs) {
  const auto variables = proxies_of(surroundings);
  if (variables.empty()) return fail("no-proxy", "--proxy-from-env: the environment names no proxy");
  auto parsed = parse_proxy_url(variables.front().value);
  if (!parsed) return std::unexpected(std::move(parsed.error()).in(variables.front().name));
  profile::Proxy proxy{.host = parsed->host, .port = parsed->port, .authorization = {}};
  if (!parsed->authorization.empty()) proxy.authorization.add_secret(parsed->authorization);
  inputs.proxy = std::move(proxy);
  return {};
}

Result<route::Inputs> route_inputs(const Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  route::Inputs inputs;
  auto overrides = overrides_of(arguments);
  if (!overrides) return std::unexpected(std::move(overrides.error()));
  inputs.overrides = *std::move(overrides);
  if (!arguments.hosts.empty()) {
    auto text = read_file(arguments.hosts);
    if (!text) return std::unexpected(std::move(text.error()).in("--hosts"));
    inputs.hosts_file = *std::move(text);
    inputs.hosts_file_name = arguments.hosts;
  }
  if (rehearsal.vendor) {
    for (const auto& edge : rehearsal.vendor->edges())
      inputs.lab.push_back({edge.target, edge.address, edge.port});
    return inputs;
  }
  inputs.machine_hosts = read_file("/etc/hosts").value_or("");
  for (const auto& variable : proxies_of(*rehearsal.surroundings))
    inputs.proxy_environment.push_back(shown(variable));
  if (arguments.proxy_from_env) {
    if (auto taken = take_proxy(*rehearsal.surroundings, inputs); !taken)
      return std::unexpected(std::move(taken.error()));
  }
  if (!arguments.no_dns) {
    const auto& profiles = rehearsal.profile.resolver;
    auto lookup = route::dns_lookup(arguments.resolver.empty() ? profiles : arguments.resolver, kDnsPatience);
    if (!lookup) return std::unexpected(std::move(lookup.error()));
    inputs.lookup = route::impatient(*std::move(lookup));
  }
  return inputs;
}

Result<NamedStore> named_by(const profile::Store& store, const Rehearsal& rehearsal) {
  const auto& vendor = rehearsal.vendor;
  const bool is_current = store.name == "lab:current";
  if (!vendor || (!is_current && store.name != "lab:stale"))
    return named_by(store, rehearsal.profile.path, *rehearsal.surroundings);
  auto pem = is_current ? vendor->current_pem() : vendor->stale_pem();
  return NamedStore{.name = store.name,
                    .source = {.kind = store::Source::Kind::memory, .pem = std::move(pem)},
                    .client = store.client};
}

}  // namespace

profile::LoadContext load_context(const Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  profile::LoadContext context;
  context.environment = [&](const std::string& name) { return rehearsal.surroundings->variable(name); };
  context.read_file = [](const std::string& path) { return read_file(path); };
  for (const auto& client : trust::clients()) context.clients.push_back(client.id);
  context.clients.emplace_back("java");
  context.check_query = call::check_query;
  // What makes no call needs no secrets.
  const bool plays =
      arguments.lab || arguments.dry_run || arguments.command == Arguments::Command::lab ||
      arguments.command == Arguments::Command::stores || arguments.command == Arguments::Command::impact ||
      arguments.command == Arguments::Command::exec || arguments.command == Arguments::Command::init;
  context.unset = plays ? profile::LoadContext::Unset::stand_in : profile::LoadContext::Unset::error;
  return context;
}

Prepared load_profile(Rehearsal& rehearsal) {
  const auto& arguments = *rehearsal.arguments;
  auto yaml = read_file(arguments.profile);
  if (!yaml) return usage(yaml.error().text());
  rehearsal.profile_sha256 = cert::sha256(*yaml);
  auto loaded = profile::load(*yaml, arguments.profile, load_context(rehearsal));
  if (!loaded) return usage(arguments.profile, loaded.error());
  rehearsal.profile = *std::move(loaded);
  rehearsal.profile_text = *std::move(yaml);
  for (const auto& secret : rehearsal.profile.secrets()) rehearsal.redactor.add(secret);
  rehearsal.gate_now =
      rehearsal.surroundings->started;  // --now must not open the gate for a certificate that expired
  rehearsal.now = arguments.now.value_or(rehearsal.surroundings->started);
  if (arguments.lab || arguments.command == Arguments::Command::lab) return start_lab(rehearsal);
  return {};
}

Prepared resolve_routes(Rehearsal& rehearsal) {
  for (const auto& target : rehearsal.profile.targets) {
    if (target.redirect.pem.empty()) continue;
    auto chain = chain_in(target.redirect.pem, target.redirect.pem_name);
    if (!chain) return usage(std::move(chain.error()).in("target " + target.name).text());
    rehearsal.published.emplace(target.name, *std::move(chain));
  }
  auto inputs = route_inputs(rehearsal);
  if (!inputs) return usage(inputs.error().text());
  if (inputs->proxy) {
    for (const auto& secret : inputs->proxy->authorization.secrets()) rehearsal.redactor.add(secret);
  }
  auto routes = route::resolve(rehearsal.profile, *inputs);
  if (!routes) return usage(routes.error().text());
  rehearsal.routes = *std::move(routes);
  return {};
}

void open_stores(Rehearsal& rehearsal) {
  std::vector<trust::Holding> holdings;
  for (const auto& store : rehearsal.profile.stores) {
    const auto named = named_by(store, rehearsal);
    if (named && named->source.password) {
      for (const auto& secret : named->source.password->secrets()) rehearsal.redactor.add(secret);
      rehearsal.store_passwords[store.name] = *named->source.password;
    }
    const auto* client = trust::find_client(store.client);
    if (client == nullptr) client = &trust::client_of("", store::Source::Kind::path);
    holdings.push_back(named ? open_store(*named)
                             : trust::Holding{store.name, client, std::unexpected(named.error())});
  }
  rehearsal.verifier.emplace(std::move(holdings), trust::Origin::handshake);
}

std::vector<Finding> lab_findings(const Rehearsal& rehearsal) {
  if (!rehearsal.vendor) return {};
  const auto& profile = rehearsal.profile;
  std::string set_aside, stand_ins;
  for (const auto& store : rehearsal.set_aside) set_aside += (set_aside.empty() ? "" : ", ") + store.name;
  for (const auto& name : profile.stand_ins) stand_ins += (stand_ins.empty() ? "" : ", ") + name;
  const auto zone = profile.maintenance ? profile.maintenance->zone : std::string("Etc/UTC");
  return {
      {"lab-certificates", "",
       "the certificates are the lab's: fingerprints, SPKIs and key ids of the profile are replaced by "
       "those of the certificates minted for them"},
      {"lab-stores", "",
       set_aside.empty() ? "the lab's own stores are judged" : "not judged under --lab: " + set_aside},
      {"lab-stand-ins", "",
       stand_ins.empty() ? "no variable was unset" : "stand-ins for what is not set: " + stand_ins},
      {"lab-clock", "",
       fmt::format(
           "the clock stands at {} ({}){}", to_rfc3339(rehearsal.now),
           to_local(rehearsal.now, zone).value_or("UTC"),
           rehearsal.arguments->clients ? ": clients go by the machine's, and no window is judged" : "")},
  };
}

}  // namespace rehearse::cli
