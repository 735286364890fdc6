#include "trust/java_constraints.h"

#include <algorithm>
#include <utility>

#include "base/address.h"

namespace rehearse::trust {
namespace {

using Trees = std::vector<Subtree>;
using Type = GeneralName::Type;

void erase_at(Trees& trees, std::size_t i) {
  trees.erase(trees.begin() + static_cast<std::ptrdiff_t>(i));
}

// Leaves out what another entry covers. False where Java throws. Source: GeneralSubtrees.minimize().
bool minimize(Trees& trees) {
  for (std::size_t i = 0; i < trees.size();) {
    bool is_covered = false;
    for (std::size_t j = i + 1; j < trees.size() && !is_covered;) {
      const auto relation = java_relation(trees[i].base, trees[j].base);
      if (!relation) return false;
      is_covered = *relation == Relation::match || *relation == Relation::widens;
      if (*relation == Relation::narrows)
        erase_at(trees, j);
      else
        ++j;
    }
    if (is_covered)
      erase_at(trees, i);
    else
      ++i;
  }
  return true;
}

bool unite(Trees& trees, const Trees& others) {
  trees.insert(trees.end(), others.begin(), others.end());
  return minimize(trees);
}

// Whether any two entries of this type, one from each list, have something in common. Nothing: Java throws.
std::optional<bool> any_overlap(const Trees& these, const Trees& others, Type type) {
  for (const auto& tree : these) {
    if (tree.base.type != type) continue;
    for (const auto& other : others) {
      const auto relation = java_relation(tree.base, other.base);
      if (!relation) return std::nullopt;
      if (*relation != Relation::same_type && *relation != Relation::different_type) return true;
    }
  }
  return false;
}

// Leaves out of `permitted` what is excluded anyway. What is left may be an empty list, which permits every
// name: Java forgets that there was one. Source: GeneralSubtrees.reduce().
bool reduce(Trees& permitted, const Trees& excluded) {
  for (const auto& tree : excluded) {
    for (std::size_t i = 0; i < permitted.size();) {
      const auto relation = java_relation(tree.base, permitted[i].base);
      if (!relation) return false;
      if (*relation == Relation::match || *relation == Relation::narrows)
        erase_at(permitted, i);
      else
        ++i;
    }
  }
  return true;
}

// What becomes of one entry when lists are intersected.
enum class Fate : unsigned char { stays, is_replaced, has_no_match, is_thrown };

std::pair<Fate, std::size_t> fate_of(const Subtree& tree, const Trees& others) {
  bool has_type = false;
  for (std::size_t j = 0; j < others.size(); ++j) {
    const auto relation = java_relation(tree.base, others[j].base);
    if (!relation) return {Fate::is_thrown, j};
    if (*relation == Relation::narrows) return {Fate::is_replaced, j};
    if (*relation == Relation::match || *relation == Relation::widens) return {Fate::stays, j};
    has_type = has_type || *relation == Relation::same_type;
  }
  return {has_type ? Fate::has_no_match : Fate::stays, 0};
}

// All names of a type, to exclude them. Java can write that down for directory names alone.
std::optional<Subtree> widest(Type type) {
  if (type != Type::directory) return std::nullopt;
  return Subtree{.base = {.type = type, .value = std::string("\x30\x00", 2)}, .minimum = 0, .maximum = {}};
}

bool has_type(const Trees& trees, Type type) {
  return std::ranges::any_of(trees, [type](const Subtree& tree) { return tree.base.type == type; });
}

// `these` becomes the intersection; returns what must be excluded besides. Nothing: Java throws.
// Source: GeneralSubtrees.intersect().
std::optional<Trees> intersect(Trees& these, Trees others) {
  if (these.empty()) return unite(these, others) ? std::optional(Trees()) : std::nullopt;
  if (!minimize(these) || !minimize(others)) return std::nullopt;
  Trees added, excluded;
  for (std::size_t i = 0; i < these.size();) {
    const auto [fate, at] = fate_of(these[i], others);
    if (fate == Fate::is_thrown) return std::nullopt;
    if (fate == Fate::stays) {
      ++i;
      continue;
    }
    if (fate == Fate::is_replaced) added.push_back(others[at]);
    if (fate == Fate::has_no_match) {
      const auto type = these[i].base.type;
      const auto overlap = any_overlap(these, others, type);
      if (!overlap) return std::nullopt;
      const auto all = *overlap ? std::nullopt : widest(type);
      if (!*overlap && !all) return std::nullopt;
      if (all && !has_type(excluded, type)) excluded.push_back(*all);
    }
    erase_at(these, i);
  }
  if (!added.empty() && !unite(these, added)) return std::nullopt;
  // Kinds that only the other list has. An empty list takes none: so does Java's.
  for (const auto& other : others) {
    if (!these.empty() && !has_type(these, other.base.type)) these.push_back(other);
  }
  return excluded;
}

// The subject's CN, where it stands for a name that the SAN has none of.
std::optional<GeneralName> common_name_of(const JavaCertificate& certificate,
                                          const std::vector<GeneralName>& names, const JavaRules& rules) {
  const auto last = java_common_name(*certificate.facts);
  if (!last) return std::nullopt;
  const auto lacks = [&names](Type type) {
    return std::ranges::none_of(names, [type](const auto& name) { return name.type == type; });
  };
  if (Address::parse(*last)) {
    auto bytes = address_bytes(*last);
    if (!lacks(Type::ip) || !bytes) return std::nullopt;
    return GeneralName{.type = Type::ip, .value = *std::move(bytes)};
  }
  auto shape = *last;
  if (rules.exclusions_meet_wildcards) std::ranges::replace(shape, '*', 'z');
  if (!lacks(Type::dns) || !java_is_dns_name(shape)) return std::nullopt;
  return GeneralName{.type = Type::dns, .value = *last};
}

std::vector<GeneralName> names_of(const JavaCertificate& certificate, const JavaRules& rules) {
  auto names = certificate.names.value_or(std::vector<GeneralName>());
  if (!certificate.names) {
    for (const auto& attribute : certificate.certificate().subject.attributes) {
      const GeneralName mail{.type = Type::email, .value = attribute.value};
      if (attribute.type == "emailAddress" && java_reads(mail)) names.push_back(mail);
    }
  }
  if (auto name = common_name_of(certificate, names, rules)) names.push_back(*std::move(name));
  return names;
}

}  // namespace

bool JavaConstraints::has_distances() const {
  for (const auto* trees : {&x_permitted, &x_excluded}) {
    if (!*trees) continue;
    for (const auto& tree : **trees) {
      if (tree.minimum != 0 || tree.maximum) return true;
    }
  }
  return false;
}

// Java would go on. Beyond this nobody waits for the answer, and there is none.
bool JavaConstraints::is_too_much(std::size_t names) const {
  static constexpr std::size_t kMostComparisons = 20'000'000;
  const auto trees = (x_permitted ? x_permitted->size() : 0) + (x_excluded ? x_excluded->size() : 0);
  return names * trees > kMostComparisons;
}

JavaVerdict JavaConstraints::check_name(const GeneralName& name) const {
  for (const auto& tree : x_excluded.value_or(Trees())) {
    const auto relation = java_relation(tree.base, name);
    if (!relation) return JavaVerdict::thrown;
    if (*relation == Relation::match || *relation == Relation::narrows) return JavaVerdict::violated;
    const bool is_wildcard = x_rules.exclusions_meet_wildcards && name.type == Type::dns &&
                             tree.base.type == Type::dns && name.value.contains('*');
    if (is_wildcard && java_name_matches(tree.base.value, name.value, x_rules)) return JavaVerdict::violated;
  }
  bool is_constrained = false;
  for (const auto& tree : x_permitted.value_or(Trees())) {
    const auto relation = java_relation(tree.base, name);
    if (!relation) return JavaVerdict::thrown;
    if (*relation == Relation::match || *relation == Relation::narrows) return JavaVerdict::holds;
    is_constrained = is_constrained || *relation != Relation::different_type;
  }
  return is_constrained ? JavaVerdict::violated : JavaVerdict::holds;
}

JavaVerdict JavaConstraints::check(const JavaCertificate& certificate) const {
  if (is_empty()) return JavaVerdict::holds;
  if (has_distances()) return JavaVerdict::violated;
  auto names = names_of(certificate, x_rules);
  if (!certificate.subject.is_empty())
    names.insert(names.begin(), {.type = Type::directory, .value = certificate.facts->subject_der});
  if (is_too_much(names.size())) return JavaVerdict::violated;
  for (const auto& name : names) {
    const auto verdict = check_name(name);
    if (verdict != JavaVerdict::holds) return verdict;
  }
  return JavaVerdict::holds;
}

JavaVerdict JavaConstraints::merge(const JavaCertificate& certificate) {
  const auto& added = certificate.facts->name_constraints;
  if (!added) return JavaVerdict::holds;
  const auto as_list = [](const Trees& trees) { return trees.empty() ? std::nullopt : std::optional(trees); };
  if (is_empty()) {
    x_permitted = as_list(added->permitted);
    x_excluded = as_list(added->excluded);
    return JavaVerdict::holds;
  }
  if (!x_excluded)
    x_excluded = as_list(added->excluded);
  else if (!unite(*x_excluded, added->excluded))
    return JavaVerdict::thrown;
  if (!x_permitted) {
    x_permitted = as_list(added->permitted);
  } else if (!added->permitted.empty()) {
    const auto excluded = intersect(*x_permitted, added->permitted);
    if (!excluded) return JavaVerdict::thrown;
    if (!excluded->empty() && !x_excluded) x_excluded.emplace();
    if (!excluded->empty() && !unite(*x_excluded, *excluded)) return JavaVerdict::thrown;
  }
  if (x_permitted && x_excluded && !reduce(*x_permitted, *x_excluded)) return JavaVerdict::thrown;
  return JavaVerdict::holds;
}

}  // namespace rehearse::trust
