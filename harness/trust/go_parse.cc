#include "trust/go_parse.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "trust/der.h"

namespace rehearse::trust {
namespace {

std::uint8_t byte_of(char c) {
  return static_cast<std::uint8_t>(c);
}

struct Fields {
  int version = 1;
  std::string_view serial, inner_algorithm, outer_algorithm, issuer, validity, subject, key;
  std::optional<std::string_view> extensions;
};

bool read_version(Der& tbs, Fields& out) {
  const auto tagged = tbs.next(Der::constructed(0));
  if (!tagged) return true;
  const auto number = Der(tagged->content).read(Der::integer);
  if (!number || number->size() != 1 || byte_of(number->front()) > 2) return false;
  out.version = byte_of(number->front()) + 1;
  return true;
}

bool read_end(Der& tbs, Fields& out) {
  if (out.version == 1) return true;
  for (const unsigned unique_id : {1U, 2U}) {
    if (tbs.at(Der::context(unique_id)) && !tbs.next()) return false;
  }
  if (out.version != 3 || !tbs.at(Der::constructed(3))) return true;
  const auto tagged = tbs.read(Der::constructed(3));
  if (!tagged) return false;
  out.extensions = Der(*tagged).read(Der::sequence);
  return out.extensions.has_value();
}

std::optional<Fields> split(std::string_view der) {
  const auto whole = Der(der).read(Der::sequence);
  if (!whole) return std::nullopt;
  Der certificate(*whole);
  const auto signed_part = certificate.read(Der::sequence);
  if (!signed_part) return std::nullopt;
  Der tbs(*signed_part);
  Fields out;
  if (!read_version(tbs, out)) return std::nullopt;
  const auto serial = tbs.read(Der::integer);
  if (!serial) return std::nullopt;
  out.serial = *serial;
  for (auto* field : {&out.inner_algorithm, &out.issuer, &out.validity, &out.subject, &out.key}) {
    const auto content = tbs.read(Der::sequence);
    if (!content) return std::nullopt;
    *field = *content;
  }
  const auto algorithm = certificate.read(Der::sequence);
  const auto signature = certificate.read(Der::bit_string);
  if (!algorithm || !signature || !is_bit_string_for_go(*signature) || !read_end(tbs, out))
    return std::nullopt;
  out.outer_algorithm = *algorithm;
  return out;
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = byte_of(text[i]);
    const std::size_t more = first < 0x80 ? 0 : first >= 0xC2 && first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    if (first >= 0x80 && (first < 0xC2 || first > 0xF4)) return false;
    if (more >= text.size() - i) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      if ((byte_of(text[i + k]) & 0xC0U) != 0x80) return false;
    }
    const auto second = more > 0 ? byte_of(text[i + 1]) : 0;
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
      return false;
    i += more + 1;
  }
  return true;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// With '*' and '&', which the type does not have and certificates do.
bool is_printable_character(char c) {
  constexpr std::string_view kOthers = " '()+,-./:=?*&";
  return is_letter_or_digit(c) || kOthers.find(c) != std::string_view::npos;
}

// Surrogates and what is no character: refused by later releases, and here always.
bool is_bmp_text(std::string_view text) {
  if (text.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const unsigned point = byte_of(text[i]) * 256U + byte_of(text[i + 1]);
    if (point >= 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF) || (point >= 0xD800 && point <= 0xDFFF))
      return false;
  }
  return true;
}

// Source: Go, src/crypto/x509/parser.go, parseASN1String().
bool is_text(const Der::Element& value) {
  switch (value.tag) {
    case Der::t61_string:
      return true;
    case Der::utf8_string:
      return is_utf8(value.content);
    case Der::bmp_string:
      return is_bmp_text(value.content);
    case Der::printable_string:
      return std::ranges::all_of(value.content, is_printable_character);
    case Der::ia5_string:
      return std::ranges::all_of(value.content, [](char c) { return byte_of(c) < 0x80; });
    case Der::numeric_string:
      return std::ranges::all_of(value.content, [](char c) { return c == ' ' || (c >= '0' && c <= '9'); });
    default:
      return false;
  }
}

// Source: Go, src/crypto/x509/parser.go, parseName().
bool is_name(std::string_view content) {
  Der name(content);
  while (!name.empty()) {
    const auto set = name.read(Der::set);
    if (!set) return false;
    Der attributes(*set);
    while (!attributes.empty()) {
      const auto attribute = attributes.read(Der::sequence);
      if (!attribute) return false;
      Der parts(*attribute);
      const auto type = parts.read(Der::object_id);
      const auto value = type ? parts.next() : std::nullopt;
      if (!value || !is_oid_for_go(*type) || !is_text(*value)) return false;
    }
  }
  return true;
}

// "YYMMDDhhmmssZ" and "YYYYMMDDhhmmssZ". That the day exists, OpenSSL has seen.
bool is_validity(std::string_view content) {
  Der dates(content);
  for (int i = 0; i < 2; ++i) {
    const auto date = dates.next();
    if (!date) return false;
    const std::size_t size = date->tag == Der::utc_time ? 13 : date->tag == Der::generalized_time ? 15 : 0;
    if (date->content.size() != size || date->content.back() != 'Z') return false;
    const auto digits = date->content.substr(0, size - 1);
    if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return false;
  }
  return true;
}

bool is_algorithm(Der algorithm) {
  const auto oid = algorithm.read(Der::object_id);
  return oid && is_oid_for_go(*oid) && (algorithm.empty() || algorithm.next());
}

