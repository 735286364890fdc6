#include "machine/variables.h"

#include <utility>

#include <fmt/format.h>

#include "base/path_list.h"

namespace rehearse::machine {
namespace {

using Form = Variable::Form;

constexpr Variable kVariables[] = {
    {.name = "SSL_CERT_FILE", .client = "openssl"},
    {.name = "SSL_CERT_DIR", .client = "openssl", .form = Form::folders},
    {.name = "CURL_CA_BUNDLE", .client = "curl", .read_again = true},
    {.name = "REQUESTS_CA_BUNDLE", .client = "python", .read_again = true},
    {.name = "PIP_CERT", .client = "python", .read_again = true},
    {.name = "AWS_CA_BUNDLE", .client = "python"},
    {.name = "GIT_SSL_CAINFO", .client = "curl", .read_again = true},
    {.name = "NODE_EXTRA_CA_CERTS", .client = "node", .part = Reason::Part::beside},
    {.name = "JAVA_TOOL_OPTIONS", .client = "java", .form = Form::jvm_options},
    {.name = "JDK_JAVA_OPTIONS", .client = "java", .form = Form::jvm_options},
    {.name = "_JAVA_OPTIONS", .client = "java", .form = Form::jvm_options},
    {.name = "JAVA_OPTS", .client = "java", .form = Form::jvm_script},
    {.name = "CATALINA_OPTS", .client = "java", .form = Form::jvm_script},
};

constexpr std::string_view kTrustStore = "-Djavax.net.ssl.trustStore=";
constexpr std::string_view kPassword = "-Djavax.net.ssl.trustStorePassword=";

// Null where it is not listed. A relative one is noted: `name` is all of it that is printed.
Candidate* add_path(const std::string& path, const std::string& name, const Variable& variable,
                    Candidates& candidates) {
  if (path.starts_with('/'))
    return candidates.add_named(path, {name, std::string(variable.client), variable.part});
  candidates.tree().note(name + ": a relative path, which depends on where a program is started");
  return nullptr;
}

void add_folders(std::string_view value, const Variable& variable, Candidates& candidates) {
  for (const auto folder : split_path_list(value)) {
    if (!folder.empty()) add_path(std::string(folder), std::string(variable.name), variable, candidates);
  }
}

void add_java_options(const std::string& value, const Variable& variable, Candidates& candidates) {
  const auto trust = java_trust(split_options(value));
  if (!trust) return;
  const auto name = fmt::format("{} -Djavax.net.ssl.trustStore", variable.name);
  auto* candidate = add_path(trust->path, name, variable, candidates);
  if (candidate != nullptr && trust->password) candidate->source.password = trust->password;
}

}  // namespace

std::span<const Variable> variables() {
  return kVariables;
}

std::optional<JavaTrust> java_trust(const std::vector<std::string>& options) {
  std::string_view path, password;
  for (const std::string_view option : options) {
    if (option.starts_with(kTrustStore)) path = option.substr(kTrustStore.size());
    if (option.starts_with(kPassword)) password = option.substr(kPassword.size());
  }
  if (path.empty() || path == "NONE") return std::nullopt;
  JavaTrust out{.path = std::string(path), .password = {}};
  // Java takes an empty password for none.
  if (!password.empty()) out.password.emplace().add_secret(std::string(password));
  return out;
}

std::vector<std::string> split_options(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (const char c : text) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    if (quote == 0 && space) {
      if (in_word) out.push_back(std::exchange(word, {}));
      in_word = false;
      continue;
    }
    in_word = true;
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      word += c;
    }
  }
  if (in_word) out.push_back(word);
  return out;
}

void add_named_by_environment(const Environment& environment, Candidates& candidates) {
  for (const auto& variable : kVariables) {
    const auto set = environment.find(std::string(variable.name));
    if (set == environment.end() || set->second.empty()) continue;
    switch (variable.form) {
      case Form::path:
        add_path(set->second, set->first, variable, candidates);
        break;
      case Form::folders:
        add_folders(set->second, variable, candidates);
        break;
      case Form::jvm_options:
      case Form::jvm_script:
        add_java_options(set->second, variable, candidates);
        break;
    }
  }
}

}  // namespace rehearse::machine
