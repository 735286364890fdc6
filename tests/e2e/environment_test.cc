// The environment decides nothing silently: proxies, key logs, OpenSSL's configuration, netrc.

#include <filesystem>

#include <gtest/gtest.h>

#include "e2e/credentials.h"
#include "e2e/tunnel.h"

namespace rehearse::e2e {
namespace {

// A proxy that notes what it is asked and refuses.
const lab::RoughEdge& recording_proxy(Rehearsal& it) {
  lab::RoughOptions options;
  options.mode = lab::Rough::say;
  options.says = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
  return it.serve(std::move(options));
}

TEST(ProxyInEnvironment, is_not_obeyed_and_is_told_of) {
  for (const char* variable : {"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"}) {
    SCOPED_TRACE(variable);
    Rehearsal rehearsal;
    const auto& proxy = recording_proxy(rehearsal);
    rehearsal.environment[variable] = "http://user:proxy-secret-88@" + place(proxy);
    const auto ran = rehearsal.run();
    EXPECT_EQ(ran.ended.exit, 0) << ran.ended.out;
    EXPECT_EQ(findings_of(ran.report), "proxy-in-environment");
    EXPECT_EQ(proxy.recorder().seen().size(), 0U);
    EXPECT_EQ((ran.ended.out + ran.json).find("proxy-secret-88"), std::string::npos);
  }
}

TEST(ProxyInEnvironment, is_asked_for_the_overrides_address_where_it_is_wanted) {
  Rehearsal rehearsal;
  const auto& proxy = recording_proxy(rehearsal);
  const auto& next = rehearsal.serve(new_one().identity());
  rehearsal.next = place(next);
  rehearsal.environment["HTTPS_PROXY"] = "http://user:proxy-secret-88@" + place(proxy);
  rehearsal.arguments = {"--proxy-from-env", "-v"};
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 3) << ran.ended.out;
  EXPECT_EQ(ran.report.at("rows").at(0).at("reason"), "proxy-failed");
  EXPECT_EQ(ran.report.at("routes").at(1).at("proxy").at("port"), proxy.port());
  const auto received = proxy.recorder().received();
  EXPECT_NE(received.find("CONNECT " + place(next) + " HTTP/1.1\r\n"), std::string::npos) << received;
  EXPECT_NE(received.find("Proxy-Authorization: Basic dXNlcjpwcm94eS1zZWNyZXQtODg=\r\n"), std::string::npos)
      << received;
  EXPECT_EQ(next.recorder().seen().size(), 0U);
  const auto shown = ran.ended.out + ran.ended.err + ran.json;
  EXPECT_EQ(shown.find("proxy-secret-88"), std::string::npos);
  EXPECT_EQ(shown.find("dXNlcjpwcm94eS1zZWNyZXQtODg"), std::string::npos);
}

TEST(ProxyInEnvironment, tunnels_to_the_overrides_address_and_the_verdict_is_the_edges_own) {
  Rehearsal rehearsal;
  const TunnelProxy proxy;
  const auto& today = rehearsal.serve(old_one().identity());
  const auto& next = rehearsal.serve(new_one().identity());
  rehearsal.today = place(today);
  rehearsal.next = place(next);
  rehearsal.next_says = "samples: 1";
  rehearsal.environment["HTTPS_PROXY"] = "http://" + place(proxy);
  rehearsal.environment["NO_PROXY"] = "*";  // the option says all; the environment takes nothing back
  rehearsal.arguments = {"--proxy-from-env"};
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 0) << ran.ended.out;
  EXPECT_EQ(ran.report.at("verdict"), "ready");
  EXPECT_EQ(proxy.asked(), (std::vector<std::string>{place(today), place(next)}));
  const auto seen = next.recorder().wait_ended(1, std::chrono::seconds(10));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].sni, kHost);
  EXPECT_EQ(ran.report.at("routes").at(1).at("handshake").at("chain").size(), 2U);
}

TEST(ProxyInEnvironment, that_is_wanted_and_not_there_is_an_error_of_usage) {
  Rehearsal rehearsal;
  rehearsal.arguments = {"--proxy-from-env"};
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 2);
  EXPECT_NE(ran.ended.err.find("names no proxy"), std::string::npos) << ran.ended.err;
}

TEST(KeyLog, is_not_written) {
  Rehearsal rehearsal;
  const auto file = rehearsal.folder() / "keys.log";
  rehearsal.environment["SSLKEYLOGFILE"] = file;
  EXPECT_EQ(rehearsal.run().ended.exit, 0);
  EXPECT_FALSE(std::filesystem::exists(file));
}

// With this configuration OpenSSL would speak nothing newer than TLS 1.0: no handshake would succeed.
TEST(OpensslConf, is_not_obeyed) {
  Rehearsal rehearsal;
  rehearsal.environment["OPENSSL_CONF"] = rehearsal.folder().write("openssl.cnf",
                                                                   "openssl_conf = all\n"
                                                                   "[all]\nssl_conf = tls\n"
                                                                   "[tls]\nsystem_default = old\n"
                                                                   "[old]\nMaxProtocol = TLSv1\n");
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 0) << ran.ended.out;
  EXPECT_EQ(ran.report.at("routes").at(1).at("handshake").at("version"), "TLSv1.3");
}

TEST(CertificatesOfTheEnvironment, do_not_stand_in_for_the_profiles_store) {
  Rehearsal rehearsal;
  rehearsal.stores["main"] = pem({old_one().root});
  const auto file = rehearsal.folder().write("all.pem", pem({old_one().root, new_one().root}));
  for (const char* variable : {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"})
    rehearsal.environment[variable] = file;
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 1) << ran.ended.out;
  EXPECT_EQ(ran.report.at("rows").at(0).at("reason"), "anchor-not-in-store");
}

TEST(Netrc, is_not_used) {
  Rehearsal rehearsal;
  const auto& next = recording_edge(rehearsal, new_one().identity());
  rehearsal.next = place(next);
  for (const char* name : {".netrc", "_netrc"})
    rehearsal.folder().write(name, "default login someone password netrc-secret-17\n");
  rehearsal.environment["NETRC"] = rehearsal.folder() / ".netrc";
  EXPECT_EQ(rehearsal.run().ended.exit, 0);
  const auto received = next.recorder().received();
  EXPECT_TRUE(received.starts_with("GET /v1/ping HTTP/1.1\r\n")) << received;
  EXPECT_EQ(received.find("Authorization"), std::string::npos) << received;
}

TEST(Curlrc, is_not_used) {
  Rehearsal rehearsal;
  const auto& next = recording_edge(rehearsal, new_one().identity());
  rehearsal.next = place(next);
  rehearsal.folder().write(".curlrc", "header = \"X-Curlrc: yes\"\n");
  rehearsal.environment["CURL_HOME"] = rehearsal.folder().path().string();
  EXPECT_EQ(rehearsal.run().ended.exit, 0);
  EXPECT_EQ(next.recorder().received().find("X-Curlrc"), std::string::npos);
}

}  // namespace
}  // namespace rehearse::e2e
