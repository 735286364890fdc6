#include "base/url.h"

#include <optional>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/address.h"
#include "base/handle.h"
#include "base/hostname.h"

namespace rehearse {
namespace {

std::string part(CURLU* url, CURLUPart which) {
  char* raw = nullptr;
  if (curl_url_get(url, which, &raw, 0) != CURLUE_OK) return {};
  const Handle<char, curl_free> text(raw);
  return text.get();
}

// Percent signs decoded; empty where the part is absent, nothing where it decodes to what no header can
// carry.
std::optional<std::string> decoded(CURLU* url, CURLUPart which) {
  char* raw = nullptr;
  const auto rc = curl_url_get(url, which, &raw, CURLU_URLDECODE);
  const Handle<char, curl_free> text(raw);
  if (rc == CURLUE_NO_USER || rc == CURLUE_NO_PASSWORD) return std::string();
  return rc == CURLUE_OK ? std::optional<std::string>(text.get()) : std::nullopt;
}

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
  return fail("bad-url", fmt::format("'{}' {}", text, why));
}

// As Url keeps it; nothing for what is neither a name nor an address.
std::optional<std::string> read_host(const std::string& host) {
  if (const auto address = Address::parse(host)) return address->text();
  if (is_dns_name(host)) return normal_host(host);
  return std::nullopt;
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f)
      return bad(text, "holds a space or a control character");
  }
  const Handle<CURLU, curl_url_cleanup> url(curl_url());
  if (!url) return fail("out-of-memory", "curl_url");
  if (const auto rc = curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(),
                                   CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS);
      rc != CURLUE_OK) {
    return bad(text, fmt::format("is not a URL ({})", curl_url_strerror(rc)));
  }
  if (part(url.get(), CURLUPART_SCHEME) != "https") return bad(text, "is not an https URL");
  // curl forgives one or three slashes, and "https:///path" turns into a host called path.
  if (text.substr(5, 3) != "://" || text.substr(8, 1) == "/")
    return bad(text, "needs two slashes before the host");
  if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty()) {
    return bad(text, "holds a user or a password; use a header");
  }
  if (!part(url.get(), CURLUPART_ZONEID).empty())
    return bad(text, "holds a zone id, which is of one machine only");
  if (text.find('#') != std::string_view::npos) return bad(text, "holds a fragment, which is never sent");

  Url out;
  const auto host = part(url.get(), CURLUPART_HOST);
  // curl drops the dot of the root; OpenSSL and Python hold the name to the certificate as it is written.
  if (host.ends_with('.'))
    return bad(text, "has a host that ends in a dot; clients disagree on what that covers");
  auto read = read_host(host);
  if (!read) return bad(text, "has a host that is neither a DNS name nor an address");
  out.host = *std::move(read);
  if (const auto port = part(url.get(), CURLUPART_PORT); !port.empty()) {
    auto number = parse_port(port);
    if (!number) return bad(text, "has a port that is none: 1 to 65535");
    out.port = *number;
  }
  const auto behind_host = text.find_first_of("/?", std::string_view("https://").size());
  if (behind_host != std::string_view::npos)
    out.path_query = (text[behind_host] == '?' ? "/" : "") + std::string(text.substr(behind_host));
  return out;
}

std::string Url::authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == 443 ? name : fmt::format("{}:{}", name, port);
}

std::string Url::text() const {
  return "https://" + authority() + path_query;
}

Result<ProxyUrl> parse_proxy_url(std::string_view text) {
  // The text may hold a password: no message repeats it.
  const Handle<CURLU, curl_url_cleanup> url(curl_url());
  if (!url) return fail("out-of-memory", "curl_url");
  const bool has_scheme = text.find("://") != std::string_view::npos;
  const auto whole = (has_scheme ? "" : "http://") + std::string(text);
  if (curl_url_set(url.get(), CURLUPART_URL, whole.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return fail("bad-url", "is not the URL of a proxy");
  }
  if (part(url.get(), CURLUPART_SCHEME) != "http")
    return fail("bad-url", "names a proxy that is not plain HTTP");
  ProxyUrl out;
  auto host = read_host(part(url.get(), CURLUPART_HOST));
  if (!host) return fail("bad-url", "names a proxy that is neither a DNS name nor an address");
  out.host = *std::move(host);
  const auto port = part(url.get(), CURLUPART_PORT);
  auto number = parse_port(port.empty() ? "1080" : port);
  if (!number) return std::unexpected(std::move(number.error()));
  out.port = *number;
  const auto user = decoded(url.get(), CURLUPART_USER), password = decoded(url.get(), CURLUPART_PASSWORD);
  if (!user || !password) return fail("bad-url", "has a user or a password that cannot be decoded");
  if (!user->empty()) out.authorization = *user + ":" + *password;
  return out;
}

}  // namespace rehearse
