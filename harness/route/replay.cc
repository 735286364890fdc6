#include "route/replay.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/hostname.h"
#include "base/shell.h"

namespace rehearse::route {
namespace {

constexpr std::string_view kMask = "***";

bool names_a_host(const Route& route) {
  return !Address::parse(route.url.host);
}

// Without an address the name itself: the line then looks the name up where it is run.
std::string machine(const Route& route) {
  return route.address ? with_port(route.address->text(), route.port) : with_port(route.url.host, route.port);
}

void add(std::string& line, std::string_view option) {
  line += ' ';
  line += option;
}

void add(std::string& line, std::string_view option, std::string_view value) {
  add(line, option);
  add(line, shell_quoted(value));
}

void add_method(std::string& line, const CurlLine& request) {
  if (request.method == "HEAD" && request.body.empty()) {
    add(line, "--head");  // with -X HEAD curl would wait for a body
  } else if (request.method != (request.body.empty() ? "GET" : "POST")) {
    add(line, "-X", request.method);
  }
}

void add_headers(std::string& line, const CurlLine& request) {
  bool has_type = false;
  for (const auto& [name, value] : request.headers) {
    // curl takes "Name:" for "do not send it" and "Name;" for "send it empty".
    add(line, "-H", value.empty() ? name + ";" : name + ": " + value);
    has_type = has_type || same_ignoring_case(name, "content-type");
  }
  // --data-raw would claim that the body is a form.
  if (!request.body.empty() && !has_type) add(line, "-H", "Content-Type:");
}

}  // namespace

std::string curl_ca_file(const std::string& path) {
  return "--cacert " + path + " --capath /nonexistent";
}

std::string curl_ca_directory(const std::string& path) {
  // curl fails at a file without a certificate, and takes the distribution's where none is named: one that
  // nobody's chain leads to stands in for it.
  return fmt::format(
      "--cacert <(openssl req -x509 -newkey ed25519 -nodes -subj /CN=nobody -keyout /dev/null 2>/dev/null) "
      "--capath {}",
      path);
}

std::string curl_certificate(const CertificateFile& file) {
  std::string out = file.kind == CertificateFile::Kind::pkcs12 ? "--cert-type P12 --cert" : "--cert";
  // What stands behind a colon is a password to curl.
  std::string path;
  for (const char c : file.path) path += c == ':' || c == '\\' ? std::string{'\\', c} : std::string{c};
  add(out, shell_quoted(path));
  if (!file.key.empty()) add(out, "--key", file.key);
  if (file.has_password) add(out, "--pass", kMask);
  return out;
}

std::string openssl_certificate(const CertificateFile& file) {
  std::string out = "-cert " + shell_quoted(file.path);
  if (!file.key.empty()) add(out, "-key", file.key);
  if (file.has_more) add(out, "-cert_chain", file.path);
  if (file.has_password) add(out, "-pass", "pass:" + std::string(kMask));
  return out;
}

std::string connect_to_option(const Route& route) {
  if (!route.address) return {};
  const std::string from = with_port(route.url.host, route.url.port);
  return "--connect-to " + shell_quoted(from + ":" + with_port(route.address->text(), route.port));
}

std::string curl_line(const Route& route, const CurlLine& request) {
  std::string line = "curl -q -v -g --path-as-is";
  add(line, request.http == profile::HttpVersion::http2 ? "--http2" : "--http1.1");
  if (route.proxy) {
    add(line, "--proxy", "http://" + with_port(route.proxy->host, route.proxy->port));
    if (!route.proxy->authorization.empty()) {
      add(line, "--proxy-user", route.proxy->authorization.masked("[secret]"));
    }
    add(line, "--noproxy", "");  // NO_PROXY would lead past it
  } else {
    add(line, "--noproxy", "*");
  }
  if (const auto option = connect_to_option(route); !option.empty()) add(line, option);
  if (!request.ca_option.empty()) add(line, request.ca_option);
  if (!request.certificate.empty()) add(line, request.certificate);
  add_method(line, request);
  add_headers(line, request);
  if (!request.body.empty()) add(line, "--data-raw", request.body);
  const std::string path = request.path.empty() ? route.url.path_query : request.path;
  // --url, for a path that a profile made may be anything, but never an option.
  add(line, "--url", "https://" + route.url.authority() + path);
  return line;
}

std::string openssl_line(const Route& route, const std::string& ca_option, const std::string& certificate) {
  std::string line = "openssl s_client";
  add(line, "-connect", machine(route));
  if (route.proxy) add(line, "-proxy", with_port(route.proxy->host, route.proxy->port));
  if (route.sni.empty()) {
    add(line, "-noservername");
  } else {
    add(line, "-servername", route.sni);
  }
  add(line, names_a_host(route) ? "-verify_hostname" : "-verify_ip", route.verify_name);
  add(line, "-showcerts");
  if (!ca_option.empty()) add(line, ca_option);
  if (!certificate.empty()) add(line, certificate);
  return line + " </dev/null";
}

std::string hosts_line(const Route& route) {
  if (!route.address || route.port != route.url.port || !names_a_host(route)) return {};
  return route.address->text() + " " + route.url.host;
}

}  // namespace rehearse::route
