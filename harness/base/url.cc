#include "base/url.h"

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

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
  return fail("bad-url", fmt::format("'{}' {}", text, why));
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f)
      return bad(text, "holds a space or a control character");
  }
  const Handle<CURLU, curl_url_cleanup> url(curl_url());
  if (!url) return fail("out-of-memory", "curl_url");
  if (const auto rc =
          curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_NON_SUPPORT_SCHEME);
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
  out.host = part(url.get(), CURLUPART_HOST);
  if (auto address = Address::parse(out.host); address) {
    out.host = address->text();
  } else if (is_dns_name(out.host)) {
    out.host = normal_host(out.host);
  } else {
    return bad(text, "has a host that is neither a DNS name nor an address");
  }
  if (const auto port = part(url.get(), CURLUPART_PORT); !port.empty()) {
    auto number = parse_port(port);
    if (!number) return bad(text, "has a port that is none: 1 to 65535");
    out.port = *number;
  }
  out.path_query = part(url.get(), CURLUPART_PATH);
  if (const auto query = part(url.get(), CURLUPART_QUERY); !query.empty()) out.path_query += "?" + query;
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
  const auto decoded = [&](CURLUPart which) {
    char* raw = nullptr;
    if (curl_url_get(url.get(), which, &raw, CURLU_URLDECODE) != CURLUE_OK) return std::string();
    const Handle<char, curl_free> owner(raw);
    return std::string(raw);
  };
  ProxyUrl out;
  out.host = part(url.get(), CURLUPART_HOST);
  const auto port = part(url.get(), CURLUPART_PORT);
  auto number = parse_port(port.empty() ? "1080" : port);
  if (!number) return std::unexpected(std::move(number.error()));
  out.port = *number;
  const auto user = decoded(CURLUPART_USER);
  if (!user.empty()) out.authorization = user + ":" + decoded(CURLUPART_PASSWORD);
  return out;
}

}  // namespace rehearse
