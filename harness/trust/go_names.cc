#include "trust/go_names.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "base/address.h"
#include "trust/name_constraints.h"

namespace rehearse::trust {
namespace {

// So many comparisons of names and constraints an authority may cost: VerifyOptions.MaxConstraintComparisions
constexpr std::size_t kMostComparisons = 250'000;

bool is_atom_character(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-/=?^_`{|}~.";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kOthers.find(c) != std::string_view::npos;
}

bool has_good_escapes(std::string_view text) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  for (auto i = text.find('%'); i != std::string_view::npos; i = text.find('%', i + 1)) {
    if (text.size() - i < 3 || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
  }
  return true;
}

// getScheme(): what stands before the first colon, if it is one. Nothing where the colon stands first.
std::optional<std::string_view> scheme_of(std::string_view uri) {
  for (std::size_t i = 0; i < uri.size(); ++i) {
    const char c = uri[i];
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    if (c == ':') return i == 0 ? std::nullopt : std::optional(uri.substr(0, i));
    if (!is_letter && (!is_other || i == 0)) break;
  }
  return std::string_view();
}

// validUserinfo()
bool is_user_character(char c) {
  constexpr std::string_view kOthers = "-._:~!$&'()*+,;=%@";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kOthers.find(c) != std::string_view::npos;
}

// parseHost(), without escapes.
bool is_host_and_port(std::string_view host) {
  constexpr std::string_view kOthers = "-_.~!$&'()*+,;=:[]<>\"";
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           kOthers.find(c) != std::string_view::npos;
  };
  if (!std::ranges::all_of(host, is_allowed)) return false;
  std::string_view port;
  if (host.starts_with('[')) {
    const auto end = host.rfind(']');
    if (end == std::string_view::npos) return false;
    port = host.substr(end + 1);
  } else if (const auto colon = host.rfind(':'); colon != std::string_view::npos) {
    port = host.substr(colon);
  }
  return port.empty() || (port.front() == ':' && std::ranges::all_of(port.substr(1), is_digit));
}

enum class Match : unsigned char { no, yes, never };  // never: the name cannot be held to any constraint

Match to_match(bool matches) {
  return matches ? Match::yes : Match::no;
}

// domainToReverseLabels() of old releases drops it.
std::string_view without_empty_label(std::string_view domain, const GoRules& rules) {
  if (rules.tolerates_leading_dot && domain.size() > 1 && domain.starts_with('.')) domain.remove_prefix(1);
  return domain;
}

// matchDomainConstraint(). What is left of the constraint may be nothing: "." is every name.
Match match_domain(std::string_view domain, std::string_view constraint, const GoRules& rules) {
  if (constraint.empty()) return Match::yes;
  if (!is_domain_for_go(domain, rules)) return Match::never;
  const bool asks_for_a_label = constraint.starts_with('.');
  if (asks_for_a_label) constraint.remove_prefix(1);
  if (!is_domain_for_go(constraint, rules)) return Match::never;
  const auto inner = without_empty_label(domain, rules), outer = without_empty_label(constraint, rules);
  if (asks_for_a_label && to_lower_ascii(inner) == to_lower_ascii(outer)) return Match::no;
  return to_match(is_within_domain(inner, outer, LeadingDot::is_dropped));
}

Match match_mailbox(std::string_view text, std::string_view constraint, const GoRules& rules) {
  const auto mailbox = mailbox_for_go(text, rules);
  if (!mailbox) return Match::never;
  if (constraint.find('@') == std::string_view::npos) return match_domain(mailbox->domain, constraint, rules);
  const auto only = mailbox_for_go(constraint, rules);
  if (!only) return Match::never;
  return to_match(mailbox->local == only->local &&
                  to_lower_ascii(mailbox->domain) == to_lower_ascii(only->domain));
}

Match match_uri(std::string_view uri, std::string_view constraint, const GoRules& rules) {
  const auto authority = uri_host_for_go(uri);
  if (!authority || authority->empty() || authority->starts_with('[')) return Match::never;
  if (std::ranges::count(*authority, ':') > 1) return Match::never;
  const auto host = authority->substr(0, authority->find(':'));
  if (Address::parse(host)) return Match::never;
  return match_domain(host, constraint, rules);
}

Match match(const GeneralName& name, const GeneralName& constraint, const GoRules& rules) {
  switch (name.type) {
    case GeneralName::Type::email:
      return match_mailbox(name.value, constraint.value, rules);
    case GeneralName::Type::dns:
      return match_domain(name.value, constraint.value, rules);
    case GeneralName::Type::uri:
      return match_uri(name.value, constraint.value, rules);
    case GeneralName::Type::ip:
      return to_match(is_within_network(name.value, constraint.value));
    default:
      return Match::no;
  }
}

bool is_compared(GeneralName::Type type) {
  return type == GeneralName::Type::email || type == GeneralName::Type::dns ||
         type == GeneralName::Type::uri || type == GeneralName::Type::ip;
}

// A name that does not parse is refused by any authority with name constraints, of whatever type they are.
bool is_readable(const GeneralName& name, const GoRules& rules) {
  if (name.type == GeneralName::Type::email) return mailbox_for_go(name.value, rules).has_value();
  if (name.type == GeneralName::Type::dns) return is_domain_for_go(name.value, rules);
  return true;
}

enum class Found : unsigned char { none_of_the_type, no_match, match, never, too_many };

Found look_through(const std::vector<Subtree>& trees, const GeneralName& name, const GoRules& rules,
                   std::size_t& comparisons) {
  const auto is_same_type = [&](const Subtree& tree) { return tree.base.type == name.type; };
  const auto count = std::ranges::count_if(trees, is_same_type);
  comparisons += static_cast<std::size_t>(count);
  if (comparisons > kMostComparisons) return Found::too_many;
  for (const auto& tree : trees) {
    if (!is_same_type(tree)) continue;
    const auto answer = match(name, tree.base, rules);
    if (answer != Match::no) return answer == Match::yes ? Found::match : Found::never;
  }
  return count == 0 ? Found::none_of_the_type : Found::no_match;
}

std::string violation(const NameConstraints& constraints, const GeneralName& name, const GoRules& rules,
                      std::size_t& comparisons) {
  if (!is_readable(name, rules)) return fmt::format("the name '{}' cannot be parsed", name.value);
  const auto excluded = look_through(constraints.excluded, name, rules, comparisons);
  if (excluded == Found::match) return fmt::format("the name '{}' is excluded", name.value);
  const auto permitted = look_through(constraints.permitted, name, rules, comparisons);
  if (excluded == Found::too_many || permitted == Found::too_many) return "too many comparisons of names";
  if (excluded == Found::never || permitted == Found::never)
    return fmt::format("the name '{}' cannot be held against a constraint", name.value);
  if (permitted == Found::no_match) return fmt::format("the name '{}' is not permitted", name.value);
  return {};
}

}  // namespace

bool is_domain_for_go(std::string_view domain, const GoRules& rules) {
  if (rules.tolerates_leading_dot && domain.starts_with('.') && domain.size() > 1) domain.remove_prefix(1);
  if (domain.empty()) return true;
  const auto is_visible = [](char c) { return c >= 33 && c <= 126; };
  return std::ranges::all_of(domain, is_visible) && !domain.starts_with('.') && !domain.ends_with('.') &&
         domain.find("..") == std::string_view::npos;
}

std::optional<Mailbox> mailbox_for_go(std::string_view text, const GoRules& rules) {
  const auto end = std::ranges::find_if_not(text, is_atom_character) - text.begin();
  const Mailbox out{.local = text.substr(0, static_cast<std::size_t>(end)),
                    .domain = text.substr(std::min(static_cast<std::size_t>(end) + 1, text.size()))};
  if (out.local.size() == text.size() || text[out.local.size()] != '@') return std::nullopt;
  if (out.local.empty() || out.local.starts_with('.') || out.local.ends_with('.') ||
      out.local.find("..") != std::string_view::npos)
    return std::nullopt;
  if (!is_domain_for_go(out.domain, rules)) return std::nullopt;
  return out;
}

std::optional<std::string_view> uri_host_for_go(std::string_view uri) {
  const bool has_control = std::ranges::any_of(uri, [](char c) { return c < ' ' || c == 0x7F; });
  if (has_control || !has_good_escapes(uri)) return std::nullopt;
  auto rest = uri.substr(0, uri.find('#'));
  const auto scheme = scheme_of(rest);
  if (!scheme) return std::nullopt;
  if (!scheme->empty()) rest.remove_prefix(scheme->size() + 1);
  rest = rest.substr(0, rest.find('?'));
  if (!rest.starts_with('/')) {
    const bool colon_in_first_segment = rest.substr(0, rest.find('/')).find(':') != std::string_view::npos;
    if (scheme->empty() && colon_in_first_segment) return std::nullopt;
    return std::string_view();
  }
  if (!rest.starts_with("//") || (scheme->empty() && rest.starts_with("///"))) return std::string_view();
  rest = rest.substr(2, rest.find('/', 2) - 2);
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    if (!std::ranges::all_of(rest.substr(0, at), is_user_character)) return std::nullopt;
    rest.remove_prefix(at + 1);
  }
  if (!is_host_and_port(rest)) return std::nullopt;
  return rest;
}

std::string violated_constraint_for_go(const GoCertificate& authority,
                                       std::span<const GoCertificate* const> below, const GoRules& rules) {
  const auto& constraints = authority.said().name_constraints;
  if (!constraints || below.empty()) return {};
  std::vector<const GoCertificate*> held(below.begin(), below.end());
  if (!rules.constrains_all_below) held = {below.front(), &authority};
  std::size_t comparisons = 0;
  for (const auto* certificate : held) {
    const auto& names = certificate->said().subject_names;
    for (std::size_t i = 0; names && i < names->size(); ++i) {
      if (!is_compared((*names)[i].type)) continue;
      auto why = violation(*constraints, (*names)[i], rules, comparisons);
      if (!why.empty()) return why;
    }
  }
  return {};
}

}  // namespace rehearse::trust
