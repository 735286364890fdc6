#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rehearse {

/// An https URL, split by the parser that will also fetch it, so that the two never disagree about where the
/// host ends.
struct Url {
  std::string host;  ///< normal_host(), or an IPv6 address without brackets
  std::uint16_t port = 443;
  std::string path_query = "/";  ///< from the first slash on, as written

  /// "https://api.example.com:8443/path?x=1"; the port only where it is not 443.
  std::string text() const;
  /// "api.example.com" or "api.example.com:8443": what stands in the Host header.
  std::string authority() const;
  friend auto operator<=>(const Url&, const Url&) = default;
};

/// Takes https only. No user, password or fragment: the first two leak, the third is never sent. No dot at
/// the end of the host: clients disagree on what covers it. No scheme guessing. Errors: bad-url. Source:
/// libcurl's URL parser.
Result<Url> parse_url(std::string_view text);

/// A proxy as an environment variable names it.
struct ProxyUrl {
  std::string host;
  std::uint16_t port = 0;
  std::string authorization;  ///< "user:password", decoded: a secret; empty where none is given
};

/// Takes plain HTTP proxies only ("http://user:password@proxy:3128", or "proxy:3128"); without a port 1080,
/// as libcurl has it. Errors: bad-url. Source: libcurl's URL parser.
Result<ProxyUrl> parse_proxy_url(std::string_view text);

}  // namespace rehearse
