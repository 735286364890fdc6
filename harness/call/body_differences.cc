#include "call/body_differences.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "call/body_tree.h"

namespace rehearse::call {
namespace {

using Json = nlohmann::json;
using Kind = BodyDifference::Kind;
using Nodes = std::vector<const Json*>;

constexpr std::size_t kMostDifferences = 1000;
constexpr std::chrono::days kNear{1};

std::string_view type_of(const Json& value) {
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a text";
  if (value.is_boolean()) return "a truth value";
  if (value.is_object()) return "an object";
  return value.is_array() ? "a list" : "null";
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// RFC 6901's escapes, so that a path can be pasted into a pointer.
std::string step(std::string_view key) {
  std::string out = "/";
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

// A time as bodies write it: RFC 3339 (with a fraction), or seconds or milliseconds since 1970.
std::optional<Instant> time_in(const Json& value) {
  if (value.is_string()) {
    auto text = value.get<std::string>();
    if (text.size() < std::string_view("2018-12-12").size()) return std::nullopt;
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

class Differences {
 public:
  explicit Differences(Instant now) : x_now(now) {}

  void compare(const std::string& path, const Nodes& baseline, const Json& candidate) {
    if (x_out.size() >= kMostDifferences) return;
    const auto& first = *baseline.front();
    const auto has_type = [&](const Json* one) { return type_of(*one) == type_of(candidate); };
    if (std::ranges::none_of(baseline, has_type)) {
      add(Kind::type, path, std::string(type_of(first)), std::string(type_of(candidate)));
    } else if (!std::ranges::all_of(baseline, has_type)) {
      return;  // its own answers have several types there
    } else if (candidate.is_object()) {
      compare_objects(path, baseline, candidate);
    } else if (candidate.is_array()) {
      compare_lists(path, baseline, candidate);
    } else {
      compare_values(path, baseline, candidate);
    }
  }

  void add(Kind kind, const std::string& path, std::string baseline, std::string candidate) {
    if (x_out.size() < kMostDifferences)
      x_out.push_back({kind, path, std::move(baseline), std::move(candidate)});
  }

  std::vector<BodyDifference> take() && { return std::move(x_out); }

 private:
  bool is_now(const Json& value) const {
    const auto at = time_in(value);
    return at && *at > x_now - kNear && *at < x_now + kNear;
  }

  void compare_values(const std::string& path, const Nodes& baseline, const Json& candidate) {
    const auto& first = *baseline.front();
    const bool is_noise = std::ranges::any_of(baseline, [&](const Json* one) { return *one != first; });
    if (is_noise || first == candidate || (is_now(first) && is_now(candidate))) return;
    add(Kind::value, path, text_of(first), text_of(candidate));
  }

  void compare_objects(const std::string& path, const Nodes& baseline, const Json& candidate) {
    std::set<std::string> known;
    for (const auto* one : baseline) {
      for (const auto& [key, value] : one->items()) known.insert(key);
    }
    for (const auto& key : known) {
      Nodes having;
      for (const auto* one : baseline) {
        if (const auto found = one->find(key); found != one->end()) having.push_back(&*found);
      }
      const auto found = candidate.find(key);
      const bool is_always_there = having.size() == baseline.size();
      if (found == candidate.end()) {
        if (is_always_there) add(Kind::missing, path + step(key), text_of(*having.front()), "");
      } else if (is_always_there) {
        compare(path + step(key), having, *found);
      }
    }
    for (const auto& [key, value] : candidate.items()) {
      if (!known.contains(key)) add(Kind::extra, path + step(key), "", text_of(value));
    }
  }

  void compare_lists(const std::string& path, const Nodes& baseline, const Json& candidate) {
    const auto length = baseline.front()->size();
    const bool varies = std::ranges::any_of(baseline, [&](const Json* one) { return one->size() != length; });
    if (varies) return compare_forms(path, baseline, candidate);
    if (candidate.size() != length) {
      add(Kind::length, path, fmt::format("{} entries", length), fmt::format("{} entries", candidate.size()));
      return;
    }
    std::vector<Json> sorted;
    auto lists = baseline;
    const auto* of_candidate = &candidate;
    const bool in_one_order =
        std::ranges::all_of(baseline, [&](const Json* one) { return *one == *baseline.front(); });
    if (in_one_order && candidate != *baseline.front() &&
        in_order(candidate) == in_order(*baseline.front())) {
      add(Kind::order, path, "in this order", "in another order");
      return;
    }
    if (is_set(baseline)) {
      sorted.reserve(baseline.size() + 1);
      for (auto& list : lists) list = &sorted.emplace_back(in_order(*list));
      of_candidate = &sorted.emplace_back(in_order(candidate));
    }
    for (std::size_t i = 0; i < length; ++i) {
      Nodes entries;
      for (const auto* list : lists) entries.push_back(&(*list)[i]);
      compare(path + step(std::to_string(i)), entries, (*of_candidate)[i]);
    }
  }

  // The same entries in another order.
  static bool is_set(const Nodes& lists) {
    const auto& first = *lists.front();
    const auto ordered = in_order(first);
    return std::ranges::any_of(lists, [&](const Json* one) { return *one != first; }) &&
           std::ranges::all_of(lists, [&](const Json* one) { return in_order(*one) == ordered; });
  }

  static Json in_order(Json list) {
    std::ranges::sort(list.get_ref<Json::array_t&>());
    return list;
  }

  // Of a list whose length varies: that every entry looks like one of the baseline's.
  void compare_forms(const std::string& path, const Nodes& baseline, const Json& candidate) {
    std::set<std::string> known;
    for (const auto* list : baseline) {
      for (const auto& entry : *list) collect_forms("", entry, known);
    }
    if (known.empty()) return;
    std::set<std::string> seen;
    for (const auto& entry : candidate) collect_forms("", entry, seen);
    for (const auto& form : seen) {
      if (!known.contains(form)) add(Kind::extra, path + "/*" + form, "", "in some entry");
    }
  }

  // "/price a number"
  static void collect_forms(const std::string& path, const Json& value, std::set<std::string>& out) {
    if (!value.is_structured()) out.insert(fmt::format("{} ({})", path, type_of(value)));
    for (const auto& [key, entry] : value.items()) {
      if (value.is_structured()) collect_forms(path + step(value.is_array() ? "*" : key), entry, out);
    }
  }

  Instant x_now;
  std::vector<BodyDifference> x_out;
};

}  // namespace

std::vector<BodyDifference> body_differences(const std::vector<const Response*>& baseline,
                                             const Response& candidate, Instant now) {
  std::vector<BodyTree> trees;
  for (const auto* response : baseline) trees.push_back(body_tree(*response));
  const auto other = body_tree(candidate);
  Differences out(now);
  const auto is_alike = [&](const BodyTree& tree) { return tree.format == other.format; };
  if (std::ranges::none_of(trees, is_alike)) {
    out.add(Kind::format, "", trees.front().format, other.format);
  } else if (std::ranges::all_of(trees, is_alike) && other.format != "empty") {
    Nodes roots;
    for (const auto& tree : trees) roots.push_back(&tree.root);
    out.compare("", roots, other.root);
  }
  return std::move(out).take();
}

}  // namespace rehearse::call
