#include "machine/host_keys.h"

#include <algorithm>
#include <span>

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
// Words that run into others, "APIHOST", "dbserver"; and those that only end so.
constexpr std::string_view kWordEnds[] = {"domain", "endpoint", "fqdn",   "host",
                                          "hosts",  "hostname", "server", "servers"};
constexpr std::string_view kUrlEnds[] = {"uri", "url"};
constexpr std::string_view kOnlyEndSo[] = {"curl", "ghost", "ghosts", "observer", "observers"};
constexpr std::string_view kDirectives[] = {
    "--domain",    "--endpoint",    "--host",     "--hostname",    "--server",         "--sni",
    "--url",       "-connect",      "-host",      "-servername",   "-verify_hostname", "check-sni",
    "grpc_pass",   "grpc_ssl_name", "hostname",   "proxy_pass",    "proxy_ssl_name",   "server",
    "server_name", "serveralias",   "servername", "uwsgi_ssl_name"};
// Commands whose first word is a key: `ENV API_HOST api.example.com`.
constexpr std::string_view kSetters[] = {"define",           "env", "fastcgi_param", "grpc_set_header",
                                         "proxy_set_header", "set", "setenv",        "setx"};
// Functions whose arguments have a host, or a key and then its value.
constexpr std::string_view kHostCalls[] = {
    "addhost",     "addserver",   "create_connection", "createsocket",
    "fsockopen",   "getaddrinfo", "gethostbyname",     "host",
    "hostname",    "httphost",    "httpsconnection",   "inetsocketaddress",
    "sethost",     "sethostname", "setserver",         "setservername",
    "snihostname", "socket",      "sslsocket",         "tcpclient",
    "tcpsocket",   "withhost",    "withhostname"};
constexpr std::string_view kAddressCalls[] = {"getallbyname", "getbyname"};
constexpr std::string_view kKeyCalls[] = {"define",      "env",        "getenv",
                                          "getproperty", "setdefault", "setproperty"};
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

// Takes the first word off: "api.baseUrl_v2" is api, base, Url, v2. Empty = there is none. Without a copy:
// every key of every file is asked.
std::string_view next_word(std::string_view& key) {
  while (!key.empty() && !is_ascii_alphanumeric(key.front())) key.remove_prefix(1);
  std::size_t end = key.empty() ? 0 : 1;
  for (; end < key.size() && is_ascii_alphanumeric(key[end]); ++end) {
    const bool next_is_small = end + 1 < key.size() && is_lower(key[end + 1]);
    const bool humps =
        is_upper(key[end]) && (is_lower(key[end - 1]) || (is_upper(key[end - 1]) && next_is_small));
    if (humps) break;
  }
  const auto word = key.substr(0, end);
  key.remove_prefix(end);
  return word;
}

// Small then large inside a label, "myHost", or large then small, "Api": a class or a variable.
bool has_humps(std::string_view name) {
  const bool any_upper = std::ranges::any_of(name, is_upper), any_lower = std::ranges::any_of(name, is_lower);
  return any_upper && any_lower;
}

KeyKind kind_by_end(std::string_view word) {
  const auto ends_so = [&](std::string_view end) {
    return word.size() > end.size() && same_ignoring_case(word.substr(word.size() - end.size()), end);
  };
  if (std::ranges::any_of(kWordEnds, ends_so)) return KeyKind::host;
  return std::ranges::any_of(kUrlEnds, ends_so) ? KeyKind::url : KeyKind::none;
}

}  // namespace

KeyKind key_kind(std::string_view key) {
  constexpr std::size_t kLongest = 128;
  if (key.empty() || key.size() > kLongest) return KeyKind::none;
  auto out = KeyKind::none;
  for (auto word = next_word(key); !word.empty(); word = next_word(key)) {
    if (is_one_of(word, kOtherWords)) return KeyKind::none;
    if (is_one_of(word, kUrlWords)) out = KeyKind::url;
    if (out != KeyKind::none) continue;
    if (is_one_of(word, kHostWords))
      out = KeyKind::host;
    else if (!is_one_of(word, kOnlyEndSo))
      out = kind_by_end(word);
  }
  return out;
}

bool is_directive(std::string_view word) {
  return is_one_of(word, kDirectives);
}

bool is_setter(std::string_view word) {
  return is_one_of(word, kSetters);
}

bool is_host_call(std::string_view name) {
  const auto dot = name.rfind('.');
  const auto last = name.substr(dot + 1);
  if (is_one_of(last, kHostCalls)) return true;
  // Of InetAddress and its kin: others get other things by name.
  return dot != std::string_view::npos && name.substr(0, dot).ends_with("Address") &&
         is_one_of(last, kAddressCalls);
}

bool is_key_call(std::string_view name) {
  return is_one_of(name.substr(name.rfind('.') + 1), kKeyCalls);
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
  // "user.name" is a property by far more often than a person's domain.
  const bool is_property = last == "name" && first_dot == last_dot;
  if (is_one_of(last, kKnownDomains)) return !is_property;
  if (is_one_of(last, kProgramWords) || is_one_of(first, kProgramRoots) || is_one_of(first, kPackageRoots))
    return false;
  if (last.size() == 2) return kind == KeyKind::host || !is_one_of(last, kFileCountries);
  return kind == KeyKind::host;
}

}  // namespace rehearse::machine
