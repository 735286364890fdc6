#include "trust/java_names.h"

#include <algorithm>
#include <array>

#include <openssl/x509v3.h>

#include "base/digest.h"
#include "base/handle.h"
#include "cert/native.h"
#include "trust/name_constraints.h"

namespace rehearse::trust {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Runs of spaces become one, those at the ends go. Source: AVA.toRFC2253CanonicalString().
std::string folded(std::string_view text) {
  std::string out;
  bool after_space = false;
  for (const char c : text) {
    if (c == ' ' && after_space) continue;
    after_space = c == ' ';
    out += c;
  }
  const auto is_white = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!out.empty() && is_white(out.back())) out.pop_back();
  out.erase(out.begin(), std::ranges::find_if_not(out, is_white));
  return to_lower_ascii(out);
}

// One attribute; those that Java has a keyword for come before those with a bare OID.
std::string canonical(const X509_NAME_ENTRY* entry) {
  static constexpr int kKeywords[] = {
      NID_commonName,          NID_countryName,      NID_localityName,
      NID_stateOrProvinceName, NID_organizationName, NID_organizationalUnitName,
      NID_streetAddress,       NID_domainComponent,  NID_userId};
  const auto* object = X509_NAME_ENTRY_get_object(entry);
  const auto* value = X509_NAME_ENTRY_get_data(entry);
  const std::string bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                          static_cast<std::size_t>(ASN1_STRING_length(value)));
  std::array<char, 256> oid{};
  OBJ_obj2txt(oid.data(), oid.size(), object, 1);
  const int type = ASN1_STRING_type(value);
  const bool is_text = (type == V_ASN1_PRINTABLESTRING || type == V_ASN1_UTF8STRING) &&
                       std::ranges::count(kKeywords, OBJ_obj2nid(object)) > 0;
  const std::string head = std::string(is_text ? "0" : "1") + oid.data() + "=";
  return is_text ? head + folded(bytes) : head + std::to_string(type) + "#" + to_hex(bytes);
}

bool is_within(const JavaName& inner, const JavaName& outer) {
  return inner.rdns.size() >= outer.rdns.size() &&
         std::equal(outer.rdns.begin(), outer.rdns.end(), inner.rdns.begin());
}

std::optional<Relation> relate_directories(const GeneralName& base, const GeneralName& other) {
  const auto outer = java_name_of(base.value), inner = java_name_of(other.value);
  if (!outer || !inner) return std::nullopt;
  if (*inner == *outer) return Relation::match;
  if (inner->is_empty()) return Relation::widens;
  if (is_within(*inner, *outer)) return Relation::narrows;
  return is_within(*outer, *inner) ? Relation::widens : Relation::same_type;
}

// Whether `inner` ends in `outer` at a dot that only one of the two brings. Both end alike already.
bool ends_at_a_dot(std::string_view inner, std::string_view outer) {
  return (inner[inner.size() - outer.size() - 1] == '.') != (outer.front() == '.');
}

std::optional<Relation> relate_hosts(std::string_view base, std::string_view other) {
  const auto outer = to_lower_ascii(base), inner = to_lower_ascii(other);
  if (outer == inner) return Relation::match;
  if (outer.empty() || inner.empty()) return std::nullopt;  // an index out of bounds, in Java
  if (outer.ends_with(inner)) return ends_at_a_dot(outer, inner) ? Relation::widens : Relation::same_type;
  if (inner.ends_with(outer)) return ends_at_a_dot(inner, outer) ? Relation::narrows : Relation::same_type;
  return Relation::same_type;
}

// Whether the mailbox `inner` stands in the host or domain `outer`; both end alike already.
bool is_mail_within(std::string_view inner, std::string_view outer) {
  if (outer.contains('@')) return false;
  return outer.starts_with('.') || inner[inner.size() - outer.size() - 1] == '@';
}

