#include "profile/document.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/printable.h"
#include "profile/plain_scalar.h"
#include "profile/text_places.h"

namespace rehearse::profile {
namespace {

constexpr std::size_t kNodeWeight = 16;

// Unwinds yaml-cpp's parser from inside an event; caught in Document::parse and nowhere else.
struct Stop {
  Problem problem;
};

[[noreturn]] void stop(Place at, std::string_view id, std::string text) {
  throw Stop{{at.line, at.column, std::string(id), std::move(text)}};
}

}  // namespace

class DocumentBuilder : public YAML::EventHandler {
 public:
  DocumentBuilder(const TextPlaces& places, std::vector<Problem>& problems)
      : x_places(places), x_problems(problems) {
    x_document.x_root = &x_document.x_nodes.emplace_back();
  }
  Document take() && { return std::move(x_document); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(x_seen_document, true))
      stop(place(mark), "several-documents", "a second document starts here; a profile is one");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(Node::Kind::null, place(mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = x_anchors.find(anchor);
    const auto is_open = [&](const Open& open) { return open.node == found->second; };
    if (found == x_anchors.end() || std::ranges::any_of(x_open, is_open))
      stop(place(mark), "bad-alias", "an alias inside the value that it names");
    attach(*found->second, place(mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(tag, mark);
    Node& node = make(Node::Kind::scalar, place(mark), anchor);
    node.text = value;
    node.plain = tag == "?" ? classify_plain(value) : Plain::text;
    node.weight += value.size();
    attach(node, node.at);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node* node = nullptr;
    bool has_key = false;
    bool keep = true;  // false: the entry's key was refused
    Node::Entry entry;
    std::set<std::string> keys;
  };

  Place place(const YAML::Mark& mark) const { return x_places.at(mark.line, mark.column); }

  void problem(Place at, std::string_view id, std::string text) {
    x_problems.push_back({at.line, at.column, std::string(id), std::move(text)});
  }

  void refuse_tag(const std::string& tag, const YAML::Mark& mark) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    problem(place(mark), "unknown-tag", fmt::format("the tag '{}' means nothing here", printable(tag, 60)));
  }

  Node& make(Node::Kind kind, Place at, YAML::anchor_t anchor) {
    Node& node = x_document.x_nodes.emplace_back();
    node.kind = kind;
    node.at = at;
    node.weight = kNodeWeight;
    if (anchor != YAML::NullAnchor) x_anchors[anchor] = &node;
    return node;
  }

  void add(Node::Kind kind, Place at, YAML::anchor_t anchor) {
    Node& node = make(kind, at, anchor);
    attach(node, at);
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_tag(tag, mark);
    if (x_open.size() == Document::kMaxDepth)
      stop(place(mark), "too-deep", fmt::format("more than {} levels", Document::kMaxDepth));
    Node& node = make(kind, place(mark), anchor);
    x_open.push_back({.node = &node, .has_key = false, .keep = true, .entry = {}, .keys = {}});
  }

  void close() {
    Node& node = *x_open.back().node;
    x_open.pop_back();
    attach(node, node.at);
  }

  // Puts a finished node where it belongs: the root, an item, a key or a value.
  void attach(Node& node, Place at) {
    if (x_open.empty()) {
      x_document.x_root = &node;
      return;
    }
    Open& parent = x_open.back();
    parent.node->weight += node.weight;
    if (parent.node->weight > Document::kMaxWeight)
      stop(at, "too-large", "more values than a profile may have (an alias counts each time)");
    if (parent.node->kind == Node::Kind::list) {
      // The parser marks an empty item at the next token, wherever that is.
      if (node.kind == Node::Kind::null) node.at = parent.node->at;
      parent.node->items.push_back(&node);
    } else if (!parent.has_key) {
      take_key(parent, node, at);
    } else {
      if (node.kind == Node::Kind::null) node.at = parent.entry.at;
      parent.entry.value = &node;
      if (parent.keep) parent.node->entries.push_back(std::move(parent.entry));
      parent.has_key = false;
    }
  }

  void take_key(Open& parent, const Node& node, Place at) {
    parent.has_key = true;
    parent.entry = {node.text, at, nullptr};
    parent.keep = node.kind == Node::Kind::scalar;
    if (!parent.keep) {
      problem(at, "bad-key", fmt::format("a key must be a text, found {}", describe(node)));
    } else if (!parent.keys.insert(node.text).second) {
      parent.keep = false;
      problem(at, "duplicate-key",
              fmt::format("the key '{}' stands twice in this map", printable(node.text, 60)));
    }
  }

  const TextPlaces& x_places;
  std::vector<Problem>& x_problems;
  Document x_document;
  std::vector<Open> x_open;
  std::map<YAML::anchor_t, Node*> x_anchors;
  bool x_seen_document = false;
};

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "an empty value";
    case Node::Kind::list:
      return node.items.empty() ? "an empty list" : "a list";
    case Node::Kind::map:
      return node.entries.empty() ? "an empty map" : "a map";
    case Node::Kind::scalar:
      break;
  }
  const auto shown = printable(node.text, 80);
  switch (node.plain) {
    case Plain::number:
      return "the number " + shown;
    case Plain::boolean:
      return "the truth value " + shown;
    case Plain::text:
      break;
  }
  return node.text.empty() ? "an empty text" : fmt::format("the text '{}'", shown);
}

std::expected<Document, Problem> Document::parse(std::string_view yaml, std::vector<Problem>& problems) {
  if (yaml.size() > kMaxTextBytes) {
    return std::unexpected(Problem{
        1, 1, "too-large", fmt::format("{} bytes; a profile has at most {}", yaml.size(), kMaxTextBytes)});
  }
  if (yaml.starts_with("\xef\xbb\xbf")) yaml.remove_prefix(3);
  const TextPlaces places(yaml);
  if (auto bad = places.first_bad_character()) return std::unexpected(std::move(*bad));

  DocumentBuilder builder(places, problems);
  try {
    std::istringstream in{std::string(yaml)};
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
    return std::move(builder).take();
  } catch (Stop& stopped) {
    return std::unexpected(std::move(stopped.problem));
  } catch (const YAML::Exception& e) {
    const auto at = e.mark.is_null() ? Place{} : places.at(e.mark.line, e.mark.column);
    return std::unexpected(
        Problem{at.line, at.column, "bad-yaml", fmt::format("not YAML: {}", printable(e.msg, 200))});
  } catch (const std::exception& e) {
    return std::unexpected(Problem{1, 1, "bad-yaml", fmt::format("not YAML: {}", printable(e.what(), 200))});
  }
}

}  // namespace rehearse::profile