bool is_rsa_key(std::string_view bits) {
  const auto content = Der(bits).read(Der::sequence);
  if (!content) return false;
  Der key(*content);
  const auto modulus = key.read(Der::integer), exponent = key.read(Der::integer);
  if (!modulus || !exponent || !is_minimal_integer(*modulus) || !is_minimal_integer(*exponent)) return false;
  const auto is_positive = [](std::string_view number) {
    return byte_of(number.front()) < 0x80 && number != std::string_view("\0", 1);
  };
  return is_positive(*modulus) && is_positive(*exponent) && exponent->size() <= 8;
}

// P-224, P-256, P-384, P-521. Source: Go, src/crypto/x509/x509.go, namedCurveFromOID().
bool is_curve(std::string_view curve) {
  constexpr std::array<std::string_view, 4> kCurves = {"1.3.132.0.33", "1.2.840.10045.3.1.7", "1.3.132.0.34",
                                                       "1.3.132.0.35"};
  return std::ranges::find(kCurves, curve) != kCurves.end();
}

// Keys of an algorithm that Go does not know make no signature, and are no error.
// Source: Go, src/crypto/x509/parser.go, parsePublicKey().
bool is_key(std::string_view spki, const PublicKey& key) {
  Der parts(spki);
  const auto algorithm = parts.read(Der::sequence);
  const auto bits = parts.read(Der::bit_string);
  if (!algorithm || !bits || !is_bit_string_for_go(*bits) || !is_algorithm(Der(*algorithm))) return false;
  Der inner(*algorithm);
  inner.next();
  const auto parameters = inner.next();
  const auto value = bits->substr(1);
  if (key.oid == oid::kRsaKey) {
    const bool is_null = parameters && parameters->whole == std::string_view("\x05\x00", 2);
    return is_null && key.decodes && is_rsa_key(value);
  }
  if (key.oid == oid::kEcKey) {
    const bool named = parameters && parameters->tag == Der::object_id;
    return named && key.decodes && is_curve(key.curve) && value.starts_with('\x04');  // no compressed points
  }
  if (key.oid == oid::kEd25519) return !parameters && value.size() == 32;
  if (key.oid == oid::kDsaKey) return key.decodes;
  return true;
}

std::string_view problem_of_fields(const Fields& fields, const Facts& facts, const GoRules& rules) {
  if (!is_minimal_integer(fields.serial)) return "malformed serial number";
  if (facts.serial_sign < 0 && !rules.reads_negative_serials) return "negative serial number";
  if (fields.inner_algorithm != fields.outer_algorithm)
    return "inner and outer signature algorithm do not match";
  if (!is_algorithm(Der(fields.inner_algorithm))) return "malformed signature algorithm";
  if (!is_name(fields.issuer)) return "malformed issuer";
  if (!is_validity(fields.validity)) return "malformed validity";
  if (!is_name(fields.subject)) return "malformed subject";
  if (!is_key(fields.key, facts.key)) return "malformed or unsupported public key";
  return {};
}

// The shape of each extension alone: problem_of_extension() looks into those that Go knows.
bool are_extensions(std::string_view content) {
  Der all(content);
  while (!all.empty()) {
    const auto extension = all.read(Der::sequence);
    if (!extension) return false;
    Der parts(*extension);
    const auto oid = parts.read(Der::object_id);
    if (!oid || !is_oid_for_go(*oid)) return false;
    if (parts.at(Der::boolean)) {
      const auto critical = parts.read(Der::boolean);
      if (!critical || (*critical != std::string_view("\0", 1) && *critical != "\xFF")) return false;
    }
    if (!parts.read(Der::octet_string)) return false;
  }
  return true;
}

std::string_view read_extensions(const Facts& facts, const GoRules& rules, GoCertificate& out) {
  if (!facts.duplicate_extensions.empty()) return "an extension stands twice";
  for (const auto& extension : facts.extensions) {
    bool unhandled = false;
    if (const auto problem = problem_of_extension(extension, rules, unhandled); !problem.empty())
      return problem;
    if (!unhandled && facts.find_problem(extension.oid) != nullptr)
      return "an extension that does not decode";
    if (unhandled && extension.critical) out.unhandled_critical = true;
  }
  return {};
}

}  // namespace

const Facts& GoCertificate::said() const {
  static const Facts nothing;
  return facts->version == 3 ? *facts : nothing;
}

bool is_oid_for_go(std::string_view content) {
  constexpr std::uint32_t kMost = 1U << 24U;  // one step more and the arc would not fit 31 bits
  if (content.empty() || byte_of(content.back()) >= 0x80) return false;
  std::uint32_t arc = 0;
  bool is_first = true;
  for (const char c : content) {
    if (arc >= kMost || (is_first && byte_of(c) == 0x80)) return false;
    arc = arc << 7U | (byte_of(c) & 0x7FU);
    is_first = byte_of(c) < 0x80;
    if (is_first) arc = 0;
  }
  return true;
}

bool is_bit_string_for_go(std::string_view content) {
  if (content.empty()) return false;
  const unsigned unused = byte_of(content.front());
  if (unused > 7 || (content.size() == 1 && unused != 0)) return false;
  return content.size() == 1 || (byte_of(content.back()) & ((1U << unused) - 1U)) == 0;
}

GoCertificate read_as_go(const Facts& facts, const GoRules& rules) {
  GoCertificate out{.facts = &facts, .malformed = {}};
  const auto fields = split(facts.certificate->der);
  if (!fields) {
    out.malformed = "not the DER of a certificate";
    return out;
  }
  out.malformed = problem_of_fields(*fields, facts, rules);
  if (!out.malformed.empty() || !fields->extensions) return out;
  out.malformed =
      are_extensions(*fields->extensions) ? read_extensions(facts, rules, out) : "malformed extension";
  return out;
}

}  // namespace rehearse::trust
