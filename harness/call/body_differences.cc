#include "call/body_differences.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "call/body_lists.h"
#include "call/body_tree.h"

namespace rehearse::call {
namespace {

using Json = nlohmann::json;
using Kind = BodyDifference::Kind;

constexpr std::size_t kMostDifferences = 1000;
constexpr std::chrono::days kNear{1};

std::string_view type_of(const Json& value) {
  if (value.is_number() || value.is_binary()) return "a number";
  if (value.is_string()) return "a text";
  if (value.is_boolean()) return "a truth value";
  if (value.is_object()) return "an object";
  return value.is_array() ? "a list" : "null";
}

std::string step(std::string_view key) {
  return kStep + std::string(key);
}

// "Wed, 12 Dec 2018 09:00:00 GMT" as RFC 3339 has it.
std::string from_rfc1123(std::string_view text) {
  constexpr std::string_view kForm = "Wed, 12 Dec 2018 09:00:00 GMT";
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != kForm.size() || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return {};
  const auto month = std::ranges::find(kMonths, text.substr(8, 3));
  if (month == kMonths.end()) return {};
  return fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month - kMonths.begin() + 1, text.substr(5, 2),
                     text.substr(17, 8));
}

// A time as bodies write it: RFC 3339 (with a fraction), RFC 1123, or seconds or milliseconds since 1970.
std::optional<Instant> time_in(const Json& value) {
  if (value.is_string()) {
    auto text = value.get<std::string>();
    if (text.size() < std::string_view("2018-12-12").size()) return std::nullopt;
    if (const auto mail = from_rfc1123(text); !mail.empty()) text = mail;
    if (const auto dot = text.find('.'); dot != std::string::npos) {
      const auto end = text.find_first_not_of("0123456789", dot + 1);
      text.erase(dot, (end == std::string::npos ? text.size() : end) - dot);
    }
    // Without an offset it is local time somewhere: near enough for what this is for.
    for (const char* suffix : {"", "Z"}) {
      if (const auto at = parse_rfc3339(text + suffix)) return *at;
    }
    return std::nullopt;
  }
  if (!value.is_number_integer()) return std::nullopt;
  constexpr std::int64_t kFirstMillisecond = 100'000'000'000;
  const auto number = value.get<std::int64_t>();
  return Instant(std::chrono::seconds(number >= kFirstMillisecond ? number / 1000 : number));
}

// How a time is written: a reader of "…Z" need not understand "…+00:00". Names of days and months are not
// of the form, nor how many digits a fraction has, which drops its last zeros.
std::string form_of_time(const Json& value) {
  if (!value.is_string()) return fmt::format("{}", value.dump().size());
  const auto& text = value.get_ref<const std::string&>();
  if (!from_rfc1123(text).empty()) return "RFC 1123";
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out),
                       [](char c) { return c != '.' && (c < '0' || c > '9'); });
  return out;
}

// What stands in a list of entries that are no list of the same length on both sides, or in a place that is
// not always there: which paths, with which types.
struct Forms {
  std::map<std::string, std::set<std::string_view>> types;
  std::map<std::string, std::size_t> entries_with;
  std::size_t entries = 0;

  void add(const Json& entry) {
    ++entries;
    std::set<std::string> seen;
    collect("", entry, seen);
    for (const auto& path : seen) ++entries_with[path];
  }

 private:
  void collect(const std::string& path, const Json& value, std::set<std::string>& seen) {
    types[path].insert(type_of(value));
    seen.insert(path);
    if (!value.is_structured()) return;
    for (const auto& [key, entry] : value.items()) {
      if (key != kOrder) collect(path + step(value.is_array() ? "*" : key), entry, seen);
    }
  }
};

class Differences {
 public:
  Differences(const BodyTerms& terms, bool is_xml) : x_terms(terms), x_is_xml(is_xml) {}

  void compare(const std::string& path, Nodes baseline, const Json& node) {
    if (x_out.size() >= kMostDifferences) return;
    const auto& candidate = as_siblings(baseline, node);
    const auto& first = *baseline.front();
    const auto has_type = [&](const Json* one) { return type_of(*one) == type_of(candidate); };
    if (std::ranges::none_of(baseline, has_type)) {
      add(Kind::type, path, std::string(type_of(first)), std::string(type_of(candidate)));
    } else if (!std::ranges::all_of(baseline, has_type)) {
      // Its own answers have several types there: of what is below, those of the same type say the form.
      std::erase_if(baseline, [&](const Json* one) { return !has_type(one); });
      compare_forms(path, baseline, {&candidate});
    } else if (candidate.is_object()) {
      compare_objects(path, baseline, candidate);
    } else if (candidate.is_array()) {
      compare_lists(path, baseline, candidate);
    } else {
      compare_values(path, baseline, candidate);
    }
  }

