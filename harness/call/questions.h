#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "call/call.h"
#include "profile/profile.h"

namespace rehearse::call {

/// Queries, compiled once however many answers they are put to; their prefixes mean the namespaces of one
/// profile. Threads: one caller at a time.
class Programs {
 public:
  explicit Programs(std::map<std::string, std::string> namespaces = {});
  Programs(Programs&&) noexcept;
  Programs& operator=(Programs&&) noexcept;
  ~Programs();

 private:
  friend class Questions;
  struct Compiled;
  std::unique_ptr<Compiled> x_compiled;
};

/// Whether a query can be put to an answer at all. Errors: bad-query, with what is wrong and where.
Result<void> check_query(const profile::Query& query, const std::map<std::string, std::string>& namespaces);

/// An answer that questions are put to. Its body is parsed at most once in each language; a peer's bytes are
/// expected to be hostile. Threads: one caller at a time.
class Questions {
 public:
  using Found = Result<std::vector<std::string>>;

  /// Both outlive it.
  Questions(const Response& response, Programs& programs);
  Questions(const Questions&) = delete;
  Questions& operator=(const Questions&) = delete;
  ~Questions();

  /// What the query finds, in order, as text: a JSON string yields its characters, another JSON value its
  /// JSON, a null nothing; a node its text; a regular expression its first group, or the match.
  /// Errors: bad-query, not-json, not-xml, and those of the limits.
  Found ask(const profile::Query& query);

  /// Whether the query holds, each answer "true" or what stands instead: of jq, every value; of XPath, what
  /// boolean() makes of it.
  Found truth(const profile::Query& query);

  struct AtPointer {
    std::string seen;  ///< "nothing" where nothing stands there
    bool holds = false;
  };
  /// What stands at a pointer, and whether it is what is expected: numbers by their value.
  Result<AtPointer> stands_at(const profile::PointerExpect& expect);

 private:
  struct Parsed;
  Found jq(const std::string& expression);
  Found xpath(const std::string& expression);
  Found regex(const std::string& expression);
  Found header(const std::string& name) const;

  const Response& x_response;
  Programs::Compiled& x_programs;
  std::unique_ptr<Parsed> x_parsed;
};

}  // namespace rehearse::call
