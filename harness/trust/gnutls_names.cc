#include "trust/gnutls_names.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

#include "base/ascii.h"
#include "trust/gnutls_certificate.h"
#include "trust/name_constraints.h"

namespace rehearse::trust {
namespace {

using Type = GeneralName::Type;

// So many pairs of names and constraints are compared, then the leaf is refused: MAX_NC_CHECKS.
constexpr std::size_t kMostComparisons = 1U << 20U;
// lib/str.h, MAX_CN: a longer name cannot be read, and forbids the rest.
constexpr std::size_t kLongestName = 255;

bool is_compared(Type type) {
  return type == Type::dns || type == Type::email || type == Type::ip;
}

// validate_name_constraints_node(). Constraints on other names than these make the authority unusable: GnuTLS
// takes one kind of otherName (a Microsoft principal), which is refused here as well.
bool is_usable(const GeneralName& base) {
  if (base.type == Type::ip) return has_contiguous_mask(base.value);
  if (base.type == Type::dns || base.type == Type::email)
    return base.value != "." && base.value.find("..") == std::string::npos;
  return base.type == Type::uri || base.type == Type::directory;
}

// dnsname_matches() and ends_with(). A suffix without a dot before it asks for none either.
bool is_within_dns(std::string_view name, std::string_view suffix) {
  if (name == suffix) return true;
  if (suffix.size() >= name.size()) return false;
  if (suffix.starts_with('.')) suffix.remove_prefix(1);
  return name.ends_with(suffix) && name[name.size() - suffix.size() - 1] == '.';
}

// email_matches() and email_ends_with()
bool is_within_mail(std::string_view name, std::string_view suffix) {
  if (name == suffix) return true;
  if (suffix.size() >= name.size() || !name.ends_with(suffix)) return false;
  return (suffix.size() > 1 && suffix.starts_with('.')) || name[name.size() - suffix.size() - 1] == '@';
}

bool matches(const GeneralName& name, const GeneralName& constraint) {
  switch (name.type) {
    case Type::dns:
      return is_within_dns(name.value, constraint.value);
    case Type::email:
      return is_within_mail(name.value, constraint.value);
    default:
      return is_within_network(name.value, constraint.value);
  }
}

bool is_network_within(std::string_view inner, std::string_view outer) {
  if (inner.size() != outer.size()) return false;
  const auto half = inner.size() / 2;
  const auto inner_mask = inner.substr(half), outer_mask = outer.substr(half);
  for (std::size_t i = 0; i < half; ++i) {
    if ((static_cast<unsigned char>(outer_mask[i]) & ~static_cast<unsigned char>(inner_mask[i])) != 0)
      return false;
  }
  return is_within_network(inner.substr(0, half), outer);
}

bool is_constraint_within(const GeneralName& inner, const GeneralName& outer) {
  if (inner.type == Type::ip) return is_network_within(inner.value, outer.value);
  return outer.value.empty() || matches(inner, outer);
}

bool has_type(const std::vector<GeneralName>& names, Type type) {
  return std::ranges::any_of(names, [&](const GeneralName& name) { return name.type == type; });
}

// Those that have nothing to be intersected with.
std::vector<GeneralName> not_in_common(const std::vector<GeneralName>& names,
                                       const std::vector<GeneralName>& others) {
  std::vector<GeneralName> out;
  std::ranges::copy_if(names, std::back_inserter(out), [&](const GeneralName& name) {
    return !is_compared(name.type) || !has_type(others, name.type);
  });
  return out;
}

// The narrower of each two that lie in one another.
std::vector<GeneralName> in_common(const std::vector<GeneralName>& above,
                                   const std::vector<GeneralName>& below, Type type) {
  std::vector<GeneralName> out;
  for (const auto& one : above) {
    for (const auto& other : below) {
      if (one.type != type || other.type != type) continue;
      if (is_constraint_within(other, one))
        out.push_back(other);
      else if (is_constraint_within(one, other))
        out.push_back(one);
    }
  }
  return out;
}

// GnuTLS holds IPv4 against IPv4 alone.
bool is_comparable(const GeneralName& name, const GeneralName& constraint) {
  if (name.type != constraint.type) return false;
  return name.type != Type::ip || name.value.size() * 2 == constraint.value.size();
}

// The only CN, as gnutls_x509_name_constraints_check_crt() takes it for a DNS name.
std::string add_common_name(const Facts& leaf, std::vector<GeneralName>& names) {
  if (!is_for_servers_for_gnutls(leaf, GnutlsPlace::leaf)) return {};
  const auto own = common_names_for_gnutls(leaf);
  if (own.size() > 1) return "more than one CN, and no DNS name";
  if (own.size() == 1) names.push_back({.type = Type::dns, .value = own.front()});
  return {};
}

}  // namespace

bool GnutlsConstraints::has(Type type) const {
  return has_type(x_permitted, type) || has_type(x_excluded, type);
}

// name_constraints_node_list_intersect(). Where nothing is left of a type, no name of it may be used.
void GnutlsConstraints::intersect(const Names& permitted) {
  if (x_permitted.empty() && x_excluded.empty()) {
    x_permitted = permitted;
    return;
  }
  if (permitted.empty()) return;
  // Until Debian's 3.7.9-2+deb12u6 what is permitted below an authority that only excludes was forgotten;
  // since then it counts.
  if (x_permitted.empty()) {
    x_permitted = permitted;
    return;
  }
  Names out = not_in_common(x_permitted, permitted);
  std::ranges::copy(not_in_common(permitted, x_permitted), std::back_inserter(out));
  for (const auto type : {Type::dns, Type::email, Type::ip}) {
    if (!has_type(x_permitted, type) || !has_type(permitted, type)) continue;
    const auto common = in_common(x_permitted, permitted, type);
    std::ranges::copy(common, std::back_inserter(out));
    if (!common.empty()) continue;
    if (type == Type::ip) {
      for (const std::size_t bytes : {8U, 32U})
        x_excluded.push_back({.type = type, .value = std::string(bytes, '\0')});
    } else {
      x_excluded.push_back({.type = type, .value = {}});
    }
  }
  x_permitted = std::move(out);
}

bool GnutlsConstraints::add(const Facts& authority) {
  if (authority.find_problem(oid::kNameConstraints) != nullptr) return false;
  if (!authority.name_constraints) return true;
  Names permitted, excluded;
  for (const auto& tree : authority.name_constraints->permitted) permitted.push_back(tree.base);
  for (const auto& tree : authority.name_constraints->excluded) excluded.push_back(tree.base);
  if (!std::ranges::all_of(permitted, is_usable) || !std::ranges::all_of(excluded, is_usable)) return false;
  if (permitted.size() * x_permitted.size() > kMostComparisons) return false;
  intersect(permitted);
  std::ranges::copy(excluded, std::back_inserter(x_excluded));
  return true;
}

// Since Debian's 3.7.9-2+deb12u6 names are compared whatever their case, and DNS names without the dot of the
// root. Of an exclusion that is the stricter reading, of a permission the older one is.
GeneralName as_compared_since_u6(GeneralName name) {
  if (name.type == Type::dns || name.type == Type::email) name.value = ascii_lower(name.value);
  if (name.type == Type::dns && name.value.ends_with('.')) name.value.pop_back();
  return name;
}

// check_dns_constraints(), check_email_constraints(), check_ip_constraints(). An empty DNS or mail constraint
// excludes everything and permits nothing in particular.
std::string GnutlsConstraints::violation_by(const GeneralName& name) const {
  const auto is_whole = [&](const GeneralName& constraint) {
    return name.type != Type::ip && constraint.value.empty();
  };
  const bool is_excluded = std::ranges::any_of(x_excluded, [&](const GeneralName& constraint) {
    return is_comparable(name, constraint) &&
           (is_whole(constraint) || matches(as_compared_since_u6(name), as_compared_since_u6(constraint)));
  });
  if (is_excluded) return fmt::format("the name '{}' is excluded", name.value);
  bool is_asked = false;
  for (const auto& constraint : x_permitted) {
    if (!is_comparable(name, constraint) || is_whole(constraint)) continue;
    if (matches(name, constraint)) return {};
    is_asked = true;
  }
  return is_asked ? fmt::format("the name '{}' is not permitted", name.value) : std::string();
}

std::string GnutlsConstraints::violation(const Facts& leaf) const {
  if (x_permitted.empty() && x_excluded.empty()) return {};
  auto names = leaf.subject_names.value_or(std::vector<GeneralName>());
  const bool is_any_compared = has(Type::dns) || has(Type::email) || has(Type::ip) || has(Type::uri);
  const auto is_long = [](const GeneralName& name) { return name.value.size() > kLongestName; };
  if (is_any_compared && std::ranges::any_of(names, is_long)) return "a name of more than 255 characters";
  if (has_type(x_excluded, Type::directory)) return "an authority above excludes directory names";
  if (has_type(x_excluded, Type::uri) && has_type(names, Type::uri))
    return "an authority above excludes URIs";
  if (has(Type::dns) && !has_type(names, Type::dns)) {
    if (auto why = add_common_name(leaf, names); !why.empty()) return why;
  }
  // A mail address in the subject is one to GnuTLS where the SAN has none.
  if (has(Type::email) && !has_type(names, Type::email)) {
    for (const auto& attribute : leaf.certificate->subject.attributes) {
      if (attribute.type == "emailAddress") names.push_back({.type = Type::email, .value = attribute.value});
    }
  }
  if (names.size() * (x_permitted.size() + x_excluded.size()) > kMostComparisons)
    return "too many comparisons of names";
  for (const auto& name : names) {
    if (!is_compared(name.type)) continue;
    if (auto why = violation_by(name); !why.empty()) return why;
  }
  return {};
}

}  // namespace rehearse::trust
