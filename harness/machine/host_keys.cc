#include "machine/host_keys.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/hostname.h"

namespace rehearse::machine {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view kHostWords[] = {
    "addr",     "address",   "addresses", "authority",   "broker",     "brokers",  "domain",    "domains",
    "endpoint", "endpoints", "fqdn",      "gateway",     "host",       "hostname", "hostnames", "hosts",
    "peer",     "remote",    "server",    "serveralias", "servername", "servers",  "sni",       "upstream"};
constexpr std::string_view kUrlWords[] = {"baseurl", "callback", "href", "location", "origin",
                                          "origins", "proxy",    "site", "target",   "uri",
                                          "uris",    "url",      "urls", "webhook",  "wsdl"};
// With one of them, a key that has a word from above names something else.
constexpr std::string_view kOtherWords[] = {"class",    "classname", "factory", "file",   "filename",
                                            "handler",  "module",    "package", "plugin", "script",
                                            "template", "type",      "version"};
constexpr std::string_view kDirectives[] = {
    "--domain", "--endpoint", "--host", "--hostname",  "--server",    "--sni",     "--url",
    "hostname", "proxy_pass", "server", "server_name", "serveralias", "servername"};
constexpr std::string_view kNamespaceKeys[] = {"algorithm",       "namespace",  "namespaceuri",
                                               "nsuri",           "soapaction", "targetns",
                                               "targetnamespace", "wsa:action", "xml:namespace"};
// Endings that no top-level domain has ...
constexpr std::string_view kFileEndings[] = {
    "asp",   "aspx",       "bak",  "bat",   "bin",  "bz2",     "cer",  "cert",   "cfg",  "class",  "cnf",
    "conf",  "cpp",        "crt",  "css",   "csv",  "db",      "der",  "dll",    "doc",  "docx",   "dtd",
    "ear",   "ejs",        "env",  "erb",   "exe",  "gif",     "go",   "gz",     "hbs",  "htm",    "html",
    "ico",   "ini",        "jar",  "java",  "jks",  "jpeg",    "jpg",  "js",     "json", "jsp",    "jsx",
    "key",   "kt",         "lock", "log",   "mjs",  "p12",     "pdf",  "pem",    "pfx",  "php",    "pid",
    "png",   "properties", "rb",   "scala", "scss", "service", "sock", "socket", "sql",  "sqlite", "svg",
    "tar",   "tgz",        "tmpl", "toml",  "ts",   "tsx",     "ttf",  "txt",    "vue",  "war",    "wsdl",
    "xhtml", "xls",        "xlsx", "xml",   "xsd",  "xsl",     "xslt", "xz",     "yaml", "yml"};
// ... and those that are countries' as well: a host is meant where the key speaks of one.
constexpr std::string_view kFileCountries[] = {"cc", "cs", "la", "md", "mk", "pl",
                                               "pm", "ps", "py", "rs", "sh", "so"};
constexpr std::string_view kProgramWords[] = {"config", "default",  "endpoint", "env",  "get",
                                              "host",   "hostname", "name",     "port", "server",
                                              "uri",    "url",      "value"};
constexpr std::string_view kProgramRoots[] = {
    "app",    "args",   "config",  "ctx",    "document", "env",     "location", "options",
    "os",     "params", "process", "props",  "req",      "request", "self",     "settings",
    "socket", "spring", "sys",     "system", "this",     "window"};
constexpr std::string_view kPackageRoots[] = {"com",  "edu",   "gov", "io",  "jakarta",
                                              "java", "javax", "net", "org", "sun"};
constexpr std::string_view kKnownDomains[] = {
    "ai",        "app",      "arpa",    "bank",    "biz",     "cloud", "co",          "com",       "corp",
    "dev",       "digital",  "edu",     "eu",      "example", "gov",   "home",        "info",      "int",
    "internal",  "intranet", "io",      "invalid", "lan",     "local", "localdomain", "localhost", "mil",
    "name",      "net",      "network", "online",  "org",     "pro",   "services",    "site",      "software",
    "solutions", "store",    "svc",     "systems", "tech",    "test",  "us",          "xyz"};

bool is_one_of(std::string_view word, Words words) {
  return std::ranges::any_of(words, [&](auto one) { return same_ignoring_case(one, word); });
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

// "api.baseUrl_v2" is api, base, url, v2.
std::vector<std::string> words_of(std::string_view key) {
  std::vector<std::string> out;
  bool begins = true;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    if (!is_ascii_alphanumeric(c)) {
      begins = true;
      continue;
    }
    const bool next_is_small = i + 1 < key.size() && is_lower(key[i + 1]);
    const bool humps =
        i > 0 && is_upper(c) && (is_lower(key[i - 1]) || (is_upper(key[i - 1]) && next_is_small));
    if (begins || humps) out.emplace_back();
    begins = false;
    out.back() += ascii_lower(c);
  }
  return out;
}

// Small then large inside a label, "myHost", or large then small, "Api": a class or a variable.
bool has_humps(std::string_view name) {
  const bool any_upper = std::ranges::any_of(name, is_upper), any_lower = std::ranges::any_of(name, is_lower);
  return any_upper && any_lower;
}

}  // namespace

KeyKind key_kind(std::string_view key) {
  constexpr std::size_t kLongest = 128;
  if (key.empty() || key.size() > kLongest) return KeyKind::none;
  auto out = KeyKind::none;
  for (const auto& word : words_of(key)) {
    if (is_one_of(word, kOtherWords)) return KeyKind::none;
    if (is_one_of(word, kUrlWords)) out = KeyKind::url;
    if (is_one_of(word, kHostWords) && out == KeyKind::none) out = KeyKind::host;
  }
  return out;
}

bool is_directive(std::string_view word) {
  return is_one_of(word, kDirectives);
}

bool is_namespace_key(std::string_view key) {
  return key == "xmlns" || key.starts_with("xmlns:") || is_one_of(key, kNamespaceKeys);
}

bool is_host_value(std::string_view value, KeyKind kind) {
  if (value.ends_with('.')) value.remove_suffix(1);
  if (kind == KeyKind::none || !is_dns_name(value)) return false;
  const auto first_dot = value.find('.'), last_dot = value.rfind('.');
  if (first_dot == std::string_view::npos) return false;
  const auto first = value.substr(0, first_dot), last = value.substr(last_dot + 1);
  if (last.starts_with("xn--") || last.starts_with("XN--")) return true;
  if (last.size() < 2 || !std::ranges::all_of(last, is_ascii_letter) || has_humps(value)) return false;
  if (is_one_of(last, kFileEndings) || value.find("__") != std::string_view::npos) return false;
  const bool is_known = is_one_of(last, kKnownDomains);
  if (is_known) return true;
  if (is_one_of(last, kProgramWords) || is_one_of(first, kProgramRoots) || is_one_of(first, kPackageRoots))
    return false;
  if (last.size() == 2) return kind == KeyKind::host || !is_one_of(last, kFileCountries);
  return kind == KeyKind::host;
}

}  // namespace rehearse::machine
