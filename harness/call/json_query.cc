#include "call/json_query.h"

#include <array>
#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "call/child.h"
#include "call/json_document.h"

extern "C" {
#include <jq.h>
}

namespace rehearse::call {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxMessage = 300;

// What reaches out of the body: into the environment, files, other inputs, the clock, the machine's time
// zone, our standard error; or ends the program. A definition of ours stands before the expression for each.
// jq drops a definition that nothing refers to, and one that something does refer to does not compile, since
// it calls what nobody has defined. Where jq binds names, no spelling gets round it, and a field called
// `env`, or the user's own `def env:`, means what it says. That the same names lead nowhere in a child
// process is the second wall, against what is missing here.
constexpr std::array kShutOut = {"env",
                                 "_input",
                                 "input",
                                 "inputs",
                                 "input_filename",
                                 "debug",
                                 "debug(f)",
                                 "stderr",
                                 "halt",
                                 "input_line_number",
                                 "halt_error",
                                 "halt_error(f)",
                                 "now",
                                 "localtime",
                                 "strflocaltime(f)",
                                 "modulemeta",
                                 "get_jq_origin",
                                 "get_prog_origin",
                                 "get_search_list"};
constexpr std::string_view kNowhere = "_leads_out_of_the_body";

// One line, so that ours is line 1 and the user's first is line 2. `import` and `include` are only
// understood at the beginning of a program, which is no longer the user's.
std::string with_prefix(const std::string& expression) {
  std::string out = "\"an expression has no environment\" as $ENV | ";
  for (const std::string_view name : kShutOut) {
    out += fmt::format("def {}: {}{}; ", name, name.substr(0, name.find('(')), kNowhere);
  }
  return out + "\n" + expression;
}

// "jq: error: foo/0 is not defined at <top-level>, line 3:\nfoo" and, since it quotes the program, our
// prefix.
std::string compile_problem(std::string_view said) {
  constexpr std::string_view kLead = "jq: error: ", kPlace = " at <top-level>, line ";
  if (said.starts_with(kLead)) said.remove_prefix(kLead.size());
  const auto place = said.find(kPlace);
  auto what = std::string(said.substr(0, place).substr(0, kMaxMessage));
  if (const auto end = what.find(kNowhere); end != std::string::npos) {
    return what.substr(0, end) + " is not available: an expression sees the body and nothing else";
  }
  const int line = place == std::string_view::npos ? 0 : std::atoi(said.data() + place + kPlace.size());
  return line > 1 ? fmt::format("line {}: {}", line - 1, what) : what;
}

// The first letter of a child's answer.
enum Answer : char { values = 'v', bad_expression = 'c', failed = 'e', over_limit = 'l' };

std::string message_text(jv message) {
  if (jv_get_kind(message) != JV_KIND_STRING) message = jv_dump_string(message, 0);
  return {jv_string_value(message), static_cast<std::size_t>(jv_string_length_bytes(jv_copy(message)))};
}

void keep_first_message(void* said, jv message) {
  auto& text = *static_cast<std::string*>(said);
  if (text.empty()) text = message_text(jq_format_error(message));
}

// From here on in the child. Nothing is freed there: it has its memory limit and ends at once.
std::string evaluate(const std::string& program, std::optional<std::string_view> json,
                     const JqLimits& limits) {
  jq_state* jq = jq_init();
  if (jq == nullptr) end_child_out_of_memory();
  // jq_init() of 1.6 leaves the handler as it finds it, and calls it.
  jq_set_nomem_handler(jq, [](void*) { end_child_out_of_memory(); }, nullptr);
  std::string said;
  jq_set_error_cb(jq, keep_first_message, &said);
  if (jq_compile(jq, program.c_str()) == 0) return char{bad_expression} + said;
  std::string out(1, values);
  if (!json) return out;

  jq_start(jq, jv_parse_sized(json->data(), static_cast<int>(json->size())), 0);
  for (std::size_t count = 0;; ++count) {
    const jv value = jq_next(jq);
    if (!jv_is_valid(value)) {
      if (!jv_invalid_has_msg(jv_copy(value))) return out;
      return char{failed} + message_text(jv_invalid_get_msg(value));
    }
    if (count == limits.outputs) return char{over_limit} + fmt::format("over {} outputs", limits.outputs);
    out += message_text(jv_dump_string(value, 0)) + '\n';
    if (out.size() > limits.output_bytes) {
      return char{over_limit} + fmt::format("over {} bytes of output", limits.output_bytes);
    }
  }
}

Result<std::vector<std::string>> values_of(std::string_view lines) {
  std::vector<std::string> out;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    // jq writes `<stripped: ...>` where a value is too deep for it, which is no JSON.
    if (json_problem(lines.substr(0, end))) {
      return fail("jq-over-limit", fmt::format("an output nested over {} deep", kMaxJsonDepth));
    }
    out.emplace_back(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  return out;
}

// libjq 1.6 has no bound on time, memory or depth of a value: `def f: f; f` never returns to us, and
// `[range(1e9)]`, once out of memory, ends the process, as do a value nested a million deep, and some
// defects of jq by an assert. So it runs in a child process. The child also compiles: jq reads HOME and the
// environment while it does, and there they can be taken away without a race. Measured: 0.3 ms for the
// process, 13 ms for the compilation of jq's own library of functions.
Result<std::vector<std::string>> evaluate_apart(const std::string& program,
                                                std::optional<std::string_view> json,
                                                const JqLimits& limits) {
  const ChildLimits child{.cpu = limits.cpu,
                          .memory_bytes = limits.memory_bytes,
                          .answer_bytes = limits.output_bytes + (64U << 10)};
  const auto answer = in_child(child, [&] { return evaluate(program, json, limits); });
  if (!answer) {
    // child-over-limit -> jq-over-limit
    return fail("jq" + answer.error().code.substr(std::string_view("child").size()), answer.error().detail);
  }
  const std::string_view rest = std::string_view(*answer).substr(1);
  switch (answer->front()) {
    case values:
      return values_of(rest);
    case bad_expression:
      return fail("bad-jq", compile_problem(rest));
    case over_limit:
      return fail("jq-over-limit", std::string(rest));
    default:
      return fail("jq-error", std::string(rest.substr(0, kMaxMessage)));
  }
}

}  // namespace

Result<JqProgram> JqProgram::compile(const std::string& expression) {
  if (expression.find('\0') != std::string::npos) return fail("bad-jq", "a NUL in the expression");
  if (expression.find_first_not_of(" \t\r\n") == std::string::npos) return fail("bad-jq", "empty");
  std::string program = with_prefix(expression);
  auto compiled = evaluate_apart(program, std::nullopt, {});
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  return JqProgram(std::move(program));
}

Result<std::vector<std::string>> JqProgram::run(std::string_view json, const JqLimits& limits) const {
  if (auto problem = json_problem(json)) return std::unexpected(std::move(*problem));
  return evaluate_apart(x_program, json, limits);
}

Result<std::optional<std::string>> json_pointer(std::string_view json, std::string_view pointer) {
  Json::json_pointer place;
  try {
    place = Json::json_pointer(std::string(pointer));
  } catch (const Json::exception&) {
    return fail("bad-pointer", "a JSON pointer is empty or starts with /, and after ~ comes 0 or 1");
  }
  if (auto problem = json_problem(json)) return std::unexpected(std::move(*problem));
  const auto document = Json::parse(json, nullptr, false);
  try {
    if (!document.contains(place)) return std::nullopt;
    return document.at(place).dump();
  } catch (const Json::exception&) {
    return std::nullopt;  // `01`, or a number beyond all arrays, where an array stands
  }
}

std::string json_as_text(const std::string& json) {
  if (!json.starts_with('"')) return json;
  const auto value = Json::parse(json, nullptr, false);
  return value.is_string() ? value.get<std::string>() : json;
}

}  // namespace rehearse::call
