#include "lab/answers.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/ascii.h"

namespace rehearse::lab {
namespace {

constexpr std::string_view kWithheld = "withheld";
constexpr std::string_view kAllow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

// ---- requests

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

bool given(std::string_view secret) {
  secret = trimmed(secret);
  return !secret.empty() && secret != kWithheld;
}

// Of "Bearer abc" the last word.
bool authorized(std::string_view value) {
  value = trimmed(value);
  const auto space = value.find_last_of(' ');
  return space != std::string_view::npos && given(value.substr(space));
}

bool has_credentials(const HttpRequest& request) {
  return authorized(request.header("Authorization")) ||
         (given(request.header("apiAccessKeyId")) && given(request.header("apiSecretAccessKey")));
}

// RFC 9112 section 3.2: one Host, of letters that a host and port can have.
bool has_good_host(const HttpRequest& request) {
  const auto hosts = std::ranges::count_if(
      request.headers, [](const auto& header) { return same_ignoring_case(header.first, "Host"); });
  const auto host = request.header("Host");
  const bool plausible = !host.empty() && host.size() <= 300 && std::ranges::all_of(host, [](char c) {
    return is_ascii_alphanumeric(c) || std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
  return hosts == 0 ? request.version < 11 : hosts == 1 && plausible;
}

// The path alone, of an origin or absolute form.
std::string_view path_of(std::string_view target) {
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && !target.starts_with('/')) {
    const auto slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target.substr(0, target.find_first_of("?#"));
}

bool is_soap(const HttpRequest& request, std::string_view path) {
  const auto type = trimmed(request.header("Content-Type"));
  const auto media = trimmed(type.substr(0, type.find(';')));
  return same_ignoring_case(media, "text/xml") || path.starts_with("/apps/services/");
}

bool is_rest(std::string_view path, const Application& application) {
  return path.starts_with("/v1/") || path.starts_with("/rest/v1/") ||
         std::ranges::any_of(application.paths, [path](const std::string& known) {
           return path == known || (known.size() > 1 && known.ends_with('/') && path.starts_with(known));
         });
}

// ---- answers

HttpResponse json(int status, std::string body) {
  HttpResponse out;
  out.status = status;
  out.headers = {{"Content-Type", "application/json; charset=utf-8"}};
  out.body = std::move(body);
  return out;
}

HttpResponse options(std::string_view allowed) {
  HttpResponse out;
  out.status = 204;
  out.headers = {{"Allow", std::string(allowed)}};
  return out;
}

HttpResponse not_allowed(std::string_view allowed) {
  auto out = json(405, R"({"success":false,"reasons":[{"code":50000015,"message":"method not allowed"}]})");
  out.headers.emplace_back("Allow", allowed);
  return out;
}

HttpResponse unauthorized() {
  auto out = json(
      401,
      R"({"success":false,"reasons":[{"code":90000011,"message":"this resource is protected, please sign in first"}]})");
  out.headers.emplace_back("WWW-Authenticate", "Bearer");  // RFC 9110 section 15.5.2
  return out;
}

HttpResponse envelope(int status, std::string_view body) {
  HttpResponse out;
  out.status = status;
  out.headers = {{"Content-Type", "text/xml; charset=utf-8"}};
  out.body = fmt::format(
      R"(<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>{}</soapenv:Body></soapenv:Envelope>)",
      body);
  return out;
}

struct Fault {
  std::string_view name;
  std::string_view code;
  std::string_view text;
};

HttpResponse fault(const Fault& what) {
  return envelope(
      500,
      fmt::format(
          R"(<soapenv:Fault xmlns:fns="http://fault.api.zuora.com/"><faultcode>fns:{1}</faultcode><faultstring>{2}</faultstring><detail><fns:{0}><fns:FaultCode>{1}</fns:FaultCode><fns:FaultMessage>{2}</fns:FaultMessage></fns:{0}></detail></soapenv:Fault>)",
          what.name, what.code, what.text));
}

// ---- SOAP

bool is_name(char c) {
  return is_ascii_alphanumeric(c) || c == '_' || c == '-';
}

struct Element {
  std::string_view name;  // without prefix
  std::string_view rest;  // behind its start tag
};

// The next start tag. A scanner, not a parser: the lab reads three texts and never says what it read.
std::optional<Element> next_element(std::string_view xml) {
  while (true) {
    const auto open = xml.find('<');
    if (open == std::string_view::npos) return std::nullopt;
    xml.remove_prefix(open + 1);
    const auto close = xml.find('>');
    if (close == std::string_view::npos) return std::nullopt;
    auto name = xml.substr(0, xml.find_first_of(" \t\r\n/>"));
    xml.remove_prefix(close + 1);
    if (const auto colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
    if (!name.empty() && std::ranges::all_of(name, is_name)) return Element{name, xml};
  }
}

std::optional<Element> find_element(std::string_view xml, std::string_view name) {
  auto element = next_element(xml);
  while (element && element->name != name) element = next_element(element->rest);
  return element;
}

// The text of the first element of that name; empty where there is none.
std::string_view text_of(std::string_view xml, std::string_view name) {
  const auto element = find_element(xml, name);
  return element ? trimmed(element->rest.substr(0, element->rest.find('<'))) : std::string_view();
}

HttpResponse login(const HttpRequest& request, std::string_view path, const Application& application) {
  if (!given(text_of(request.body, "username")) || !given(text_of(request.body, "password")))
    return fault({"LoginFault", "INVALID_VALUE", "the user name or the password is not valid"});
  const auto host = request.header("Host");
  return envelope(
      200,
      fmt::format(
          R"(<ns1:loginResponse xmlns:ns1="http://api.zuora.com/"><ns1:result><ns1:ServerUrl>https://{}{}</ns1:ServerUrl><ns1:Session>{}</ns1:Session></ns1:result></ns1:loginResponse>)",
          host, path, application.session));
}

HttpResponse soap(const HttpRequest& request, std::string_view path, const Application& application) {
  static constexpr std::string_view kAllowed = "POST, OPTIONS";
  if (request.method == "OPTIONS") return options(kAllowed);
  if (request.method != "POST") return not_allowed(kAllowed);
  const auto body = find_element(request.body, "Body");
  const auto operation = body ? next_element(body->rest) : std::nullopt;
  if (!operation)
    return envelope(500,
                    "<soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>not a SOAP "
                    "request</faultstring></soapenv:Fault>");
  if (operation->name == "login") {
    // The path comes back in ServerUrl: only what needs no escaping does.
    const bool plain = std::ranges::all_of(
        path, [](char c) { return is_name(c) || std::string_view("/.~").find(c) != std::string_view::npos; });
    return login(request, plain ? path : "/apps/services/", application);
  }
  if (text_of(request.body, "session") != application.session)
    return fault({"UnexpectedErrorFault", "INVALID_SESSION", "the session is not valid, please log in"});
  return envelope(
      200,
      fmt::format(
          R"(<ns1:{0}Response xmlns:ns1="http://api.zuora.com/"><ns1:result><ns1:done>true</ns1:done><ns1:size>0</ns1:size></ns1:result></ns1:{0}Response>)",
          operation->name));
}

// ---- REST

// The value of a field of a form; names and secrets of the lab need no decoding.
std::string_view field(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    const auto pair = form.substr(0, form.find('&'));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return pair.substr(name.size() + 1);
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
  }
  return {};
}

HttpResponse token(const HttpRequest& request, const Application& application) {
  if (request.method == "OPTIONS") return options("POST, OPTIONS");
  if (request.method != "POST") return not_allowed("POST, OPTIONS");
  const bool known = authorized(request.header("Authorization")) ||
                     (given(field(request.body, "client_id")) && given(field(request.body, "client_secret")));
  if (!known) return unauthorized();
  return json(200, fmt::format(R"({{"access_token":"{}","token_type":"bearer","expires_in":3600}})",
                               application.token));
}

}  // namespace

Application Application::of(const profile::Profile& profile) {
  Application out;
  // What a template or a secret stands for is not known here: everything below the part before it will do.
  const auto add = [&out](std::string_view path) {
    const auto open = std::min(path.find("{{"), path.find('\0'));
    path = open == std::string_view::npos ? path_of(path) : path.substr(0, path.rfind('/', open) + 1);
    if (!path.empty()) out.paths.emplace_back(path);
  };
  for (const auto& endpoint : profile.endpoints) {
    add(endpoint.url.path_query);
    for (const auto& call : endpoint.calls) add(call.path.masked(std::string_view("\0", 1)));
  }
  return out;
}

HttpResponse answer(const HttpRequest& request, const Application& application) {
  if (!has_good_host(request))
    return json(400, R"({"success":false,"reasons":[{"code":50000001,"message":"one Host is needed"}]})");
  const auto path = path_of(request.target);
  if (request.method == "CONNECT" || request.method == "TRACE") return not_allowed(kAllow);
  if (request.method == "OPTIONS" && path == "*") return options(kAllow);
  if (is_soap(request, path)) return soap(request, path, application);
  if (path == "/oauth/token" || field(request.body, "grant_type") == "client_credentials")
    return token(request, application);
  if (!is_rest(path, application))
    return json(404, R"({"success":false,"reasons":[{"code":50000040,"message":"no such resource"}]})");
  if (request.method == "OPTIONS") return options(kAllow);
  return has_credentials(request) ? json(200, R"({"success":true})") : unauthorized();
}

}  // namespace rehearse::lab
