#include "machine/variables.h"

#include <algorithm>
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

// In the order in which a JVM comes to them.
constexpr const char* kReadByEveryJvm[] = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"};

constexpr std::string_view kTrustStore = "-Djavax.net.ssl.trustStore";
constexpr std::string_view kPassword = "-Djavax.net.ssl.trustStorePassword";
constexpr std::string_view kType = "-Djavax.net.ssl.trustStoreType";
constexpr std::string_view kSecurity = "-Djava.security.properties";
constexpr std::string_view kProvider = "-Djavax.net.ssl.trustStoreProvider";
// Where further options stand in a file of their own.
constexpr std::string_view kFilesOfOptions[] = {"-XX:VMOptionsFile=", "-XX:Flags="};

// What the option sets the property to; without a '=' it is set to nothing.
std::optional<std::string> value_of(std::string_view option, std::string_view property) {
  if (option == property) return "";
  if (!option.starts_with(property) || option[property.size()] != '=') return std::nullopt;
  return std::string(option.substr(property.size() + 1));
}

// Java takes an empty password for none.
std::optional<SecretText> password_of(const std::string& text) {
  std::optional<SecretText> out;
  if (!text.empty()) out.emplace().add_secret(text);
  return out;
}

// The last of each property counts. True where the file was told.
bool take(const std::string& option, JavaTold& told) {
  if (auto type = value_of(option, kType)) told.type = *std::move(type);
  if (auto password = value_of(option, kPassword)) told.password = password_of(*password);
  auto file = value_of(option, kTrustStore);
  if (!file) return false;
  told.file = *std::move(file);
  return true;
}

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
  JavaTold told;
  for (const auto& option : options) take(option, told);
  const auto file = told.file.value_or("");
  if (file.empty() || file == "NONE") return std::nullopt;
  return JavaTrust{.path = file, .password = std::move(told.password)};
}

namespace {

// Options of the launcher that take the next word. JDK_JAVA_OPTIONS is read by it; the other variables by the
// JVM itself, to which they are no options. Source: OpenJDK, libjli/java.c, IsLauncherOption and
// IsModuleOption; each asked of OpenJDK 17.
constexpr std::string_view kTakeTheNextWord[] = {"-cp",
                                                 "-classpath",
                                                 "--class-path",
                                                 "-p",
                                                 "--module-path",
                                                 "--upgrade-module-path",
                                                 "--add-modules",
                                                 "--limit-modules",
                                                 "--add-exports",
                                                 "--add-opens",
                                                 "--add-reads",
                                                 "--patch-module",
                                                 "--enable-native-access",
                                                 "--source",
                                                 "-d",
                                                 "--describe-module"};

bool takes_next_word(std::string_view option) {
  return std::ranges::find(kTakeTheNextWord, option) != std::end(kTakeTheNextWord);
}

// What stands in the way of knowing what a JVM does with this word; empty where nothing does.
std::string unclear_word(std::string_view variable, const std::string& word) {
  if (variable == "JDK_JAVA_OPTIONS" && word.starts_with('@'))
    return fmt::format("{} names a file of options, which is not read", variable);
  for (const auto option : kFilesOfOptions) {
    if (word.starts_with(option)) return fmt::format("{} has {}, and the file is not read", variable, option);
  }
  if (value_of(word, kProvider)) return fmt::format("{} sets {}, which is not foreseen", variable, kProvider);
  // jdk.certpath.disabledAlgorithms and its like stand there.
  if (value_of(word, kSecurity))
    return fmt::format("{} sets {}, and the rules in that file are not read", variable, kSecurity);
  if (value_of(word, kType) == "")
    return fmt::format("{} sets {} to nothing: no such key store", variable, kType);
  if (variable != "JDK_JAVA_OPTIONS" && takes_next_word(word))
    return fmt::format("{} has {}, an option of the launcher: no JVM starts with it", variable, word);
  return {};
}

// The first of them that is unclear, and which words can stand where.
std::string unclear_words(std::string_view variable, const std::vector<std::string>& words) {
  std::string_view wants_value;
  for (const auto& word : words) {
    if (auto why = unclear_word(variable, word); !why.empty()) return why;
    const bool is_option = word.starts_with('-');
    if (is_option && !wants_value.empty()) break;
    if (!is_option && wants_value.empty())
      return fmt::format("{} has a word that is no option: no JVM starts with it", variable);
    wants_value = is_option && takes_next_word(word) ? std::string_view(word) : std::string_view();
  }
  if (wants_value.empty()) return {};
  return fmt::format("{} has {} without its value: no JVM starts with it", variable, wants_value);
}

bool has_open_quote(std::string_view text) {
  char quote = 0;
  for (const char c : text) {
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
  }
  return quote != 0;
}

// java.io.File drops them.
std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

JavaTold java_told(const Environment& environment) {
  JavaTold out;
  for (const auto* variable : kReadByEveryJvm) {
    const auto set = environment.find(variable);
    if (set == environment.end()) continue;
    if (has_open_quote(set->second)) out.unclear = fmt::format("{} has a quote that is not closed", variable);
    const auto options = split_options(set->second);
    for (const auto& option : options) {
      if (take(option, out)) out.by = variable;
    }
    if (out.unclear.empty()) out.unclear = unclear_words(variable, options);
  }
  if (out.file) out.file = without_slashes(*std::move(out.file));
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
