#pragma once

#include <compare>
#include <cstddef>
#include <deque>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "profile/load.h"

namespace rehearse::profile {

/// A place in the text, as an editor counts: lines and characters from 1.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// What the YAML core schema takes an unquoted scalar for. An editor with the JSON Schema sees the same.
enum class Plain : std::uint8_t { text, number, boolean };

/// One value of the tree. Nodes belong to their Document; an alias is the same node a second time.
struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  struct Entry {
    std::string key;
    Place at;  ///< of the key
    const Node* value = nullptr;
  };
  Kind kind = Kind::null;
  Plain plain = Plain::text;  ///< of a scalar; quoted ones are texts
  std::string text;           ///< of a scalar, as it is after YAML's own escapes
  Place at;                   ///< an empty value stands where its key stands
  std::vector<const Node*> items;
  std::vector<Entry> entries;  ///< in the order of the text, every key once
  std::size_t weight = 0;      ///< what walking it costs, aliases counted each time
};

/// "a list", "an empty value", "the number 443": how a message speaks of what it found.
std::string describe(const Node& node);

/// YAML text as a tree that keeps its places.
///
/// Deviates from plain YAML where a profile would be misread or the reader be exhausted: duplicate keys, keys
/// that are no scalars, tags, a second document, an alias inside its own anchor, NUL and other control
/// characters, bytes that are not UTF-8, more than kMaxTextBytes of text, more than kMaxDepth levels, and
/// aliases that unfold beyond kMaxWeight are all refused. Threads: safe. Source: yaml-cpp's events.
class Document {
 public:
  static constexpr std::size_t kMaxTextBytes = std::size_t{1} << 20;
  static constexpr std::size_t kMaxDepth = 24;
  static constexpr std::size_t kMaxWeight = std::size_t{4} << 20;

  /// Problems that leave a tree to go on with (a duplicate key: the first counts) go to `problems`; the
  /// others are the error.
  static std::expected<Document, Problem> parse(std::string_view yaml, std::vector<Problem>& problems);

  const Node& root() const { return *x_root; }

 private:
  friend class DocumentBuilder;
  std::deque<Node> x_nodes;  // a deque: nodes are pointed to
  const Node* x_root = nullptr;
};

}  // namespace rehearse::profile
