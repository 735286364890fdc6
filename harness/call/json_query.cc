#include "call/json_query.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>

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

// jq quotes values in its messages, cut to eleven bytes: half a secret would not be recognised afterwards.
// "string (\"S3cr3tTok...) cannot be parsed" becomes "string (...) cannot be parsed".
std::string without_cut_values(std::string_view message) {
  constexpr std::string_view kCut = "...)";
  std::string out;
  for (auto end = message.find(kCut); end != std::string_view::npos; end = message.find(kCut)) {
    out += message.substr(0, std::min(message.find('('), end));
    out += "(...)";
    message.remove_prefix(end + kCut.size());
  }
  return out += message;
}

// From here on in a child. Nothing is freed there: it has its memory limit.
struct Compiled {
  jq_state* jq = nullptr;
  std::string problem;  ///< what jq said against it; else it is ready
};

Compiled compile(const std::string& expression) {
  Compiled out{.jq = jq_init(), .problem = {}};
  if (out.jq == nullptr) end_child_out_of_memory();
  // jq_init() of 1.6 leaves the handler as it finds it, and calls it.
  jq_set_nomem_handler(out.jq, [](void*) { end_child_out_of_memory(); }, nullptr);
  jq_set_error_cb(out.jq, keep_first_message, &out.problem);
  const bool compiles = jq_compile(out.jq, with_prefix(expression).c_str()) != 0;
  jq_set_error_cb(out.jq, nullptr, nullptr);
  if (!compiles) out.problem = char{bad_expression} + out.problem;
  return out;
}

std::string evaluate(jq_state* jq, std::string_view json, const JqLimits& limits) {
  std::string out(1, values);
  jq_start(jq, jv_parse_sized(json.data(), static_cast<int>(json.size())), 0);
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

// For the child that stays: each expression is compiled there once, and used in copies of it.
Resident::Work work_of(const JqLimits& limits) {
  const auto known = std::make_shared<std::map<std::string, Compiled>>();
  return {.prepare =
              [known](const std::string& expression) {
                if (!known->contains(expression)) known->emplace(expression, compile(expression));
              },
          .answer =
              [known, limits](const std::string& expression, std::string_view json) {
                const auto& compiled = known->at(expression);
                return compiled.problem.empty() ? evaluate(compiled.jq, json, limits) : compiled.problem;
              }};
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
// environment while it does, and there they can be taken away without a race. Measured: 0.3 ms for a
// process, 13 ms for the compilation, nearly all of them for jq's own library of functions.
ChildLimits child_limits(const JqLimits& limits) {
  return {.cpu = limits.cpu,
          .memory_bytes = limits.memory_bytes,
          .answer_bytes = limits.output_bytes + (64U << 10)};
}

Result<std::vector<std::string>> read_answer(const Result<std::string>& answer) {
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
      return fail("jq-error", without_cut_values(rest.substr(0, kMaxMessage)));
  }
}

Result<void> is_program(const std::string& expression) {
  if (expression.find('\0') != std::string::npos) return fail("bad-jq", "a NUL in the expression");
  if (expression.find_first_not_of(" \t\r\n") == std::string::npos) return fail("bad-jq", "empty");
  return {};
}

}  // namespace

Jq::Jq(JqLimits limits) : x_limits(limits) {}
Jq::Jq(Jq&&) noexcept = default;
Jq& Jq::operator=(Jq&&) noexcept = default;
Jq::~Jq() = default;

Result<void> Jq::check(const std::string& expression) {
  if (auto program = is_program(expression); !program) return program;
  const auto said = read_answer(in_child(child_limits({}), [&] {
    const auto problem = compile(expression).problem;
    return problem.empty() ? std::string(1, values) : problem;
  }));
  if (!said) return std::unexpected(said.error());
  return {};
}

Result<std::vector<std::string>> Jq::run(const std::string& expression, std::string_view json) {
  if (auto program = is_program(expression); !program) return std::unexpected(std::move(program.error()));
  if (auto problem = json_problem(json)) return std::unexpected(std::move(*problem));
  if (!x_process) {
    auto started = Resident::start(child_limits(x_limits), work_of(x_limits));
    if (!started) return read_answer(std::unexpected(std::move(started.error())));
    x_process = *std::move(started);
  }
  const auto answer = x_process->ask(expression, json);
  if (!answer && answer.error().code == "child-unavailable") x_process.reset();  // the next gets another
  return read_answer(answer);
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
