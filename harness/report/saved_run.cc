#include "report/saved_run.h"

#include <algorithm>

#include "report/json_parts.h"

namespace rehearse::report {
namespace {

// null, where the report says that there is none.
std::string text_at(const Json& object, const char* key) {
  const auto& value = object.at(key);
  return value.is_null() ? std::string() : value.get<std::string>();
}

// What a person edited by hand is told, not guessed at. The library's kind of error, as for a missing key.
[[noreturn]] void refuse(const std::string& what) {
  throw Json::other_error::create(501, what, static_cast<const Json*>(nullptr));
}

Instant time_at(const Json& object, const char* key) {
  const auto at = parse_rfc3339(object.at(key).get<std::string>());
  if (!at) refuse(std::string(key) + " is no time");
  return *at;
}

// Read wider than it is: the library cuts what does not fit an int.
int status_of(const Json& status) {
  if (status.is_null()) return 0;
  const auto number = status.get<std::int64_t>();
  if (!status.is_number_integer() || number < 0 || number > 999) refuse("status is none");
  return static_cast<int>(number);
}

DistinguishedName name_of(const std::string& text) {
  const auto parsed = parse_distinguished_name(text);
  return parsed ? *parsed : DistinguishedName{{{"CN", text}}};
}

cert::CertificatePtr certificate_of(const Json& object) {
  cert::Certificate out;
  out.subject = name_of(text_at(object, "subject"));
  out.issuer = name_of(text_at(object, "issuer"));
  out.sha256 = parse_sha256(text_at(object, "sha256")).value_or(Sha256());
  out.spki_sha256 = parse_sha256(text_at(object, "spki_sha256")).value_or(Sha256());
  out.not_before = time_at(object, "not_before");
  out.not_after = time_at(object, "not_after");
  out.key_type = text_at(object, "key_type");
  out.signature_algorithm = text_at(object, "signature_algorithm");
  for (const auto& san : object.at("sans")) {
    auto text = san.get<std::string>();
    (Address::parse(text) ? out.ip_addresses : out.dns_names).push_back(std::move(text));
  }
  return std::make_shared<const cert::Certificate>(std::move(out));
}

probe::Handshake handshake_of(const Json& object) {
  probe::Handshake out;
  out.version = text_at(object, "version");
  out.cipher = text_at(object, "cipher");
  out.group = text_at(object, "group");
  out.signature = text_at(object, "signature");
  out.alpn = text_at(object, "alpn");
  out.failure = text_at(object, "failure");
  out.client_certificate_asked = object.at("client_certificate_asked").get<bool>();
  out.staple = object.at("ocsp_staple").get<bool>() ? "sent" : "";
  for (const auto& certificate : object.at("chain")) out.chain.push_back(certificate_of(certificate));
  return out;
}

call::Outcome outcome_of(const std::string& id) {
  for (int i = 0; i <= static_cast<int>(call::Outcome::refused); ++i) {
    if (to_id(static_cast<call::Outcome>(i)) == id) return static_cast<call::Outcome>(i);
  }
  return call::Outcome::no_answer;
}

judge::RouteReport route_of(const Json& object) {
  judge::RouteReport out;
  out.route.endpoint = text_at(object, "endpoint");
  out.route.target = text_at(object, "target");
  out.route.verify_name = text_at(object, "verify_name");
  if (const auto& address = object.at("address"); !address.is_null()) {
    const auto parsed = Address::parse(address.get<std::string>());
    if (!parsed) refuse("address is none");
    out.route.address = *parsed;
    out.route.port = object.at("port").get<std::uint16_t>();
  }
  if (!object.at("unresolved").is_null()) out.route.unresolved = Error{"unresolved", "", {}};
  if (const auto& handshake = object.at("handshake"); !handshake.is_null())
    out.handshake = handshake_of(handshake);
  for (const auto& call : object.at("calls")) {
    judge::RouteReport::CallReport one;
    one.name = text_at(call, "name");
    one.status = status_of(call.at("status"));
    one.outcome = outcome_of(text_at(call, "outcome"));
    one.detail = text_at(call, "detail");
    out.calls.push_back(std::move(one));
  }
  return out;
}

}  // namespace

Result<SavedRun> read_saved_run(std::string_view text) {
  const auto document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) return fail("bad-report", "is no JSON");
  // What is not as render_json() writes it, the library throws at.
  try {
    if (document.at("schema") != "rehearse-report/1")
      return fail("bad-report", "is no report of a run (schema rehearse-report/1)");
    SavedRun out{.now = time_at(document, "now"), .routes = {}};
    for (const auto& route : document.at("routes")) out.routes.push_back(route_of(route));
    return out;
  } catch (const Json::exception& error) {
    return fail("bad-report", error.what());
  }
}

}  // namespace rehearse::report
