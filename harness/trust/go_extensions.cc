// The extensions that Go reads. Source: Go, src/crypto/x509/parser.go; each function here names its own.

#include <algorithm>
#include <cstddef>
#include <set>

#include "base/address.h"
#include "trust/der.h"
#include "trust/go_names.h"
#include "trust/go_parse.h"
#include "trust/name_constraints.h"

namespace rehearse::trust {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Every element of the SEQUENCE is one that `is_good` takes.
template <class Good>
bool each_of_sequence(std::string_view value, Good is_good) {
  const auto content = Der(value).read(Der::sequence);
  if (!content) return false;
  Der all(*content);
  while (!all.empty()) {
    const auto element = all.next();
    if (!element || !is_good(*element)) return false;
  }
  return true;
}

bool is_key_usage(std::string_view value) {
  const auto bits = Der(value).read(Der::bit_string);
  return bits && is_bit_string_for_go(*bits);
}

// parseBasicConstraintsExtension()
bool is_basic_constraints(std::string_view value, const GoRules& rules) {
  const auto content = Der(value).read(Der::sequence);
  if (!content) return false;
  Der parts(*content);
  if (parts.at(Der::boolean)) {
    const auto is_ca = parts.read(Der::boolean);
    if (!is_ca || (*is_ca != std::string_view("\0", 1) && *is_ca != "\xFF")) return false;
  }
  if (!parts.at(Der::integer)) return true;
  const auto length = parts.read(Der::integer);
  if (!length || !is_minimal_integer(*length) || length->size() > 8) return false;
  return rules.reads_negative_path_lengths || static_cast<unsigned char>(length->front()) < 0x80;
}

bool is_subject_uri(std::string_view uri, const GoRules& rules) {
  const auto host = is_ascii(uri) ? uri_host_for_go(uri) : std::nullopt;
  return host && is_domain_for_go(*host, rules);
}

// parseSANExtension(). Names of other kinds are passed over; if there are no others, it is unhandled.
bool is_subject_names(std::string_view value, const GoRules& rules, bool& unhandled) {
  bool any = false;
  const bool good = each_of_sequence(value, [&](const Der::Element& name) {
    const bool is_text = name.tag == Der::context(1) || name.tag == Der::context(2);
    const bool is_uri = name.tag == Der::context(6), is_ip = name.tag == Der::context(7);
    any = any || is_text || is_uri || is_ip;
    if (is_text) return is_ascii(name.content);
    if (is_uri) return is_subject_uri(name.content, rules);
    return !is_ip || name.content.size() == 4 || name.content.size() == 16;
  });
  unhandled = !any;
  return good;
}

bool is_domain_constraint(std::string_view text, const GoRules& rules) {
  return is_ascii(text) && is_domain_for_go(text.starts_with('.') ? text.substr(1) : text, rules);
}

// The base of one subtree: parseNameConstraintsExtension().
bool is_constraint(const Der::Element& base, const GoRules& rules, bool& unhandled) {
  switch (base.tag) {
    case Der::context(1):
      if (base.content.find('@') == std::string_view::npos) return is_domain_constraint(base.content, rules);
      return is_ascii(base.content) && mailbox_for_go(base.content, rules).has_value();
    case Der::context(2):
      return is_domain_constraint(base.content, rules);
    case Der::context(6):
      return !Address::parse(base.content) && is_domain_constraint(base.content, rules);
    case Der::context(7):
      return has_contiguous_mask(base.content);
    default:
      unhandled = true;
      return true;
  }
}

// parseNameConstraintsExtension(). Nothing may stand behind it, and one of both lists must hold something.
bool is_name_constraints(std::string_view value, const GoRules& rules, bool& unhandled) {
  Der outer(value);
  const auto content = outer.read(Der::sequence);
  if (!content || !outer.empty()) return false;
  Der both(*content);
  bool any = false;
  for (const unsigned kind : {0U, 1U}) {
    if (!both.at(Der::constructed(kind))) continue;
    const auto list = both.read(Der::constructed(kind));
    if (!list) return false;
    any = any || !list->empty();
    Der trees(*list);
    while (!trees.empty()) {
      const auto tree = trees.read(Der::sequence);
      const auto base = tree ? Der(*tree).next() : std::nullopt;
      if (!base || !is_constraint(*base, rules, unhandled)) return false;
    }
  }
  return any && both.empty();
}

bool is_crl_distribution_points(std::string_view value) {
  return each_of_sequence(value, [](const Der::Element& point) {
    if (point.tag != Der::sequence) return false;
    Der parts(point.content);
    if (!parts.at(Der::constructed(0))) return true;
    const auto name = parts.read(Der::constructed(0));
    const auto full = name ? Der(*name).read(Der::constructed(0)) : std::nullopt;
    if (!full) return false;
    Der names(*full);
    while (names.at(Der::context(6))) {
      if (!names.next()) return false;
    }
    return true;
  });
}

bool is_authority_key_id(std::string_view value) {
  const auto content = Der(value).read(Der::sequence);
  if (!content) return false;
  Der parts(*content);
  return !parts.at(Der::context(0)) || parts.next().has_value();
}

bool is_oid_element(const Der::Element& element) {
  return element.tag == Der::object_id && is_oid_for_go(element.content);
}

// parseCertificatePoliciesExtension(). Releases that validate policies mind one that stands twice.
bool is_policies(std::string_view value, const GoRules& rules) {
  std::set<std::string_view> seen;
  return each_of_sequence(value, [&](const Der::Element& policy) {
    if (policy.tag != Der::sequence) return false;
    const auto oid = Der(policy.content).next();
    return oid && is_oid_element(*oid) && (seen.insert(oid->content).second || !rules.validates_policies);
  });
}

bool is_policy_mappings(std::string_view value) {
  return each_of_sequence(value, [](const Der::Element& mapping) {
    if (mapping.tag != Der::sequence) return false;
    Der both(mapping.content);
    return both.read(Der::object_id) && both.read(Der::object_id);
  });
}

bool is_small_integer(std::string_view content) {
  return is_minimal_integer(content) && content.size() <= 8;
}

bool is_policy_constraints(std::string_view value) {
  const auto content = Der(value).read(Der::sequence);
  if (!content) return false;
  Der parts(*content);
  for (const unsigned kind : {0U, 1U}) {
    if (!parts.at(Der::context(kind))) continue;
    const auto number = parts.read(Der::context(kind));
    if (!number || !is_small_integer(*number)) return false;
  }
  return true;
}

bool is_inhibit_any_policy(std::string_view value) {
  const auto number = Der(value).read(Der::integer);
  return number && is_small_integer(*number);
}

bool is_authority_information_access(std::string_view value) {
  return each_of_sequence(value, [](const Der::Element& access) {
    if (access.tag != Der::sequence) return false;
    Der parts(access.content);
    const auto method = parts.read(Der::object_id);
    return method && is_oid_for_go(*method) && (!parts.at(Der::context(6)) || parts.next());
  });
}

constexpr std::string_view kCrlDistributionPoints = "2.5.29.31";
constexpr std::string_view kAuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";

bool is_about_policies(std::string_view oid) {
  return oid == oid::kPolicyMappings || oid == oid::kPolicyConstraints || oid == oid::kInhibitAnyPolicy;
}

bool is_well_formed(const Extension& extension, const GoRules& rules, bool& unhandled) {
  const std::string_view id = extension.oid, value = extension.value;
  if (id == oid::kKeyUsage) return is_key_usage(value);
  if (id == oid::kBasicConstraints) return is_basic_constraints(value, rules);
  if (id == oid::kSubjectAltName) return is_subject_names(value, rules, unhandled);
  if (id == oid::kNameConstraints) return is_name_constraints(value, rules, unhandled);
  if (id == kCrlDistributionPoints) return is_crl_distribution_points(value);
  if (id == oid::kAuthorityKeyId) return is_authority_key_id(value);
  if (id == oid::kSubjectKeyId) return Der(value).read(Der::octet_string).has_value();
  if (id == oid::kExtendedKeyUsage) return each_of_sequence(value, is_oid_element);
  if (id == oid::kCertificatePolicies) return is_policies(value, rules);
  if (id == kAuthorityInformationAccess) return is_authority_information_access(value);
  if (!rules.validates_policies || !is_about_policies(id)) {
    unhandled = true;
    return true;
  }
  if (id == oid::kPolicyMappings) return is_policy_mappings(value);
  if (id == oid::kPolicyConstraints) return is_policy_constraints(value);
  return is_inhibit_any_policy(value);
}

}  // namespace

std::string_view problem_of_extension(const Extension& extension, const GoRules& rules, bool& unhandled) {
  const bool must_not_be_critical = extension.oid == oid::kAuthorityKeyId ||
                                    extension.oid == oid::kSubjectKeyId ||
                                    extension.oid == kAuthorityInformationAccess;
  if (rules.minds_wrongly_critical && must_not_be_critical && extension.critical)
    return "a key id or authority information access that is critical";
  return is_well_formed(extension, rules, unhandled) ? std::string_view()
                                                     : "an extension that does not parse";
}

}  // namespace rehearse::trust
