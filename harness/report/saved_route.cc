#include "report/saved_route.h"

#include <chrono>
#include <limits>

namespace rehearse::report {
namespace {

int status_at(const Json& object, const char* key) {
  const auto number = count_at(object, key);
  if (number > 999) refuse("status is none");
  return static_cast<int>(number);
}

std::uint16_t port_at(const Json& object, const char* key) {
  const auto number = count_at(object, key);
  if (number > std::numeric_limits<std::uint16_t>::max()) refuse("port is none");
  return static_cast<std::uint16_t>(number);
}

std::chrono::seconds seconds_at(const Json& object, const char* key) {
  return std::chrono::seconds(object.contains(key) ? count_at(object, key) : 0);
}

Address address_of(const std::string& text) {
  const auto parsed = Address::parse(text);
  if (!parsed) refuse("address is none");
  return *parsed;
}

probe::Timings timings_of(const Json& object) {
  const auto at = [&](const char* key) { return std::chrono::microseconds(count_at(object, key)); };
  return {at("connect"), at("handshake"), at("first_byte"), at("total")};
}

probe::Handshake handshake_of(const Json& object, const SavedCertificates& certificates) {
  probe::Handshake out;
  out.reached = id_at(object, "reached", probe::Reached::finished);
  out.version = text_at(object, "version");
  out.cipher = text_at(object, "cipher");
  out.group = text_at(object, "group");
  out.signature = text_at(object, "signature");
  out.alpn = text_at(object, "alpn");
  out.sni = text_at(object, "sni_sent");
  if (const auto& alert = object.at("alert"); !alert.is_null())
    out.alert =
        probe::Alert{alert.at("number").get<int>(), text_at(alert, "name"), flag_at(alert, "sent_by_us")};
  out.peer_address = text_at(object, "peer_address");
  for (const auto& one : object.at("chain")) out.chain.push_back(certificates.read(one));
  out.client_certificate_asked = flag_at(object, "client_certificate_asked");
  out.client_certificate_presented = flag_at(object, "client_certificate_presented");
  out.resumed = flag_at(object, "resumed");
  out.staple = flag_at(object, "ocsp_staple") ? "sent" : "";
  out.timings = timings_of(object.at("timings_us"));
  out.failure = text_at(object, "failure");
  out.failure_text = text_at(object, "failure_text");
  return out;
}

judge::RouteReport::CallReport call_of(const Json& object) {
  judge::RouteReport::CallReport out;
  out.name = text_at(object, "name");
  out.kind = id_at(object, "kind", profile::CallKind::soap);
  out.status = status_at(object, "status");
  out.outcome = id_at(object, "outcome", call::Outcome::refused);
  out.asserts = each_at(object, "asserts", [](const Json& one) {
    return call::Assert{text_at(one, "what"), text_at(one, "expected"), text_at(one, "seen"),
                        flag_at(one, "holds")};
  });
  out.detail = text_at(object, "detail");
  return out;
}

route::Route route_of(const Json& object) {
  route::Route out;
  out.endpoint = text_at(object, "endpoint");
  out.target = text_at(object, "target");
  out.role = id_at(object, "role", profile::Role::other);
  const auto url = parse_url(text_at(object, "url"));
  if (!url) refuse("url is none");
  out.url = *url;
  out.sni = text_at(object, "sni");
  out.host = text_at(object, "host");
  out.verify_name = text_at(object, "verify_name");
  if (const auto address = text_at(object, "address"); !address.empty()) out.address = address_of(address);
  out.port = port_at(object, "port");
  out.why = id_at(object, "why", route::Why::lab);
  out.why_text = text_at(object, "why_text");
  for (const auto& text : texts_at(object, "candidates")) out.candidates.push_back(address_of(text));
  if (const auto& unresolved = object.at("unresolved"); !unresolved.is_null())
    out.unresolved = Error{text_at(unresolved, "code"), text_at(unresolved, "text"), {}};
  if (const auto& proxy = object.at("proxy"); !proxy.is_null())
    out.proxy = profile::Proxy{text_at(proxy, "host"), port_at(proxy, "port"), {}};
  out.without_sni = object.value("without_sni", false);
  out.aliases = each_at(object, "cnames", [](const Json& one) {
    return route::Alias{text_at(one, "name"), text_at(one, "target"), seconds_at(one, "ttl")};
  });
  out.ttl = seconds_at(object, "ttl");
  return out;
}

judge::Intermediates intermediates_of(const Json& object, const SavedCertificates& certificates) {
  const auto root = digest_at(object, "root");
  return {certificates.chain_at(object, "sent"), certificates.chain_at(object, "missing"),
          root ? certificates.find(*root) : nullptr};
}

}  // namespace

judge::RouteReport read_route(const Json& object, const SavedCertificates& certificates) {
  judge::RouteReport out;
  out.route = route_of(object);
  if (const auto& handshake = object.at("handshake"); !handshake.is_null())
    out.handshake = handshake_of(handshake, certificates);
  out.calls = each_at(object, "calls", call_of);
  if (const auto& one = object.at("intermediates"); !one.is_null())
    out.intermediates = intermediates_of(one, certificates);
  out.proofs = each_at(object, "proofs", [](const Json& one) {
    return judge::Proof{text_at(one, "by"), text_at(one, "text")};
  });
  out.handshakes = object.contains("handshakes") ? count_at(object, "handshakes") : 0;
  return out;
}

}  // namespace rehearse::report
