#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/address.h"
#include "base/hostname.h"
#include "cert/native.h"
#include "trust/gnutls_hostname.h"
#include "trust/go_hostname.h"
#include "trust/java.h"
#include "trust/node_hostname.h"
#include "trust/urllib3_hostname.h"
#include "trust/verify.h"

namespace rehearse::trust {
namespace {

bool covers_by_openssl(const cert::Certificate& leaf, const std::string& host, unsigned int flags) {
  const auto x509 = cert::to_x509(leaf);
  if (!x509) return false;
  ERR_clear_error();
  // As it is written: an IPv4 address in an IPv6 one is not the IPv4 address to OpenSSL.
  const bool covered = Address::parse(host)
                           ? X509_check_ip_asc(x509.get(), host.c_str(), 0) == 1
                           : X509_check_host(x509.get(), host.data(), host.size(), flags, nullptr) == 1;
  ERR_clear_error();  // a name that does not decode leaves an entry behind
  return covered;
}

// A wildcard is the whole left-most label, before at least two more; it covers one label of any characters
// and never an address. Source: curl 7.88, lib/vtls/hostcheck.c, hostmatch().
bool curl_matches(std::string_view pattern, std::string_view host) {
  const auto wanted = normal_host(pattern), name = normal_host(host);
  const bool is_wildcard =
      wanted.starts_with("*.") && wanted.find('.', 2) != std::string::npos && !Address::parse(host);
  if (!is_wildcard) return wanted == name;
  const auto dot = name.find('.');
  return dot != std::string::npos && dot > 0 &&
         std::string_view(name).substr(dot) == std::string_view(wanted).substr(1);
}

// What curl makes of a host of which every part is a number, in octal or hexadecimal too: "0x7f.1" is
// "127.0.0.1". Nothing where it takes the host for a name. Source: curl 7.88, lib/urlapi.c, ipv4_normalize().
std::optional<std::string> as_ipv4_by_curl(const std::string& host) {
  std::vector<std::uint64_t> parts;
  for (const char* at = host.c_str();; ++at) {
    if (*at < '0' || *at > '9' || parts.size() == 4) return std::nullopt;
    char* end = nullptr;
    errno = 0;
    parts.push_back(std::strtoull(at, &end, 0));
    at = end;
    if (*at == '\0') break;
    if (errno != 0 || *at != '.') return std::nullopt;
  }
  // The last part is all the bytes that the others leave.
  auto address = parts.back();
  parts.pop_back();
  bool in_range = errno == 0 && address >> (32 - 8 * parts.size()) == 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    in_range = in_range && parts[i] <= 0xFF;
    address |= parts[i] << (24 - 8 * i);
  }
  if (!in_range) return std::nullopt;
  const auto byte = [&](unsigned shift) { return address >> shift & 0xFFU; };
  return fmt::format("{}.{}.{}.{}", byte(24), byte(16), byte(8), byte(0));
}

bool is_ipv4_in_ipv6(const std::string& host) {
  const auto address = Address::parse(host);
  return address && address->family() == Family::ipv4 && host.contains(':');
}

// An IPv6 address is written short by curl, if that is shorter. Source: curl 7.88, lib/urlapi.c,
// ipv6_parse().
std::string as_ipv6_by_curl(const std::string& host) {
  const auto address = Address::parse(host);
  const bool is_shorter = address && address->text().size() < host.size();
  return is_shorter && !is_ipv4_in_ipv6(host) ? address->text() : host;
}

// As curl calls the host: its parser of URLs has it before anything is compared.
std::string host_for_curl(const std::string& host) {
  if (host.starts_with('[') && host.ends_with(']')) return as_ipv6_by_curl(host.substr(1, host.size() - 2));
  return as_ipv4_by_curl(host).value_or(as_ipv6_by_curl(host));
}

// Names and addresses of the SAN; the subject's last CN where it has neither, for an address as well. Source:
// curl 7.88, lib/vtls/openssl.c, Curl_ossl_verifyhost().
bool covers_by_curl(const cert::Certificate& leaf, const std::string& asked) {
  const auto host = host_for_curl(asked);
  // Byte for byte, as curl does: its own Address would take an IPv4 address in an IPv6 one for the former.
  if (Address::parse(host) && !leaf.ip_addresses.empty()) return covers_by_openssl(leaf, host, 0);
  const auto matches = [&](const std::string& name) { return curl_matches(name, host); };
  if (!leaf.dns_names.empty() || !leaf.ip_addresses.empty())
    return !Address::parse(host) && std::ranges::any_of(leaf.dns_names, matches);
  const std::string* common_name = nullptr;
  for (const auto& attribute : leaf.subject.attributes) {
    if (attribute.type == "CN") common_name = &attribute.value;
  }
  // How curl spells an IPv4 address in an IPv6 one is not asked here.
  return common_name != nullptr && !is_ipv4_in_ipv6(host) && matches(*common_name);
}

}  // namespace

bool covers_host(const cert::Certificate& leaf, std::string_view host, const Client& client, NameRule rule) {
  if (rule == NameRule::strict) {
    return covers_by_openssl(leaf, normal_host(host),
                             X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  }
  const std::string name(host);
  switch (client.names) {
    case Names::openssl:
      return covers_by_openssl(leaf, name, 0);
    case Names::openssl_whole_labels:
      return covers_by_openssl(leaf, name, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    case Names::curl:
      return covers_by_curl(leaf, name);
    case Names::node:
      return covers_host_for_node(leaf, name);
    case Names::urllib3:
      return covers_host_for_urllib3(leaf, name);
    case Names::java:
      return client.java != nullptr && covers_host_for_java(leaf, name, *client.java);
    case Names::go:
      return client.go != nullptr && covers_host_for_go(leaf, name, *client.go);
    case Names::gnutls:
      return covers_host_for_gnutls(leaf, name);
  }
  return false;
}

}  // namespace rehearse::trust
