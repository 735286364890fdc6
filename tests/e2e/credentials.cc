#include "e2e/credentials.h"

#include <fmt/format.h>

namespace rehearse::e2e {
namespace {

std::string base64(std::string_view text) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    unsigned group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out += at + i > text.size() ? '=' : kAlphabet[group >> (18 - 6 * i) & 63U];
  }
  return out;
}

std::string percent(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    if (c == '<') out += "&lt;";
    if (c == '"') out += "&quot;";
    if (c != '&' && c != '<' && c != '"') out += c;
  }
  return out;
}

std::string json_text(std::string_view text) {
  const auto quoted = nlohmann::json(std::string(text)).dump();
  return quoted.substr(1, quoted.size() - 2);
}

std::vector<std::string> forms(const std::string& value) {
  return {value, base64(value), base64("user:" + value), percent(value), xml(value), json_text(value)};
}

}  // namespace

const std::vector<Credential>& credentials() {
  static const std::vector<Credential> all = {
      {"E2E_PATH_KEY", "path-9d1f&key=71c2"},     {"E2E_TOKEN", "tok<en>-55ab\"e0\""},
      {"E2E_COOKIE", "cookie-ba5e1f40/+=="},      {"E2E_BASIC", base64("user:basic&pass-31cc")},
      {"E2E_PASSWORD", "pass&w<o>rd-\"0c44\"-x"}, {"E2E_XML_PASSWORD", "soap&<pw>-7f3a6b"},
  };
  return all;
}

void use_credentials(Rehearsal& it) {
  for (const auto& credential : credentials()) it.environment[credential.variable] = credential.value;
  it.calls = R"([
      {name: log-in, method: POST, safe: true, body: '{"user": "me", "password": "${env:E2E_PASSWORD}"}'},
      {name: soap-log-in, kind: soap, safe: true, body: '<login><pw>${env:E2E_XML_PASSWORD}</pw></login>'},
      {name: read, path: '/v1/read?key=${env:E2E_PATH_KEY}', must: pass, expect: {contains: never-said},
       headers: {Authorization: 'Basic ${env:E2E_BASIC}', Cookie: 'session=${env:E2E_COOKIE}',
                 X-Token: '${env:E2E_TOKEN}', X-Plain: plain}}])";
}

std::string credential_in(std::string_view text) {
  for (const auto& credential : credentials()) {
    for (const auto& form : forms(credential.value)) {
      if (text.find(form) != std::string_view::npos)
        return fmt::format("{} as {}", credential.variable, form);
    }
  }
  return {};
}

lab::HttpResponse echo(const lab::HttpRequest& request) {
  std::string sent = request.target + "\n" + request.body + "\n";
  for (const auto& [name, value] : request.headers) sent += name + ": " + value + "\n";
  lab::HttpResponse out;
  for (const auto& credential : credentials()) {
    if (sent.find(credential.value) == std::string::npos) continue;
    for (const auto& form : forms(credential.value)) out.body += form + " ";
    out.headers.emplace_back("X-Echo", percent(credential.value));
  }
  out.headers.emplace_back("Location", request.target);
  if (request.body.find("<login>") == std::string::npos) {
    out.status = request.method == "GET" ? 302 : 400;
    out.body = sent + out.body;
    return out;
  }
  out.status = 500;
  out.headers.emplace_back("Content-Type", "text/xml");
  const auto said = xml(sent + out.body);
  out.body =
      "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault><faultcode>e:Client"
      "</faultcode><faultstring>" +
      said + "</faultstring></e:Fault></e:Body></e:Envelope>";
  return out;
}

lab::Edge& recording_edge(Rehearsal& it, const lab::Identity& identity) {
  lab::EdgeOptions options;
  options.identities = {identity};
  options.handler = echo;
  return it.serve(std::move(options));
}

}  // namespace rehearse::e2e
