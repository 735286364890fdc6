#include "route/replay.h"

#include <gtest/gtest.h>

namespace rehearse::route {
namespace {

Route route_to(const std::string& url, const std::string& address, std::uint16_t port) {
  Route out;
  out.url = parse_url(url).value();
  out.host = out.url.authority();
  out.verify_name = out.url.host;
  if (!Address::parse(out.url.host)) out.sni = out.url.host;
  if (!address.empty()) out.address = Address::parse(address).value();
  out.port = port;
  return out;
}

struct Case {
  const char* name;
  Route route;
  const char* connect_to;
  const char* openssl;
  const char* hosts;
};

class Replay : public testing::TestWithParam<Case> {};

TEST_P(Replay, is_written_out) {
  EXPECT_EQ(connect_to_option(GetParam().route), GetParam().connect_to);
  EXPECT_EQ(openssl_line(GetParam().route, ""), GetParam().openssl);
  EXPECT_EQ(hosts_line(GetParam().route), GetParam().hosts);
}

struct CertificateCase {
  const char* name;
  CertificateFile file;
  const char* curl;
  const char* openssl;
};

class ReplayCertificate : public testing::TestWithParam<CertificateCase> {};

TEST_P(ReplayCertificate, is_named_by_its_files) {
  EXPECT_EQ(curl_certificate(GetParam().file), GetParam().curl);
  EXPECT_EQ(openssl_certificate(GetParam().file), GetParam().openssl);
}

const CertificateCase kCertificates[] = {
    {"one_pem", {.path = "client.pem"}, "--cert client.pem", "-cert client.pem"},
    {"pem_and_key",
     {.path = "client.pem", .key = "my key", .has_password = true, .has_more = true},
     "--cert client.pem --key 'my key' --pass '***'",
     "-cert client.pem -key 'my key' -cert_chain client.pem -pass 'pass:***'"},
    {"pkcs12",
     {.kind = CertificateFile::Kind::pkcs12, .path = "client.p12", .has_password = true},
     "--cert-type P12 --cert client.p12 --pass '***'",
     "-cert client.p12 -pass 'pass:***'"},
    // Behind a colon curl would look for the password.
    {"a_colon_in_the_path", {.path = "a:b"}, "--cert 'a\\:b'", "-cert a:b"},
};

INSTANTIATE_TEST_SUITE_P(Certificates, ReplayCertificate, testing::ValuesIn(kCertificates),
                         [](const auto& row) { return std::string(row.param.name); });

const Case kCases[] = {
    {"the_same_port", route_to("https://api.example.com/x", "203.0.113.7", 443),
     "--connect-to api.example.com:443:203.0.113.7:443",
     "openssl s_client -connect 203.0.113.7:443 -servername api.example.com -verify_hostname api.example.com "
     "-showcerts </dev/null",
     "203.0.113.7 api.example.com"},
    {"another_port", route_to("https://api.example.com/x", "203.0.113.7", 8443),
     "--connect-to api.example.com:443:203.0.113.7:8443",
     "openssl s_client -connect 203.0.113.7:8443 -servername api.example.com -verify_hostname "
     "api.example.com "
     "-showcerts </dev/null",
     ""},
    {"a_port_in_the_url", route_to("https://api.example.com:8443/x", "203.0.113.7", 8443),
     "--connect-to api.example.com:8443:203.0.113.7:8443",
     "openssl s_client -connect 203.0.113.7:8443 -servername api.example.com -verify_hostname "
     "api.example.com "
     "-showcerts </dev/null",
     "203.0.113.7 api.example.com"},
    {"ipv6", route_to("https://api.example.com/x", "2001:db8::7", 443),
     "--connect-to 'api.example.com:443:[2001:db8::7]:443'",
     "openssl s_client -connect '[2001:db8::7]:443' -servername api.example.com -verify_hostname "
     "api.example.com "
     "-showcerts </dev/null",
     "2001:db8::7 api.example.com"},
    {"an_address_in_the_url", route_to("https://[2001:db8::9]/x", "203.0.113.7", 443),
     "--connect-to '[2001:db8::9]:443:203.0.113.7:443'",
     "openssl s_client -connect 203.0.113.7:443 -noservername -verify_ip 2001:db8::9 -showcerts </dev/null",
     ""},
    {"no_address_known", route_to("https://api.example.com/x", "", 443), "",
     "openssl s_client -connect api.example.com:443 -servername api.example.com -verify_hostname "
     "api.example.com "
     "-showcerts </dev/null",
     ""},
};
INSTANTIATE_TEST_SUITE_P(Table, Replay, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Replay, names_the_store_and_the_proxy_for_openssl) {
  Route route = route_to("https://api.example.com/x", "203.0.113.7", 443);
  route.proxy = {.host = "proxy.example", .port = 3128};
  EXPECT_EQ(openssl_line(route, "-CAfile 'my store.pem'"),
            "openssl s_client -connect 203.0.113.7:443 -proxy proxy.example:3128 -servername api.example.com "
            "-verify_hostname api.example.com -showcerts -CAfile 'my store.pem' </dev/null");
}

struct Line {
  const char* name;
  CurlLine request;
  const char* behind;  // what stands behind --connect-to
};

class CurlReplay : public testing::TestWithParam<Line> {};

TEST_P(CurlReplay, is_written_out) {
  EXPECT_EQ(curl_line(route_to("https://api.example.com/x?y=1", "203.0.113.7", 8443), GetParam().request),
            std::string("curl -q -v -g --path-as-is --http1.1 --noproxy '*' --connect-to "
                        "api.example.com:443:203.0.113.7:8443 ") +
                GetParam().behind);
}

const Line kLines[] = {
    {"get", {}, "--url 'https://api.example.com/x?y=1'"},
    {"a_path_of_its_own", {.path = "/v1/it's"}, R"(--url 'https://api.example.com/v1/it'\''s')"},
    {"a_store",
     {.ca_option = "--cacert store.pem"},
     "--cacert store.pem --url 'https://api.example.com/x?y=1'"},
    {"head", {.method = "HEAD"}, "--head --url 'https://api.example.com/x?y=1'"},
    {"another_method", {.method = "DELETE"}, "-X DELETE --url 'https://api.example.com/x?y=1'"},
    {"headers",
     {.headers = {{"Accept", "a/b"}, {"X-Empty", ""}, {"X-Odd", "$(id) 'x'"}}},
     R"(-H 'Accept: a/b' -H 'X-Empty;' -H 'X-Odd: $(id) '\''x'\''' --url 'https://api.example.com/x?y=1')"},
    {"post",
     {.method = "POST", .headers = {{"content-TYPE", "text/xml"}}, .body = "<a>@b</a>"},
     "-H 'content-TYPE: text/xml' --data-raw '<a>@b</a>' --url 'https://api.example.com/x?y=1'"},
    {"a_body_without_a_type",
     {.method = "PUT", .body = "x"},
     "-X PUT -H Content-Type: --data-raw x --url 'https://api.example.com/x?y=1'"},
    {"post_without_a_body", {.method = "POST"}, "-X POST --url 'https://api.example.com/x?y=1'"},
};
INSTANTIATE_TEST_SUITE_P(Table, CurlReplay, testing::ValuesIn(kLines),
                         [](const auto& each) { return each.param.name; });

TEST(CurlReplay, shows_a_proxy_and_not_its_password) {
  Route route = route_to("https://api.example.com/", "203.0.113.7", 443);
  route.proxy = {.host = "proxy.example", .port = 3128};
  route.proxy->authorization.add_plain("user:");
  route.proxy->authorization.add_secret("hunter22");
  const std::string line = curl_line(route, {});
  EXPECT_NE(line.find("--proxy http://proxy.example:3128 --proxy-user 'user:[secret]'"), std::string::npos)
      << line;
  EXPECT_EQ(line.find("hunter22"), std::string::npos);
  EXPECT_NE(line.find("--noproxy ''"), std::string::npos) << line;
}

}  // namespace
}  // namespace rehearse::route