  void compare_whole(const std::string& name, const std::vector<std::string>& baseline,
                     const std::string& candidate) {
    const bool is_noise =
        std::ranges::any_of(baseline, [&](const auto& one) { return one != baseline.front(); });
    if (!is_noise && baseline.front() != candidate)
      add(Kind::value, step("#" + name), baseline.front(), candidate);
  }

  void add(Kind kind, const std::string& path, std::string baseline, std::string candidate,
           std::string_view form = {}) {
    if (x_out.size() >= kMostDifferences) return;
    auto where = shown(path);
    if (!form.empty()) where += fmt::format(" ({})", form);
    x_out.push_back({kind, std::move(where), std::move(baseline), std::move(candidate)});
  }

  std::vector<BodyDifference> take() && { return std::move(x_out); }

 private:
  // RFC 6901's escapes, so that a path can be pasted into a pointer.
  std::string shown(std::string_view path) const {
    std::string out;
    while (!path.empty()) {
      path.remove_prefix(1);
      const auto key = path.substr(0, path.find(kStep));
      path.remove_prefix(key.size());
      if (key == kText) continue;
      out += '/';
      for (const char c : shown_key(key, x_terms.scrub))
        out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return out;
  }

  // In XML one of a name looks like an element, and two like a list: a list of one is meant.
  const Json& as_siblings(Nodes& baseline, const Json& candidate) {
    const auto is_list = [](const Json* one) { return one->is_array(); };
    const bool has_list = candidate.is_array() || std::ranges::any_of(baseline, is_list);
    if (!x_is_xml || !has_list) return candidate;
    const auto listed = [&](const Json* one) {
      return is_list(one) ? one : &x_lists.emplace_back(Json::array({*one}));
    };
    std::ranges::transform(baseline, baseline.begin(), listed);
    return *listed(&candidate);
  }

  bool is_now(const Json& value) const {
    const auto at = time_in(value);
    return at && *at > x_terms.now - kNear && *at < x_terms.now + kNear;
  }

  void compare_values(const std::string& path, const Nodes& baseline, const Json& candidate) {
    const auto& first = *baseline.front();
    const bool is_noise = std::ranges::any_of(baseline, [&](const Json* one) { return *one != first; });
    if (is_noise || first == candidate) return;
    if (is_now(first) && is_now(candidate) && form_of_time(first) == form_of_time(candidate)) return;
    add(Kind::value, path, shown_node(first), shown_node(candidate));
  }

  void compare_objects(const std::string& path, const Nodes& baseline, const Json& candidate) {
    std::set<std::string> known;
    for (const auto* one : baseline) {
      for (const auto& [key, value] : one->items()) known.insert(key);
    }
    for (const auto& key : known) {
      if (key == kOrder) continue;
      Nodes having;
      for (const auto* one : baseline) {
        if (const auto found = one->find(key); found != one->end()) having.push_back(&*found);
      }
      const auto found = candidate.find(key);
      const bool is_always_there = having.size() == baseline.size();
      if (found == candidate.end()) {
        if (is_always_there) add(Kind::missing, path + step(key), shown_node(*having.front()), "");
      } else if (is_always_there) {
        compare(path + step(key), having, *found);
      } else {
        compare_forms(path + step(key), having, {&*found});
      }
    }
    for (const auto& [key, value] : candidate.items()) {
      if (key != kOrder && !known.contains(key)) add(Kind::extra, path + step(key), "", shown_node(value));
    }
    compare_order(path, baseline, candidate);
  }

  // Of the elements within one, where they are the same.
  void compare_order(const std::string& path, const Nodes& baseline, const Json& candidate) {
    const auto has_order = [](const Json* one) { return one->contains(kOrder); };
    if (!has_order(&candidate) || !std::ranges::all_of(baseline, has_order)) return;
    const auto order_of = [](const Json* one) -> const Json& { return one->at(std::string(kOrder)); };
    const auto &ours = order_of(baseline.front()), &theirs = order_of(&candidate);
    const bool is_noise =
        std::ranges::any_of(baseline, [&](const Json* one) { return order_of(one) != ours; });
    if (!is_noise && ours != theirs && in_order(ours) == in_order(theirs))
      add(Kind::order, path, "in this order", "in another order");
  }

  void compare_lists(const std::string& path, const Nodes& baseline, const Json& candidate) {
    const auto length = baseline.front()->size();
    const bool varies = std::ranges::any_of(baseline, [&](const Json* one) { return one->size() != length; });
    if (varies) return compare_varying_lists(path, baseline, candidate);
    if (candidate.size() != length) {
      add(Kind::length, path, fmt::format("{} entries", length), fmt::format("{} entries", candidate.size()));
      return;
    }
    const bool in_one_order =
        std::ranges::all_of(baseline, [&](const Json* one) { return *one == *baseline.front(); });
    if (in_one_order && candidate == *baseline.front()) return;
    if (in_one_order && in_order(candidate) == in_order(*baseline.front())) {
      add(Kind::order, path, "in this order", "in another order");
      return;
    }
    const auto lists = align(baseline, candidate);
    for (std::size_t i = 0; i < length; ++i) {
      Nodes entries;
      for (const auto& list : lists.baseline) entries.push_back(list[i]);
      compare(path + step(std::to_string(i)), entries, *lists.candidate[i]);
    }
    for (const auto& loss : lists.losses)
      add(Kind::value, path + step("*") + loss.path, loss.baseline, loss.candidate);
  }

  static Json in_order(Json list) {
    std::ranges::sort(list.get_ref<Json::array_t&>());
    return list;
  }

  void compare_varying_lists(const std::string& path, const Nodes& baseline, const Json& candidate) {
    const auto [least, most] = std::ranges::minmax(baseline, {}, [](const Json* one) { return one->size(); });
    if (candidate.empty() && !least->empty()) {
      add(Kind::length, path, fmt::format("{} to {} entries", least->size(), most->size()), "0 entries");
      return;
    }
    Nodes ours, theirs;
    for (const auto* list : baseline) {
      for (const auto& entry : *list) ours.push_back(&entry);
    }
    for (const auto& entry : candidate) theirs.push_back(&entry);
    compare_forms(path + step("*"), ours, theirs);
  }

  // That every entry looks like one of the baseline's, and has what each of those has.
  void compare_forms(const std::string& path, const Nodes& baseline, const Nodes& candidate) {
    Forms known, seen;
    for (const auto* entry : baseline) known.add(*entry);
    for (const auto* entry : candidate) seen.add(*entry);
    for (const auto& [form, types] : seen.types) {
      const auto found = known.types.find(form);
      for (const auto type : types) {
        if (found == known.types.end() || !found->second.contains(type))
          add(Kind::extra, path + form, "", "in some entry", type);
      }
    }
    for (const auto& [form, count] : known.entries_with) {
      if (count == known.entries && seen.entries_with[form] < seen.entries)
        add(Kind::missing, path + form, "in every entry", "not in all", *known.types[form].begin());
    }
  }

  const BodyTerms& x_terms;
  bool x_is_xml;
  std::deque<Json> x_lists;  // made by as_siblings(), and pointed to
  std::vector<BodyDifference> x_out;
};

// What is of bodies as wholes: compared where all of them have it.
void compare_wholes(const std::vector<const BodyTree*>& baseline, const BodyTree& candidate,
                    Differences& out) {
  for (const auto& [name, value] : candidate.whole) {
    std::vector<std::string> ours;
    for (const auto* tree : baseline) {
      if (const auto found = tree->whole.find(name); found != tree->whole.end())
        ours.push_back(found->second);
    }
    if (ours.size() == baseline.size()) out.compare_whole(name, ours, value);
  }
}

}  // namespace

BodyComparison body_differences(const std::vector<const Response*>& baseline, const Response& candidate,
                                const BodyTerms& terms) {
  std::vector<BodyTree> trees;
  std::set<std::string> formats;
  for (const auto* response : baseline) formats.insert(trees.emplace_back(body_tree(*response)).format);
  const auto other = body_tree(candidate);
  Differences out(terms, other.format == "xml");
  if (!formats.contains(other.format)) {
    out.add(Kind::format, "", trees.front().format, other.format);
    return {std::move(out).take(), ""};
  }
  if (formats.size() > 1) {
    return {{}, fmt::format("the baseline answers in several formats: {}", fmt::join(formats, ", "))};
  }
  if (other.format == "empty") return {};
  std::vector<const BodyTree*> alike;
  Nodes roots;
  for (const auto& tree : trees) {
    alike.push_back(&tree);
    roots.push_back(&tree.root);
  }
  compare_wholes(alike, other, out);
  out.compare("", roots, other.root);
  return {std::move(out).take(), ""};
}

}  // namespace rehearse::call