std::optional<Relation> relate_mail(std::string_view base, std::string_view other) {
  const auto outer = to_lower_ascii(base), inner = to_lower_ascii(other);
  if (outer == inner) return Relation::match;
  if (outer.empty() || inner.empty()) return std::nullopt;
  if (outer.ends_with(inner)) return is_mail_within(outer, inner) ? Relation::widens : Relation::same_type;
  if (inner.ends_with(outer)) return is_mail_within(inner, outer) ? Relation::narrows : Relation::same_type;
  return Relation::same_type;
}

// The host of a URI; of a constraint, which has no scheme, all of it. Empty where there is none.
std::string host_of(std::string_view uri) {
  const auto slashes = uri.find("://");
  if (slashes == std::string_view::npos) return uri.contains(':') ? std::string() : std::string(uri);
  auto authority = uri.substr(slashes + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  if (authority.starts_with('[')) return std::string(authority.substr(0, authority.find(']') + 1));
  return std::string(authority.substr(0, authority.find(':')));
}

bool is_address(std::string_view host) {
  return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::optional<Relation> relate_uris(const GeneralName& base, const GeneralName& other) {
  const auto outer = to_lower_ascii(host_of(base.value)), inner = to_lower_ascii(host_of(other.value));
  if (outer.empty() || inner.empty()) return std::nullopt;  // a null pointer, in Java
  if (outer == inner) return Relation::match;
  if (is_address(outer) || is_address(inner)) return Relation::same_type;
  const bool is_domain = outer.starts_with('.'), other_is_domain = inner.starts_with('.');
  auto relation = relate_hosts(std::string_view(outer).substr(is_domain ? 1 : 0),
                               std::string_view(inner).substr(other_is_domain ? 1 : 0));
  if (!relation) return relation;
  const bool is_nested = *relation == Relation::widens || *relation == Relation::narrows;
  if (!is_domain && !other_is_domain && is_nested) return Relation::same_type;
  if (is_domain != other_is_domain && *relation == Relation::match)
    return is_domain ? Relation::widens : Relation::narrows;
  return relation;
}

// Whether every address of `inner` (an address or a network) lies in the network `outer`. Java masks what is
// asked, and not the network itself: one with bits set beyond its mask holds no address.
bool is_ip_within(std::string_view inner, std::string_view outer) {
  const auto size = outer.size() / 2;
  for (std::size_t i = 0; i < size; ++i) {
    if ((inner[i] & outer[size + i]) != outer[i]) return false;
    if (inner.size() == outer.size() && (inner[size + i] & outer[size + i]) != outer[size + i]) return false;
  }
  return true;
}

// A network with bits set beyond its mask: "empty", as Java has it.
bool is_empty_network(std::string_view network) {
  const auto size = network.size() / 2;
  for (std::size_t i = 0; i < size; ++i) {
    if ((network[i] & network[size + i]) != network[i]) return true;
  }
  return false;
}

// An address and a network, or two networks, of different families: Java compares their bytes as they lie
// there. Where it runs off the end, that is an exception. Source: IPAddressName.constrains().
std::optional<Relation> relate_families(std::string_view outer, std::string_view inner) {
  const bool inner_is_network = inner.size() == 8 || inner.size() == 32;
  const auto network = inner_is_network ? inner : outer, other = inner_is_network ? outer : inner;
  const auto width = network.size() / 2;
  for (std::size_t i = 0; i < width; ++i) {
    if (i >= other.size()) return std::nullopt;
    const auto masked = static_cast<unsigned char>(other[i]) & static_cast<unsigned char>(network[i + width]);
    if (masked != static_cast<unsigned char>(network[i])) return Relation::same_type;
  }
  return inner_is_network ? Relation::widens : Relation::narrows;
}

std::optional<Relation> relate_addresses(std::string_view outer, std::string_view inner) {
  if (outer == inner) return Relation::match;
  const bool outer_is_network = outer.size() == 8 || outer.size() == 32;
  const bool inner_is_network = inner.size() == 8 || inner.size() == 32;
  const auto width = outer.size() / (outer_is_network ? 2 : 1);
  if (!outer_is_network && !inner_is_network) return Relation::same_type;
  if (width != inner.size() / (inner_is_network ? 2 : 1)) return relate_families(outer, inner);
  if (outer_is_network && inner_is_network) {
    const bool none_in_outer = is_empty_network(outer), none_in_inner = is_empty_network(inner);
    if (none_in_outer) return none_in_inner ? Relation::match : Relation::widens;
    if (none_in_inner) return Relation::narrows;
  }
  if (outer_is_network && is_ip_within(inner, outer)) return Relation::narrows;
  return inner_is_network && is_ip_within(outer, inner) ? Relation::widens : Relation::same_type;
}

bool is_uri_character(char c) {
  static constexpr std::string_view kOthers = "-_.!~*'();/?:@&=+$,[]#%";
  return is_letter_or_digit(c) || kOthers.contains(c);
}

// What java.net.URI reads, as far as certificates have it: a scheme, something behind it, no characters that
// would need an escape, and no host that ends in a dot. Source: URIName(String).
bool is_readable_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  if (!std::ranges::all_of(text, is_uri_character) || text.ends_with("://")) return false;
  for (auto percent = text.find('%'); percent != std::string_view::npos;
       percent = text.find('%', percent + 1)) {
    const auto digits = text.substr(percent + 1, 2);
    if (digits.size() != 2 || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
      return false;
  }
  return !host_of(text).ends_with('.');
}

bool is_readable_mail(std::string_view text) {
  if (text.empty()) return false;
  const auto domain = text.substr(text.find('@') + 1);  // npos + 1 is 0: all of it
  return !domain.empty() && domain != ".";
}

bool is_readable_address(std::string_view bytes) {
  return bytes.size() == 4 || bytes.size() == 8 || bytes.size() == 16 || bytes.size() == 32;
}

// One label against one of the pattern: stars stand for any run of characters.
// HostnameChecker.matchWildCards()
bool label_matches(std::string_view label, std::string_view pattern) {
  auto star = pattern.find('*');
  if (star == std::string_view::npos) return label == pattern;
  for (bool is_first = true; star != std::string_view::npos; star = pattern.find('*'), is_first = false) {
    const auto start = label.find(pattern.substr(0, star));
    if (start == std::string_view::npos || (is_first && start != 0)) return false;
    label.remove_prefix(start + star);
    pattern.remove_prefix(star + 1);
  }
  return label.ends_with(pattern);
}

// The same where either may be an A-label, which Java decodes first. Not decoded here: one matches itself and
// the whole wildcard alone, and itself only where its ASCII letters, which stand before the last hyphen,
// neither begin nor end in a hyphen: SNIHostName refuses what that may decode to.
bool idn_label_matches(std::string_view label, std::string_view pattern) {
  static constexpr std::string_view kPrefix = "xn--";
  if (!label.starts_with(kPrefix) && !pattern.starts_with(kPrefix)) return label_matches(label, pattern);
  if (pattern == "*") return true;
  if (label != pattern) return false;
  const auto ascii =
      label.substr(kPrefix.size(), std::max(label.rfind('-'), kPrefix.size()) - kPrefix.size());
  return !ascii.starts_with('-') && !ascii.ends_with('-');
}

std::vector<std::string_view> labels_of(std::string_view name) {
  std::vector<std::string_view> out;
  while (!name.empty()) {
    const auto dot = std::min(name.find('.'), name.size());
    if (dot > 0) out.push_back(name.substr(0, dot));  // StringTokenizer knows no empty tokens
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  return out;
}

// SNIHostName: letters, digits and hyphens; no label is empty, too long, or has a hyphen at an end.
bool is_sni_name(std::string_view name) {
  if (name.empty() || name.size() > 255 || name.ends_with('.')) return false;
  for (;;) {
    const auto label = name.substr(0, name.find('.'));
    const bool is_whole = !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-';
    if (!is_whole || !std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; }))
      return false;
    if (label.size() == name.size()) return true;
    name.remove_prefix(label.size() + 1);
  }
}

}  // namespace

