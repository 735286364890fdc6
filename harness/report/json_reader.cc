#include "report/json_reader.h"

#include <set>

#include <fmt/format.h>

#include "base/address.h"

namespace rehearse::report {
namespace {

constexpr int kRefused = 501;

cert::CertificatePtr of_fields(const Json& object) {
  cert::Certificate out;
  out.subject = name_of_text(text_at(object, "subject"));
  out.issuer = name_of_text(text_at(object, "issuer"));
  out.sha256 = digest_at(object, "sha256").value_or(Sha256());
  out.spki_sha256 = digest_at(object, "spki_sha256").value_or(Sha256());
  out.serial = text_at(object, "serial");
  out.not_before = time_at(object, "not_before");
  out.not_after = time_at(object, "not_after");
  out.key_type = text_at(object, "key_type");
  out.signature_algorithm = text_at(object, "signature_algorithm");
  for (auto& text : texts_at(object, "sans"))
    (Address::parse(text) ? out.ip_addresses : out.dns_names).push_back(std::move(text));
  return std::make_shared<const cert::Certificate>(std::move(out));
}

cert::CertificatePtr of_pem(const std::string& pem, const Sha256& sha256) {
  const auto chain = cert::from_pem(pem);
  if (!chain || chain->size() != 1) refuse("pem is no certificate");
  if (chain->front()->sha256 != sha256) refuse("pem is another certificate than its sha256 says");
  return chain->front();
}

}  // namespace

void refuse(const std::string& what) {
  throw Json::other_error::create(kRefused, what, static_cast<const Json*>(nullptr));
}

Json parse_saved(std::string_view text) {
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int, Json::parse_event_t event, const Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second)
      refuse(fmt::format("the key \"{}\" stands twice in one object", parsed.get<std::string>()));
    return true;
  };
  return Json::parse(text, watch);
}

std::string what_is_wrong(const Json::exception& error) {
  // "[json.exception.type_error.304] cannot use at() with null": the library's own words are for its users.
  const std::string_view text = error.what();
  const auto end = text.find("] ");
  if (error.id == kRefused && end != std::string_view::npos) return std::string(text.substr(end + 2));
  return "is not as a run writes it: " + std::string(text);
}

std::string text_at(const Json& object, const char* key) {
  const auto& value = object.at(key);
  return value.is_null() ? std::string() : value.get<std::string>();
}

std::vector<std::string> texts_at(const Json& object, const char* key) {
  return each_at(object, key, [](const Json& item) { return item.get<std::string>(); });
}

Instant time_at(const Json& object, const char* key) {
  const auto at = parse_rfc3339(object.at(key).get<std::string>());
  if (!at) refuse(std::string(key) + " is no time");
  return *at;
}

std::optional<Sha256> digest_at(const Json& object, const char* key) {
  const auto text = text_at(object, key);
  if (text.empty()) return std::nullopt;
  const auto parsed = parse_sha256(text);
  if (!parsed) refuse(std::string(key) + " is no digest");
  return *parsed;
}

std::size_t count_at(const Json& object, const char* key) {
  const auto& value = object.at(key);
  if (value.is_null()) return 0;
  if (!value.is_number_unsigned()) refuse(std::string(key) + " is no count");
  return value.get<std::size_t>();
}

bool flag_at(const Json& object, const char* key) {
  return object.at(key).get<bool>();
}

const Json& list_at(const Json& object, const char* key) {
  static const Json kNone = Json::array();
  const auto found = object.find(key);
  if (found == object.end()) return kNone;
  if (!found->is_array()) refuse(std::string(key) + " is no list");
  return *found;
}

SavedCertificates::SavedCertificates(const Json& document) {
  for (const auto& one : list_at(document, "certificates")) {
    const auto sha256 = digest_at(one, "sha256");
    if (!sha256) refuse("a certificate has no digest");
    if (const auto pem = text_at(one, "pem"); !pem.empty()) {
      x_known.emplace(*sha256, of_pem(pem, *sha256));
    } else if (const auto fields = one.find("fields"); fields != one.end() && !fields->is_null()) {
      x_known.emplace(*sha256, of_fields(*fields));
    }
  }
}

cert::CertificatePtr SavedCertificates::find(const Sha256& sha256) const {
  const auto found = x_known.find(sha256);
  return found == x_known.end() ? nullptr : found->second;
}

cert::Chain SavedCertificates::chain_at(const Json& object, const char* key) const {
  cert::Chain out;
  for (const auto& text : texts_at(object, key)) {
    const auto sha256 = parse_sha256(text);
    if (!sha256) refuse(std::string(key) + " holds what is no digest");
    if (auto known = find(*sha256)) out.push_back(std::move(known));
  }
  return out;
}

cert::CertificatePtr SavedCertificates::read(const Json& object) const {
  const auto sha256 = digest_at(object, "sha256");
  auto known = sha256 ? find(*sha256) : nullptr;
  if (!known) return of_fields(object);
  const auto fields = certificate(known);
  for (const auto& [key, value] : fields.items()) {
    if (object.at(key) != value) refuse("a certificate of a chain says another " + key + " than its PEM");
  }
  return known;
}

}  // namespace rehearse::report
