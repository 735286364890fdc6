// Client certificates: which are presented, to whom, and what comes of it.

#include <algorithm>

#include "cert/key_files.h"
#include "e2e/edge_case.h"

namespace rehearse::e2e {
namespace {

using lab::ClientCertificate;
using lab::TlsVersion;

cert::Mint integration() {
  auto out = server("integration.example.com");
  out.extended_key_usage = "clientAuth";
  return out;
}

// Whoever is to accept the leaf needs the issuer sent along: only the root is known.
struct Clients {
  cert::Minted root = minted(authority("Client Root"), nullptr);
  cert::Minted issuer = minted(authority("Client CA"), &root);
  cert::Minted leaf = minted(integration(), &issuer);
  cert::Minted stranger = minted(integration(), nullptr);
};

const Clients& clients() {
  static const Clients all;
  return all;
}

std::string chain_pem() {
  return pem({clients().leaf, clients().issuer});
}

// The ways in which the certificate is kept: files, and what the target says.

void in_one_pem(Rehearsal& it) {
  it.folder().write("client.pem", chain_pem() + clients().leaf.key.to_pem());
  it.next_says = "credentials: send, certificate: {path: client.pem}";
}

void in_pem_and_key(Rehearsal& it) {
  it.folder().write("client.pem", chain_pem());
  it.folder().write("client.key", clients().leaf.key.to_pem());
  it.next_says = "credentials: send, certificate: {path: client.pem, key: client.key}";
}

void in_encrypted_key(Rehearsal& it) {
  it.folder().write("client.pem", chain_pem());
  it.folder().write("client.key", cert::encrypted_pem(clients().leaf.key, "key-pass-90aa"));
  it.environment["KEY_PASS"] = "key-pass-90aa";
  it.next_says =
      "credentials: send, certificate: {path: client.pem, key: client.key, password: '${env:KEY_PASS}'}";
}

Arrange in_pkcs12(cert::Locked locked) {
  return [locked](Rehearsal& it) {
    it.folder().write("client.p12",
                      cert::pkcs12(clients().leaf, {clients().issuer.certificate}, "key-pass-90aa", locked));
    it.next_says =
        "credentials: send, certificate: {path: client.p12, password: {command: 'echo key-pass-90aa'}}";
  };
}

void of_a_stranger(Rehearsal& it) {
  it.folder().write("client.pem", pem({clients().stranger}) + clients().stranger.key.to_pem());
  it.next_says = "credentials: send, certificate: {path: client.pem}";
}

void without_a_call(Rehearsal& it) {
  it.calls.clear();
}

lab::TlsOptions requires_ours(TlsVersion version) {
  return {.least = version,
          .most = version,
          .client = ClientCertificate::require,
          .client_ca = pem({clients().root})};
}

const Nginx& nginx() {
  static const Nginx servers({
      {"required_1_2", new_one().identity(),
       "ssl_protocols TLSv1.2; ssl_verify_client on; ssl_verify_depth 2; return 200 $ssl_client_s_dn;", "",
       pem({clients().root})},
      {"required_1_3", new_one().identity(),
       "ssl_protocols TLSv1.3; ssl_verify_client on; ssl_verify_depth 2; return 200 $ssl_client_s_dn;", "",
       pem({clients().root})},
      {"optional", new_one().identity(),
       "ssl_verify_client optional; ssl_verify_depth 2; return 200 $ssl_client_verify;", "",
       pem({clients().root})},
  });
  return servers;
}

Arrange is_nginx(const char* name) {
  return [name](Rehearsal& it) { it.next = nginx().place(name); };
}

// The answer must hold it; that of today's edge does.
Arrange says(const char* text) {
  return [text](Rehearsal& it) {
    lab::EdgeOptions today;
    today.identities = {old_one().identity()};
    today.handler = [text](const lab::HttpRequest&) { return lab::HttpResponse{.body = text}; };
    it.today = place(it.serve(std::move(today)));
    it.calls = std::string("[{name: ping, must: pass, expect: {status: 200, contains: '") + text + "'}}]";
  };
}

constexpr const char* kPresented = "/routes/1/handshake/client_certificate_presented";
constexpr const char* kWhyAsked = "/findings/0/text";

EdgeCase well(const char* name, Arrange arrange) {
  return {.name = name,
          .arrange = std::move(arrange),
          .verdict = "ready",
          .chain = 2,
          .facts = {{kPresented, true}, {"/routes/1/handshake/client_certificate_asked", true}}};
}

// The edge asked, and got none.
EdgeCase not_given(EdgeCase row, const char* why) {
  row.facts = {{kPresented, false},
               {kWhyAsked, std::string("the server asks for a client certificate; ") + why}};
  return row;
}

const EdgeCase kRows[] = {
    well("pem_is_accepted_in_tls_1_2", both(speaks(requires_ours(TlsVersion::tls1_2)), in_one_pem)),
    well("pem_is_accepted_in_tls_1_3", both(speaks(requires_ours(TlsVersion::tls1_3)), in_one_pem)),
    well("pem_with_a_key_of_its_own", both(speaks(requires_ours(TlsVersion::tls1_3)), in_pem_and_key)),
    well("encrypted_key", both(speaks(requires_ours(TlsVersion::tls1_3)), in_encrypted_key)),
    well("pkcs12", both(speaks(requires_ours(TlsVersion::tls1_3)), in_pkcs12(cert::Locked::today))),
    well("pkcs12_of_the_nineties",
         both(speaks(requires_ours(TlsVersion::tls1_2)), in_pkcs12(cert::Locked::nineties))),
    well("handshake_alone",
         both(both(speaks(requires_ours(TlsVersion::tls1_3)), in_one_pem), without_a_call)),
    well("nginx_requires_one_in_tls_1_2",
         both(both(is_nginx("required_1_2"), in_one_pem), says("integration.example.com"))),
    well("nginx_requires_one_in_tls_1_3", both(both(is_nginx("required_1_3"), in_pkcs12(cert::Locked::today)),
                                               says("integration.example.com"))),
    well("nginx_would_take_one", both(both(is_nginx("optional"), in_one_pem), says("SUCCESS"))),
    {.name = "refused_in_tls_1_2",
     .arrange = both(speaks(requires_ours(TlsVersion::tls1_2)), of_a_stranger),
     .verdict = "inconclusive",
     .stage = "negotiate",
     .reason = "client-certificate-refused",
     .findings = "call-no-answer",
     .chain = 2,
     .alert = 48,
     .facts = {{kPresented, true}}},
    {.name = "refused_in_tls_1_3",
     .arrange = both(speaks(requires_ours(TlsVersion::tls1_3)), of_a_stranger),
     .verdict = "inconclusive",
     .stage = "negotiate",
     .reason = "client-certificate-refused",
     .findings = "call-no-answer",
     .chain = 2,
     .alert = 48,
     .facts = {{kPresented, true}}},
    {.name = "refused_in_tls_1_3_without_a_call",
     .arrange = both(both(speaks(requires_ours(TlsVersion::tls1_3)), of_a_stranger), without_a_call),
     .verdict = "inconclusive",
     .stage = "negotiate",
     .reason = "client-certificate-refused",
     .chain = 2,
     .alert = 48,
     .facts = {{kPresented, true}}},
    {.name = "refused_by_nginx_over_http",
     .arrange = both(is_nginx("required_1_3"), of_a_stranger),
     .verdict = "ready",
     .findings = "call-edge-error",
     .chain = 2,
     .facts = {{kPresented, true}, {"/routes/1/calls/0/status", 400}}},
    not_given({.name = "none_is_configured",
               .arrange = speaks({.client = ClientCertificate::ask}),
               .verdict = "ready",
               .findings = "client-certificate-asked",
               .chain = 2},
              "none was given"),
    not_given({.name = "the_target_withholds_credentials",
               .arrange = both(both(speaks({.client = ClientCertificate::ask}), in_one_pem),
                               [](Rehearsal& it) {
                                 it.next_says = "credentials: withheld, certificate: {path: client.pem}";
                               }),
               .verdict = "ready",
               .findings = "client-certificate-asked",
               .chain = 2},
              "the profile's was not presented: the target withholds credentials"),
    {.name = "one_that_is_required_is_held_back_from_a_peer_that_is_not_trusted",
     .arrange = both(both(speaks(requires_ours(TlsVersion::tls1_3)), in_one_pem),
                     [](Rehearsal& it) { it.stores["main"] = pem({old_one().root}); }),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "anchor-not-in-store",
     .findings = "call-no-answer, client-certificate-asked",
     .chain = 2,
     .alert = 116,
     .facts = {{kPresented, false},
               {"/findings/1/text",
                "the server asks for a client certificate; the profile's was not presented: untrusted-now"}}},
};

class Presenting : public ::testing::TestWithParam<EdgeCase> {};

TEST_P(Presenting, is_judged_exactly) {
  expect(GetParam());
}

INSTANTIATE_TEST_SUITE_P(ClientCertificates, Presenting, ::testing::ValuesIn(kRows), name_of);

struct HeldCase {
  const char* name;
  std::function<lab::Identity()> shows;
  Arrange arrange = [](Rehearsal&) {};
  bool presented = false;
};

const HeldCase kHeld[] = {
    {.name = "all_is_well", .shows = [] { return new_one().identity(); }, .presented = true},
    {.name = "the_target_withholds_credentials",
     .shows = [] { return new_one().identity(); },
     .arrange = [](Rehearsal& it) { it.next_says = "certificate: {path: client.pem}"; }},
    {.name = "no_store_trusts_the_peer",
     .shows = [] { return new_one().identity(); },
     .arrange = [](Rehearsal& it) { it.stores["main"] = pem({old_one().root}); }},
    {.name = "the_store_cannot_be_read",
     .shows = [] { return new_one().identity(); },
     .arrange = [](Rehearsal& it) { it.stores["main"] = std::nullopt; }},
    {.name = "the_certificate_is_for_another_name",
     .shows = [] { return new_one().identity(server("www.example.com")); }},
    {.name = "the_edge_is_still_old",
     .shows = [] { return old_one().identity(); },
     .arrange = [](Rehearsal& it) { it.change = "{replaces: {issuer: Old Issuing CA}}"; }},
    {.name = "the_certificate_was_not_announced", .shows = [] { return third_one().identity(); }},
    {.name = "the_certificate_has_expired_by_the_machines_clock_though_not_by_now",
     .shows =
         [] {
           auto what = server();
           what.not_after = at("2019-01-01");
           return new_one().identity(what);
         }},
    {.name = "a_look_for_the_proof_comes_without_it",
     .shows = [] { return third_one().identity(); },
     .arrange =
         [](Rehearsal& it) {
           it.next_says = "credentials: send, certificate: {path: client.pem}, prove: {header: X-Staging}";
         }},
};

class Held : public ::testing::TestWithParam<std::tuple<HeldCase, TlsVersion>> {};

// The edge takes any certificate, and says whether it got one.
TEST_P(Held, is_presented_only_to_a_peer_that_may_see_it) {
  const auto& [row, version] = GetParam();
  Rehearsal rehearsal;
  in_one_pem(rehearsal);
  lab::EdgeOptions options;
  options.identities = {row.shows()};
  options.tls.least = options.tls.most = version;
  options.tls.client = ClientCertificate::ask;
  const auto& edge = rehearsal.serve(std::move(options));
  rehearsal.next = place(edge);
  row.arrange(rehearsal);
  const auto ran = rehearsal.run();
  ASSERT_FALSE(ran.report.is_discarded()) << ran.ended.err;
  const auto seen = edge.recorder().seen();
  ASSERT_FALSE(seen.empty());
  for (const auto& connection : seen) {
    EXPECT_TRUE(connection.finished);
    EXPECT_EQ(connection.client_certificate, row.presented);
  }
  EXPECT_EQ(ran.report.at(nlohmann::json::json_pointer(kPresented)), row.presented);
}

INSTANTIATE_TEST_SUITE_P(ClientCertificates, Held,
                         ::testing::Combine(::testing::ValuesIn(kHeld),
                                            ::testing::Values(TlsVersion::tls1_2, TlsVersion::tls1_3)),
                         [](const auto& row) {
                           return std::string(std::get<0>(row.param).name) +
                                  (std::get<1>(row.param) == TlsVersion::tls1_2 ? "_1_2" : "_1_3");
                         });

struct UsageCase {
  const char* name;
  Arrange arrange;
  const char* says;  ///< behind the target and the file
};

cert::Minted ending(const char* when) {
  auto what = integration();
  what.not_after = at(when);
  return minted(what, &clients().issuer);
}

const UsageCase kUsage[] = {
    {"no_such_file",
     [](Rehearsal& it) { it.next_says = "credentials: send, certificate: {path: client.pem}"; },
     "client.pem: no such file"},
    {"wrong_password",
     [](Rehearsal& it) {
       in_encrypted_key(it);
       it.environment["KEY_PASS"] = "wrong-pass-77";
     },
     "client certificate client.pem: the password does not open it"},
    {"no_password",
     [](Rehearsal& it) {
       in_encrypted_key(it);
       it.next_says = "credentials: send, certificate: {path: client.pem, key: client.key}";
     },
     "client certificate client.pem: is encrypted, and there is no password for it"},
    {"command_that_fails",
     [](Rehearsal& it) {
       in_encrypted_key(it);
       it.next_says =
           "credentials: send, certificate: {path: client.pem, key: client.key, "
           "password: {command: 'exit 3'}}";
     },
     "client certificate client.pem: its password: the command ended with 3"},
    {"key_of_another_certificate",
     [](Rehearsal& it) {
       in_pem_and_key(it);
       it.folder().write("client.key", clients().stranger.key.to_pem());
     },
     "client certificate client.pem: the private key is not that of its first certificate"},
    {"expired",
     [](Rehearsal& it) {
       in_one_pem(it);
       const auto old = ending("2019-01-01");
       it.folder().write("client.pem", pem({old}) + old.key.to_pem());
     },
     "client certificate client.pem: expired on 2019-01-01T00:00:00Z"},
};

class Usage : public ::testing::TestWithParam<UsageCase> {};

TEST_P(Usage, is_said_before_anything_is_connected_to) {
  Rehearsal rehearsal;
  GetParam().arrange(rehearsal);
  const auto& edge = rehearsal.serve(new_one().identity());
  rehearsal.next = place(edge);
  const auto ran = rehearsal.run();
  EXPECT_EQ(ran.ended.exit, 2);
  EXPECT_NE(ran.ended.err.find("rehearse: target staging: "), std::string::npos) << ran.ended.err;
  EXPECT_NE(ran.ended.err.find(GetParam().says), std::string::npos) << ran.ended.err;
  EXPECT_EQ(ran.ended.err.find("-pass-"), std::string::npos) << ran.ended.err;
  EXPECT_TRUE(edge.recorder().seen().empty());
}

INSTANTIATE_TEST_SUITE_P(ClientCertificates, Usage, ::testing::ValuesIn(kUsage),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ClientCertificateReplay, names_the_files_and_no_password) {
  Rehearsal rehearsal;
  in_encrypted_key(rehearsal);
  const auto ran = rehearsal.run();
  const auto& replay = ran.report.at("rows").at(0).at("replay");
  const auto curl = replay.at("curl").get<std::string>(), openssl = replay.at("openssl").get<std::string>();
  const auto file = rehearsal.folder() / "client.pem", key = rehearsal.folder() / "client.key";
  EXPECT_NE(curl.find("--cert " + file + " --key " + key + " --pass '***'"), std::string::npos) << curl;
  EXPECT_NE(openssl.find("-cert " + file + " -key " + key), std::string::npos) << openssl;
  EXPECT_EQ((ran.json + ran.ended.out).find("key-pass-90aa"), std::string::npos);
  EXPECT_EQ((ran.json + ran.ended.out).find("PRIVATE KEY"), std::string::npos);
}

// What the lines say, done: with the password put in, both clients get through to an edge that wants it.
TEST(ClientCertificateReplay, gets_through) {
  const Arrange kept[] = {in_one_pem, in_pem_and_key, in_encrypted_key, in_pkcs12(cert::Locked::today)};
  for (const auto& keep : kept) {
    Rehearsal rehearsal;
    both(speaks(requires_ours(TlsVersion::tls1_3)), keep)(rehearsal);
    const auto replay = rehearsal.run().report.at("rows").at(0).at("replay");
    for (const char* client : {"curl", "openssl"}) {
      auto line = replay.at(client).get<std::string>();
      if (const auto at = line.find("***"); at != std::string::npos) line.replace(at, 3, "key-pass-90aa");
      SCOPED_TRACE(line);
      // s_client ends with its input, before a late refusal comes: it gets a request, and waits for the end.
      if (const auto at = line.find(" </dev/null"); at != std::string::npos)
        line = "printf 'GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' | timeout 5 " +
               line.substr(0, at) + " -quiet";
      const auto ended = Process({"sh", "-c", line}, rehearsal.environment).wait();
      EXPECT_NE((ended.out + ended.err).find("HTTP/1.1 200"), std::string::npos) << ended.out << ended.err;
    }
  }
}

TEST(ClientCertificateDryRun, says_that_it_would_be_presented_and_opens_nothing) {
  Rehearsal rehearsal;
  rehearsal.next_says = "credentials: send, certificate: {path: client.pem, password: {command: 'exit 3'}}";
  rehearsal.today_says = "credentials: withheld, certificate: {path: today.pem}";
  rehearsal.arguments = {"--dry-run"};
  const auto ended = rehearsal.run().ended;
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_NE(
      ended.out.find("client certificate client.pem: presented where the server asks for one and is trusted"),
      std::string::npos)
      << ended.out;
  EXPECT_NE(ended.out.find("client certificate today.pem: not presented, credentials withheld"),
            std::string::npos)
      << ended.out;
}

}  // namespace
}  // namespace rehearse::e2e
