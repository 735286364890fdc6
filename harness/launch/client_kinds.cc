#include "launch/client_kinds.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/lines.h"

namespace rehearse::launch {
namespace {

// The first line that holds this; empty where none does.
std::string line_with(std::string_view text, std::string_view what) {
  for (const auto line : lines_of(text)) {
    if (line.contains(what)) return std::string(line);
  }
  return {};
}

// The last line that begins so; empty where none does.
std::string last_line(std::string_view text, std::string_view beginning) {
  std::string out;
  for (const auto line : lines_of(text)) {
    if (line.starts_with(beginning)) out = line;
  }
  return out;
}

bool has_line(std::string_view text, std::string_view beginning) {
  return !last_line(text, beginning).empty();
}

std::string first_line(std::string_view text) {
  return line_with(text, "");
}

std::string first_words(const std::string& line, int words) {
  std::size_t end = 0;
  for (int i = 0; i < words && end != std::string::npos; ++i) end = line.find(' ', end + (i == 0 ? 0 : 1));
  return line.substr(0, end);
}

// What stands behind this on its line.
std::string behind(std::string_view text, std::string_view what) {
  const auto line = line_with(text, what);
  return line.empty() ? line : line.substr(line.find(what) + what.size());
}

// Which prediction speaks for a version: versions that were measured, and no others (docs/trust-model.md).
std::string among(const std::vector<std::pair<std::string_view, std::string_view>>& known,
                  std::string_view version) {
  const auto found =
      std::ranges::find_if(known, [&](const auto& one) { return version.starts_with(one.first); });
  return found == known.end() ? std::string() : std::string(found->second);
}

bool is_directory(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

bool is_file(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

bool is_address(const Visit& visit) {
  return Address::parse(visit.host).has_value();
}

std::string place_of(const Visit& visit) {
  return fmt::format("{}:{}", visit.address.bracketed(), visit.port);
}

// OpenSSL's own store is a file and a hashed directory, and seldom are both there.
std::string own_store_of_openssl(const std::string& file, const std::string& directory) {
  if (is_file(file) && is_directory(directory)) return "system";
  return is_file(file) ? file : directory;
}

// ---- curl

Words ask_curl() {
  return {"-q", "--version"};
}

bool introduce_curl(const Captured& said, RealClient& client) {
  client.version = first_words(first_line(said.out), 5);  // its TLS library is the fifth
  if (client.version.contains(" OpenSSL/3.0."))
    client.rules = among({{"curl 7.88.", "curl"}}, client.version);
  client.own_store = "system";
  return client.version.starts_with("curl ");
}

// With verification on, a handshake that came to its end was accepted, whatever came of the request.
Words curl_arguments(const Visit& visit, const std::string& folder) {
  const auto address = Address::parse(visit.host);
  Words out{"-q",
            "-sS",
            "--head",
            "--max-time",
            "15",
            "--noproxy",
            "*",
            "--output",
            "/dev/null",
            "-w",
            "%{time_appconnect}",
            "--connect-to",
            "::" + place_of(visit),
            fmt::format("https://{}/", address ? address->bracketed() : visit.host)};
  // Beside a directory curl reads the system's file, unless it is told another, in which is a certificate.
  if (is_directory(visit.store))
    out.insert(out.end(), {"--cacert", folder + kNobody, "--capath", visit.store});
  else if (!visit.store.empty())
    out.insert(out.end(), {"--capath", "/nonexistent", "--cacert", visit.store});
  return out;
}

Seen understand_curl(const Captured& said) {
  constexpr int kPeerNotTrusted = 60, kPeerNotTrustedOfOld = 51;
  if (said.end != Captured::End::exited) return {Said::untold, why_untold(said)};
  if (said.code == kPeerNotTrusted || said.code == kPeerNotTrustedOfOld)
    return {Said::refused, first_line(said.err)};
  double seconds = 0;  // to the end of the handshake; 0: it did not come to that
  const auto* end = said.out.data() + said.out.size();
  const bool is_number = std::from_chars(said.out.data(), end, seconds).ptr == end;
  if (is_number && seconds > 0) return {Said::accepted, ""};
  return {Said::untold, why_untold(said)};
}

// ---- openssl

Words ask_openssl() {
  return {"version", "-v", "-d"};
}

bool introduce_openssl(const Captured& said, RealClient& client) {
  client.version = first_line(said.out);
  client.rules = among({{"OpenSSL 3.0.", "openssl"}}, client.version);
  auto folder = behind(said.out, "OPENSSLDIR: \"");
  folder = folder.substr(0, folder.find('"'));
  client.own_store = own_store_of_openssl(folder + "/cert.pem", folder + "/certs");
  return client.version.starts_with("OpenSSL ");
}

Words openssl_arguments(const Visit& visit, const std::string& /*folder*/) {
  Words out{"s_client", "-verify_return_error", "-connect", place_of(visit)};
  if (is_address(visit))
    out.insert(out.end(), {"-noservername", "-verify_ip", visit.host});
  else
    out.insert(out.end(), {"-servername", visit.host, "-verify_hostname", visit.host});
  const bool directory = is_directory(visit.store);
  if (!visit.store.empty())
    out.insert(out.end(), {"-no-CAstore", directory ? "-no-CAfile" : "-no-CApath",
                           directory ? "-CApath" : "-CAfile", visit.store});
  return out;
}

Seen understand_openssl(const Captured& said) {
  if (auto error = last_line(said.err, "verify error:"); !error.empty())
    return {Said::refused, std::move(error)};
  // It says "OK" of no certificate at all as well, and ends with 0 where it got as far as to send data.
  const bool is_whole = said.end == Captured::End::exited && said.code == 0;
  if (is_whole && said.out.contains("\nVerification: OK") && !said.out.contains("Cipher is (NONE)"))
    return {Said::accepted, ""};
  return {Said::untold, why_untold(said)};
}

// ---- gnutls-cli

Words ask_gnutls() {
  return {"--version"};
}

bool introduce_gnutls(const Captured& said, RealClient& client) {
  client.version = first_line(said.out);
  client.rules = among({{"gnutls-cli 3.7.9", "gnutls"}}, client.version);
  client.own_store = "system";
  return client.version.starts_with("gnutls-cli ");
}

Words gnutls_arguments(const Visit& visit, const std::string& /*folder*/) {
  Words out{"--port=" + std::to_string(visit.port), "--verify-hostname=" + visit.host,
            is_address(visit) ? "--disable-sni" : "--sni-hostname=" + visit.host};
  if (!visit.store.empty()) out.push_back("--x509cafile=" + visit.store);
  out.push_back(visit.address.text());
  return out;
}

Seen understand_gnutls(const Captured& said) {
  // What a certificate says of itself stands on standard output as it is, line feeds included.
  if (said.end == Captured::End::exited && said.code == 0) return {Said::accepted, ""};
  if (!has_line(said.err, "*** Fatal error: Error in the certificate."))
    return {Said::untold, why_untold(said)};
  // The last such line is its own: what it prints of certificates comes before.
  constexpr std::string_view kStatus = "- Status: ";
  const auto status = last_line(said.out, kStatus);
  return {Said::refused, status.empty() ? "Error in the certificate" : status.substr(kStatus.size())};
}

// ---- those that are asked by a program of ours

Words ask_java() {
  return {"-XshowSettings:properties", "-version"};
}

bool introduce_java(const Captured& said, RealClient& client) {
  const auto version = behind(said.err, " java.version = ");
  client.version = fmt::format("Java {} ({})", version, behind(said.err, " java.vm.name = "));
  client.rules = among({{"17.", "java-17"}, {"21.", "java-21"}}, version);
  client.own_store = "java:" + behind(said.err, " java.home = ");
  return !version.empty();
}

// The last line: whether certifi's bundle is there, which the library of that name trusts.
Words ask_python() {
  return {"-c",
          "import ssl, sys\n"
          "where = ssl.get_default_verify_paths()\n"
          "print('Python %d.%d.%d with' % sys.version_info[:3], ssl.OPENSSL_VERSION)\n"
          "print('file:', where.openssl_cafile)\n"
          "print('directory:', where.openssl_capath)\n"
          "try:\n"
          "    import certifi, requests, urllib3\n"
          "    print('requests:', requests.__version__, 'with urllib3', urllib3.__version__)\n"
          "    print('certifi:', certifi.where())\n"
          "except ImportError:\n"
          "    pass\n"};
}

bool introduce_python(const Captured& said, RealClient& client) {
  client.version = first_line(said.out);
  if (client.version.contains(" with OpenSSL 3.0."))
    client.rules = among({{"Python 3.11.", "python-3.11"}, {"Python 3.13.", "python-3.13"}}, client.version);
  client.own_store = own_store_of_openssl(behind(said.out, "file: "), behind(said.out, "directory: "));
  return client.version.starts_with("Python ");
}

// Its names are urllib3's own, and so is its context.
bool introduce_requests(const Captured& said, RealClient& client) {
  const auto version = behind(said.out, "requests: ");
  if (version.empty() || !introduce_python(said, client)) return false;
  const bool is_known = client.rules == "python-3.11" && version.contains(" with urllib3 1.26.");
  client.rules = is_known ? "requests" : "";
  client.version = fmt::format("requests {}, {}", version, client.version);
  client.own_store = behind(said.out, "certifi: ");
  return true;
}

// Node's own builds bring their OpenSSL, Debian's uses the system's and its security level.
Words ask_node() {
  return {"-p",
          "`Node ${process.versions.node}, "
          "${process.config.variables.node_shared_openssl ? 'shared' : 'own'} OpenSSL "
          "${process.versions.openssl}\\nprogram: ${process.execPath}`"};
}

bool introduce_node(const Captured& said, RealClient& client) {
  client.version = first_line(said.out);
  if (client.version.contains(", own OpenSSL 3.0."))
    client.rules = among({{"Node 20.", "node"}}, client.version);
  if (client.version.contains(", shared OpenSSL 3.0."))
    client.rules = among({{"Node 18.", "node-18"}}, client.version);
  client.own_store = "node:" + behind(said.out, "program: ");
  return client.version.starts_with("Node ");
}

Words ask_go() {
  return {"version"};
}

bool introduce_go(const Captured& said, RealClient& client) {
  client.version = first_line(said.out);
  client.rules = among({{"go version go1.19.", "go-1.19"}, {"go version go1.24.", "go"}}, client.version);
  client.own_store = "system";
  return client.version.starts_with("go version ");
}

constexpr ClientKind kKinds[] = {
    {"java", "java", "java", ask_java, introduce_java, nullptr, nullptr},
    {"python3", "python3", "python", ask_python, introduce_python, nullptr, nullptr},
    {"requests", "python3", "requests", ask_python, introduce_requests, nullptr, nullptr},
    {"node", "node", "node", ask_node, introduce_node, nullptr, nullptr},
    {"go", "go", "go", ask_go, introduce_go, nullptr, nullptr},
    {"curl", "curl", "curl", ask_curl, introduce_curl, curl_arguments, understand_curl},
    {"gnutls-cli", "gnutls-cli", "gnutls", ask_gnutls, introduce_gnutls, gnutls_arguments, understand_gnutls},
    {"openssl", "openssl", "openssl", ask_openssl, introduce_openssl, openssl_arguments, understand_openssl},
};

// "accepted", "refused why", "untold why".
Seen read_answer(std::string_view text) {
  for (const auto said : {Said::accepted, Said::refused, Said::untold}) {
    const auto id = to_id(said);
    if (text == id) return {said, ""};
    if (text.starts_with(id) && text[id.size()] == ' ')
      return {said, std::string(text.substr(id.size() + 1))};
  }
  return {Said::untold, std::string(text)};
}

}  // namespace

std::span<const ClientKind> client_kinds() {
  return kKinds;
}

const ClientKind& kind_of(const RealClient& client) {
  return *std::ranges::find_if(kKinds, [&](const ClientKind& one) { return one.name == client.name; });
}

std::string_view to_id(Said said) {
  switch (said) {
    case Said::accepted:
      return "accepted";
    case Said::refused:
      return "refused";
    case Said::untold:
      return "untold";
  }
  return "untold";
}

std::string why_untold(const Captured& said) {
  switch (said.end) {
    case Captured::End::not_started:
      return fmt::format("it was not started: {}", std::strerror(said.code));
    case Captured::End::out_of_time:
      return "it took too long, and was ended";
    case Captured::End::interrupted:
      return "interrupted";
    case Captured::End::signalled:
      return fmt::format("signal {} ended it", said.code);
    case Captured::End::exited:
      break;
  }
  const auto words = first_line(said.err.empty() ? said.out : said.err);
  return words.empty() ? fmt::format("it ended with {}", said.code) : words;
}

std::vector<Seen> read_lines(const Captured& said, std::size_t visits) {
  const bool ended_well = said.end == Captured::End::exited && said.code == 0;
  std::vector<Seen> out(visits, Seen{Said::untold, ended_well ? "it took too long" : why_untold(said)});
  for (const auto line : lines_of(said.out)) {
    std::size_t number = visits;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    const auto used = static_cast<std::size_t>(end - line.data());
    if (error != std::errc() || number >= visits || used == line.size() || line[used] != ' ') continue;
    out[number] = read_answer(line.substr(used + 1));
  }
  return out;
}

}  // namespace rehearse::launch