std::optional<JavaName> java_name_of(std::string_view der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const Handle<X509_NAME, X509_NAME_free> name(d2i_X509_NAME(nullptr, &bytes, static_cast<long>(der.size())));
  if (!name) {
    cert::take_openssl_error();
    return std::nullopt;
  }
  std::vector<std::vector<std::string>> sets;
  for (int i = 0; i < X509_NAME_entry_count(name.get()); ++i) {
    const auto* entry = X509_NAME_get_entry(name.get(), i);
    const auto set = static_cast<std::size_t>(std::max(X509_NAME_ENTRY_set(entry), 0));
    if (set >= sets.size()) sets.resize(set + 1);
    sets[set].push_back(canonical(entry));
  }
  JavaName out;
  for (auto& set : sets) {
    std::ranges::sort(set);
    std::string rdn;
    for (const auto& attribute : set) rdn += std::to_string(attribute.size()) + ":" + attribute;
    out.rdns.push_back(std::move(rdn));
  }
  return out;
}

std::optional<Relation> java_relation(const GeneralName& base, const GeneralName& other) {
  if (base.type != other.type) return Relation::different_type;
  switch (base.type) {
    case GeneralName::Type::dns:
      return relate_hosts(base.value, other.value);
    case GeneralName::Type::email:
      return relate_mail(base.value, other.value);
    case GeneralName::Type::uri:
      return relate_uris(base, other);
    case GeneralName::Type::ip:
      return relate_addresses(base.value, other.value);
    case GeneralName::Type::directory:
      return relate_directories(base, other);
    case GeneralName::Type::registered_id:
      if (base.value == other.value) return Relation::match;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

bool java_reads(const GeneralName& name) {
  switch (name.type) {
    case GeneralName::Type::email:
      return is_readable_mail(name.value);
    case GeneralName::Type::uri:
      return is_readable_uri(name.value);
    case GeneralName::Type::ip:
      return is_readable_address(name.value);
    case GeneralName::Type::directory:
      return java_name_of(name.value).has_value();
    default:
      return true;
  }
}

bool java_reads_constraint(const GeneralName& name) {
  if (name.type != GeneralName::Type::uri) return java_reads(name);
  const std::string_view host = name.value;
  return java_is_dns_name(host.starts_with('.') ? host.substr(1) : host);
}

bool java_is_dns_name(std::string_view text) {
  if (text.empty() || text.ends_with('.')) return false;
  for (char before = '.'; const char c : text) {
    if (!is_letter_or_digit(c) && (before == '.' || (c != '-' && c != '.'))) return false;
    before = c;
  }
  return true;
}

bool java_name_matches(std::string_view host, std::string_view pattern, const JavaRules& rules) {
  const auto name = to_lower_ascii(host), wanted = to_lower_ascii(pattern);
  const auto last_star = wanted.rfind('*');
  if (last_star != std::string::npos && wanted.find('.', last_star) == std::string::npos) return false;
  if (wanted == "*.") return false;
  std::string shape = wanted;
  std::ranges::replace(shape, '*', 'z');
  if (!is_sni_name(name) || !is_sni_name(shape)) return false;
  const auto labels = labels_of(name), patterns = labels_of(wanted);
  if (labels.size() != patterns.size()) return false;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool is_literal = rules.wildcard_is_leftmost && i > 0;
    if (is_literal && patterns[i].contains('*')) return false;
    if (!idn_label_matches(labels[i], patterns[i])) return false;
  }
  return true;
}

}  // namespace rehearse::trust
