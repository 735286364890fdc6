#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "route/route.h"

namespace rehearse::route {

/// A request as a replayed line shows it: secrets are masked already.
struct CurlLine {
  std::string method = "GET";
  std::string path;  ///< path and query; empty = the route's own
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  profile::HttpVersion http = profile::HttpVersion::http1_1;
  std::string ca_option;    ///< ready for a shell, as the next two make it; empty = curl's own store
  std::string certificate;  ///< ready for a shell, as curl_certificate() makes it; empty = none
};

/// What makes curl trust this store and nothing else: a built-in place for directories stays in force beside
/// --cacert, and one for a file beside --capath (Debian's curl has both). `path` is ready for a shell; the
/// file in front of a directory is made on the spot, in a way of bash, zsh and ksh. Source: curl 7.88,
/// lib/vtls/openssl.c.
std::string curl_ca_file(const std::string& path);
std::string curl_ca_directory(const std::string& path);

/// A client certificate as its owner keeps it.
struct CertificateFile {
  enum class Kind : std::uint8_t { pem, pkcs12 } kind = Kind::pem;
  std::string path;
  std::string key;  ///< empty = it stands in `path`
  bool has_password = false;
  bool has_more = false;  ///< certificates behind the leaf
};

/// "--cert client.pem --key client.key", "--cert-type P12 --cert client.p12 --pass '***'". A password is
/// never in it. Source: curl(1) 7.88.
std::string curl_certificate(const CertificateFile& file);
/// "-cert client.pem -key client.key -cert_chain client.pem -pass 'pass:***'". Source:
/// openssl-s_client(1) 3.0.
std::string openssl_certificate(const CertificateFile& file);

/// "--connect-to api.example.com:443:203.0.113.7:8443": what takes curl to the route's machine under the
/// route's name. Two shell words; empty where the route has no address.
std::string connect_to_option(const Route& route);

/// The whole request as one line for bash, zsh or ksh. As the probe does it: nothing from ~/.curlrc, no proxy
/// of the environment, the same versions of HTTP offered, the path as written. The words are quoted whatever
/// a profile put into them. A NUL byte in the body is lost: no argument can carry one. Source: curl(1) 7.88.
std::string curl_line(const Route& route, const CurlLine& request);

/// "openssl s_client -connect 203.0.113.7:443 -servername api.example.com -verify_hostname api.example.com
/// -showcerts </dev/null". `ca_option` is ready for a shell ("-CAfile store.pem"); empty = OpenSSL's own
/// store. A proxy's password is not in it. Source: openssl-s_client(1) 3.0.
std::string openssl_line(const Route& route, const std::string& ca_option,
                         const std::string& certificate = {});

/// "203.0.113.7 api.example.com": the line that takes a whole machine there. Empty where a hosts file cannot:
/// the port differs too, the URL holds an address, or no address is known.
std::string hosts_line(const Route& route);

}  // namespace rehearse::route
