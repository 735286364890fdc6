// The written lines are run by a shell, against a real TLS server on loopback that refuses any other SNI.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/handle.h"
#include "base/shell.h"
#include "cert/mint.h"
#include "route/replay.h"
#include "tls_server.h"

namespace rehearse::route {
namespace {

int close_pipe(FILE* pipe) {
  return pclose(pipe);
}

std::string output_of(const std::string& command) {
  const Handle<FILE, close_pipe> pipe(popen(command.c_str(), "r"));
  std::string out;
  if (!pipe) return out;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) out += static_cast<char>(c);
  return out;
}

class ReplayLive : public testing::Test {
 protected:
  void SetUp() override {
    if (output_of("command -v openssl && command -v curl").empty()) GTEST_SKIP() << "no openssl or no curl";
    x_folder = (std::filesystem::temp_directory_path() / "rehearse-replay-XXXXXX").string();
    ASSERT_NE(mkdtemp(x_folder.data()), nullptr);
    // As wide as dates go: these clients read the machine's clock.
    const auto minted = cert::mint({.subject = {{{"CN", "api.example.com"}}},
                                    .not_before = parse_rfc3339("2000-01-01").value(),
                                    .not_after = parse_rfc3339("2099-01-01").value(),
                                    .dns_names = {"api.example.com"}},
                                   nullptr);
    ASSERT_TRUE(minted.has_value()) << minted.error().text();
    std::ofstream(file("cert.pem")) << cert::to_pem(*minted->certificate);
    std::ofstream(file("key.pem")) << minted->key.to_pem();
  }
  void TearDown() override {
    if (!x_folder.empty()) std::filesystem::remove_all(x_folder);
  }
  std::string file(const std::string& name) const { return x_folder + "/" + name; }
  std::vector<std::string> server_options() const {
    return {"-cert", file("cert.pem"), "-key",        file("key.pem"),   "-cert2",           file("cert.pem"),
            "-key2", file("key.pem"),  "-servername", "api.example.com", "-servername_fatal"};
  }
  static Route route_to(std::uint16_t port) {
    Route out;
    out.url = parse_url("https://api.example.com/from/the/url").value();
    out.host = out.url.authority();
    out.verify_name = out.url.host;
    out.sni = out.url.host;
    out.address = Address::parse("127.0.0.1").value();
    out.port = port;
    return out;
  }

  std::string x_folder;
};

constexpr const char* kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";

TEST_F(ReplayLive, the_curl_line_sends_the_request_under_the_name_to_the_machine) {
  TlsServer server(server_options(), kResponse);
  ASSERT_NE(server.port(), 0);
  CurlLine request;
  request.method = "POST";
  request.path = "/a/../b{c}?it's=$(id)";
  request.headers = {{"Content-Type", "text/xml"}, {"X-Odd", "`id` \"x\" 'y'"}, {"X-Empty", ""}};
  request.body = "@<a>'$HOME'</a>";
  request.ca_option = "--cacert " + shell_quoted(file("cert.pem"));
  const std::string line = curl_line(route_to(server.port()), request);
  // A proxy of the environment and a ~/.curlrc must not change where it goes.
  const std::string said = output_of("HTTPS_PROXY=http://127.0.0.1:1 HOME=/nonexistent " + line + " 2>&1");
  EXPECT_NE(said.find("hello"), std::string::npos) << line << "\n" << said;
  const std::string got = server.transcript();
  for (const auto part : {"POST /a/../b{c}?it's=$(id) HTTP/1.1\r\n", "\r\nHost: api.example.com\r\n",
                          "\r\nContent-Type: text/xml\r\n", "\r\nX-Odd: `id` \"x\" 'y'\r\n",
                          "\r\nX-Empty:\r\n", "\r\n\r\n@<a>'$HOME'</a>"}) {
    EXPECT_NE(got.find(part), std::string::npos) << part << "\n" << got;
  }
}

TEST_F(ReplayLive, the_curl_line_trusts_no_more_than_its_store) {
  TlsServer server(server_options(), kResponse);
  ASSERT_NE(server.port(), 0);
  const std::string line = curl_line(route_to(server.port()), {});
  EXPECT_EQ(output_of(line + " >/dev/null 2>&1; echo $?"), "60\n") << line;
}

// Nothing of the directory is held against it but what a look-up finds, and nothing besides it counts.
TEST_F(ReplayLive, the_curl_line_looks_into_a_hashed_directory_as_openssl_does) {
  const auto hash = output_of("openssl x509 -hash -noout -in " + file("cert.pem")).substr(0, 8);
  const struct {
    const char* name;
    std::string holds;
    const char* code;
  } rows[] = {{"first", "/" + hash + ".0", "0\n"},
              {"gap", "/" + hash + ".1", "60\n"},
              {"no_hash", "/x.0", "60\n"},
              {"below", "/sub/" + hash + ".0", "60\n"}};
  for (const auto& [name, holds, code] : rows) {
    SCOPED_TRACE(name);
    TlsServer server(server_options(), kResponse);
    ASSERT_NE(server.port(), 0);
    std::filesystem::create_directories(file(name) + "/sub");
    std::ofstream(file(name) + "/00000000.0") << "junk\n";
    std::filesystem::copy(file("cert.pem"), file(name) + holds);
    CurlLine request;
    request.ca_option = curl_ca_directory(shell_quoted(file(name)));
    const auto line = curl_line(route_to(server.port()), request);
    EXPECT_EQ(output_of("bash -c " + shell_quoted(line) + " >/dev/null 2>&1; echo $?"), code) << line;
  }
}

TEST_F(ReplayLive, the_openssl_line_shows_and_verifies_the_chain) {
  TlsServer server(server_options(), "");
  ASSERT_NE(server.port(), 0);
  const std::string line = openssl_line(route_to(server.port()), "-CAfile " + shell_quoted(file("cert.pem")));
  const std::string said = output_of(line + " 2>&1");
  EXPECT_NE(said.find("-----BEGIN CERTIFICATE-----"), std::string::npos) << line << "\n" << said;
  EXPECT_NE(said.find("Verification: OK"), std::string::npos) << line << "\n" << said;
  EXPECT_NE(said.find("Verified peername: api.example.com"), std::string::npos) << line << "\n" << said;
}

TEST_F(ReplayLive, the_server_does_refuse_another_name) {
  TlsServer server(server_options(), "");
  ASSERT_NE(server.port(), 0);
  Route route = route_to(server.port());
  route.sni = "other.example.com";
  const std::string said = output_of(openssl_line(route, "") + " 2>&1");
  EXPECT_EQ(said.find("-----BEGIN CERTIFICATE-----"), std::string::npos) << said;
}

}  // namespace
}  // namespace rehearse::route
