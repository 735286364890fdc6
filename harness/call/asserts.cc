#include "call/asserts.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "call/page.h"

namespace rehearse::call {
namespace {

using Kind = profile::Query::Kind;

// What says something of us and nothing of the answer. XML with a DOCTYPE or in UTF-16 may be what is
// expected, and is not read.
bool is_ours(const Error& error) {
  return error.code.ends_with("-over-limit") || error.code.ends_with("-unavailable") ||
         error.code.ends_with("-crashed") || error.code == "xml-doctype" || error.code == "xml-encoding";
}

// Whether a value is none that a later call could use: blank, or the number of an XPath that is none.
bool is_nothing(const profile::Query& query, const std::string& value) {
  return value.find_first_not_of(" \t\r\n") == std::string::npos ||
         (query.kind == Kind::xpath && value == "NaN");
}

class Asserting {
 public:
  Asserting(const Asserted& it, Questions& questions) : x_it(it), x_questions(questions) {}

  std::vector<Assert> go() && {
    const auto& expect = x_it.call.expect;
    if (!expect.status.empty()) status();
    for (const auto& one : expect.headers) header_holds(one);
    for (const auto& text : expect.contains) contains(text);
    for (const auto& text : expect.matches) is_found({Kind::matches, text});
    for (const auto& text : expect.json) is_true({Kind::json, text});
    for (const auto& one : expect.pointers) stands_at(one);
    // What an expression comes to may be a set of nodes: true if it is not empty.
    for (const auto& text : expect.xpath) is_true({Kind::xpath, text});
    if (!expect.fault.empty()) fault();
    if (expect.duration) duration();
    return std::move(x_out);
  }

 private:
  void add(std::string what, std::string expected, std::string seen, bool holds) {
    x_out.push_back({std::move(what), std::move(expected), std::move(seen), holds});
  }
  void not_put(std::string what, std::string expected, const Error& error) {
    x_out.push_back(
        {std::move(what), std::move(expected), x_it.excerpt.of(error.detail), false, is_ours(error)});
  }
  std::string body() const {
    return x_it.response.body.empty() ? "an empty body" : x_it.excerpt.of(x_it.response.body);
  }
  std::string shown(const std::vector<std::string>& found) const {
    return found.empty() ? "nothing" : x_it.excerpt.of(fmt::format("{}", fmt::join(found, ", ")));
  }

  void status() {
    const auto& wanted = x_it.call.expect.status;
    const auto status = x_it.response.status;
    add("status", fmt::format("{}", fmt::join(wanted, " or ")), std::to_string(status),
        std::ranges::count(wanted, status) > 0);
  }

  void header_holds(const profile::HeaderExpect& expect) {
    const auto values = x_questions.ask({Kind::header, expect.name});
    const auto wanted = ascii_lower(expect.holds);
    const bool holds = values && std::ranges::any_of(*values, [&](const std::string& value) {
                         return ascii_lower(value).find(wanted) != std::string::npos;
                       });
    add("header " + expect.name, expect.holds.empty() ? "there" : expect.holds,
        shown(values.value_or(std::vector<std::string>())), holds);
  }

  void contains(const std::string& text) {
    const bool holds = x_it.response.body.find(text) != std::string::npos;
    add("contains", text, holds ? text : body(), holds);
  }

  void is_found(const profile::Query& query) {
    const auto found = x_questions.ask(query);
    if (!found) return not_put(std::string(to_id(query.kind)), query.text, found.error());
    const bool holds = !found->empty();
    add(std::string(to_id(query.kind)), query.text, holds ? shown(*found) : body(), holds);
  }

  void is_true(const profile::Query& query) {
    const auto found = x_questions.truth(query);
    if (!found) return not_put(std::string(to_id(query.kind)), query.text, found.error());
    const bool holds =
        !found->empty() && std::ranges::all_of(*found, [](const std::string& one) { return one == "true"; });
    add(std::string(to_id(query.kind)), query.text, shown(*found), holds);
  }

  void stands_at(const profile::PointerExpect& expect) {
    const auto found = x_questions.stands_at(expect);
    if (!found) return not_put("pointer " + expect.pointer, expect.value, found.error());
    add("pointer " + expect.pointer, expect.value, shown({found->seen}), found->holds);
  }

  void fault() {
    const auto& expected = x_it.call.expect.fault;
    const bool holds =
        x_it.soap && x_it.soap->fault && std::ranges::any_of(x_it.soap->fault->codes, [&](const QName& code) {
          return is_called(code, expected, x_it.namespaces);
        });
    add("fault", expected, fault_text(x_it.soap, x_it.excerpt), holds);
    x_out.back().is_open = !x_it.soap && is_ours(x_it.soap.error());
  }

  void duration() {
    const auto wanted = *x_it.call.expect.duration;
    const auto took = x_it.response.duration;
    add("duration", fmt::format("at most {} ms", wanted.count()), fmt::format("{} ms", took.count()),
        took <= wanted);
  }

  const Asserted& x_it;
  Questions& x_questions;
  std::vector<Assert> x_out;
};

}  // namespace

std::vector<Assert> asserts_of(const Asserted& it, Questions& questions) {
  return Asserting(it, questions).go();
}

Captured capture(const profile::Call& call, Questions& questions, const Excerpt& excerpt) {
  Captured out;
  for (const auto& [name, query, secret] : call.captures) {
    const auto found = questions.ask(query);
    if (!found || found->empty() || is_nothing(query, found->front())) {
      out.missing.push_back({"capture " + name, fmt::format("{} {}", to_id(query.kind), query.text),
                             found ? "nothing" : excerpt.of(found.error().detail), false,
                             !found && is_ours(found.error())});
      continue;
    }
    SecretText value;
    secret ? value.add_secret(found->front()) : value.add_plain(found->front());
    out.values.emplace(name, std::move(value));
  }
  return out;
}

std::string fault_text(const Result<SoapAnswer>& soap, const Excerpt& excerpt) {
  if (!soap) return "no SOAP: " + excerpt.of(soap.error().detail);
  if (!soap->fault) return "no fault";
  std::vector<std::string> codes;
  for (const auto& code : soap->fault->codes) {
    if (std::ranges::count(codes, code.written) == 0) codes.push_back(code.written);
  }
  return codes.empty() ? "a fault without a code" : excerpt.of(fmt::format("{}", fmt::join(codes, ", ")));
}

}  // namespace rehearse::call
