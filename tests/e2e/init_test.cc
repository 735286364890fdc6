// A profile that `init` writes passes its own loader and runs.

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/authorities.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

const Environment kEnvironment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}};

constexpr const char* kWsdl = R"(<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"
    xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:a" targetNamespace="urn:a">
  <w:binding name="B"><w:operation name="login"><s:operation soapAction="urn:login"/></w:operation></w:binding>
  <w:service name="S"><w:port name="P" binding="t:B"><s:address location="https://api.example.com/soap"/></w:port>
  </w:service></w:definitions>)";

struct Written {
  Ended ended;
  std::string yaml;
};

class Init : public ::testing::Test {
 protected:
  Written init(std::vector<std::string> arguments) {
    std::filesystem::remove(folder.path() / "vendor.yaml");
    arguments.insert(arguments.begin(), "init");
    arguments.insert(arguments.end(), {"-o", folder / "vendor.yaml"});
    Written out{start_rehearse(arguments, kEnvironment).wait(), {}};
    out.yaml = content(folder.path() / "vendor.yaml");
    return out;
  }
  Ended dry_run() {
    return start_rehearse({"run", folder / "vendor.yaml", "--dry-run", "--no-dns"}, kEnvironment).wait();
  }
  Folder folder;
};

TEST_F(Init, what_it_writes_is_loaded_and_shows_its_calls) {
  const auto chain = folder.write("chain.pem", pem({new_one().leaf, new_one().issuer, new_one().root}));
  const auto curl = folder.write(
      "curl.txt",
      "# pasted\ncurl 'https://api.example.com/v1/a?x=1' \\\n  -H 'Authorization: Bearer abc'\n\n"
      "$ curl -X POST https://eu.example.com/v2 -d a=b\n");
  const auto wsdl = folder.write("vendor.wsdl", kWsdl);
  const auto hosts = folder.write("staging.hosts", "127.0.0.1 localhost\n192.0.2.7 api.example.com\n");
  const auto store = folder.write("app.pem", pem({new_one().root}));
  const auto written =
      init({"https://api.example.com/v1/ping", "https://api.example.com:8443/", "--curl", curl, "--wsdl",
            wsdl, "--hosts", hosts, "--chain", chain, "--store", "app=" + store});
  ASSERT_EQ(written.ended.exit, 0) << written.ended.err;
  EXPECT_THAT(written.yaml, HasSubstr("fingerprint: " + new_one().leaf.certificate->sha256.hex()));
  EXPECT_THAT(written.yaml, HasSubstr("/staging.hosts\""));
  EXPECT_THAT(written.yaml, Not(HasSubstr("localhost")));
  const auto shown = dry_run();
  EXPECT_EQ(shown.exit, 0) << shown.err;
  for (const auto* line : {"call ping: GET /v1/ping", "call curl: GET /v1/a?x=1", "call wsdl: GET /soap?wsdl",
                           "call login: POST /soap  may change data: not made",
                           "https://api.example.com:8443/", "goes to 192.0.2.7:443"}) {
    EXPECT_THAT(shown.out, HasSubstr(line));
  }
  EXPECT_THAT(shown.out, Not(HasSubstr("Bearer abc")));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(folder.path() / "vendor.yaml").permissions(),
            perms::owner_read | perms::owner_write);
}

// It rehearses: the announced chain, at a staged edge that a hosts file names.
TEST_F(Init, what_it_writes_runs) {
  Rehearsal edges;
  const auto& next = edges.serve(new_one().identity());
  const auto chain = folder.write("chain.pem", pem({new_one().leaf, new_one().issuer, new_one().root}));
  const auto hosts = folder.write("staging.hosts", next.address().text() + " api.example.com\n");
  const auto store = folder.write("app.pem", pem({new_one().root}));
  const auto port = std::to_string(next.port());
  ASSERT_EQ(
      init({"https://api.example.com:" + port + "/", "--hosts", hosts, "--chain", chain, "--store", store})
          .ended.exit,
      0);
  const auto ran =
      start_rehearse({"run", folder / "vendor.yaml", "--no-dns", "--now", "2018-11-28T00:00:00Z"},
                     kEnvironment)
          .wait();
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
}

TEST_F(Init, a_hosts_file_alone_names_the_endpoints) {
  const auto hosts =
      folder.write("staging.hosts", "192.0.2.7 api.example.com www.example.com\n::1 ip6-localhost\n");
  const auto written = init({"--hosts", hosts, "--issuer", "New CA", "--anchor", "CN=New Root, O=Vendor"});
  ASSERT_EQ(written.ended.exit, 0) << written.ended.err;
  EXPECT_THAT(written.yaml, HasSubstr("url: \"https://www.example.com/\""));
  EXPECT_EQ(dry_run().exit, 0);
}

// A name goes into the XML of a call: what is no name there would make another call of it, or none.
TEST_F(Init, an_operation_that_no_element_can_be_called_by_is_left_out_and_said) {
  const auto wsdl = folder.write("vendor.wsdl", R"(<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"
      xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:a" targetNamespace="urn:&quot;a&lt;b&amp;c">
    <w:binding name="B"><w:operation name="log in&#10;x: &lt;y/&gt;"/><w:operation name="ok"/><w:operation/></w:binding>
    <w:service name="S"><w:port name="P" binding="t:B"><s:address location="https://api.example.com/soap"/></w:port>
    </w:service></w:definitions>)");
  const auto written = init({"--wsdl", wsdl, "--issuer", "New CA"});
  ASSERT_EQ(written.ended.exit, 0) << written.ended.err;
  EXPECT_THAT(written.yaml,
              HasSubstr("# left out: operation 'log in\\nx: <y/>': no XML element can be called"));
  EXPECT_THAT(written.yaml, HasSubstr("# left out: operation '': no XML element can be called ''"));
  EXPECT_THAT(written.yaml, HasSubstr("xmlns:m=\"urn:&quot;a&lt;b&amp;c\""));
  const auto shown = dry_run();
  EXPECT_EQ(shown.exit, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("call ok: POST /soap"));
  EXPECT_THAT(shown.out, Not(HasSubstr("log")));
}

TEST_F(Init, commands_as_windows_and_editors_write_them_are_taken) {
  const auto curl =
      folder.write("curl.txt",
                   "\xef\xbb\xbf"
                   "curl https://api.example.com/a\r\ncurl\thttps://api.example.com/b\r\n"
                   "curl.exe https://api.example.com/c\r\n  curl https://api.example.com/d\r\n");
  const auto written = init({"--curl", curl, "--issuer", "New CA"});
  ASSERT_EQ(written.ended.exit, 0) << written.ended.err;
  const auto shown = dry_run();
  EXPECT_EQ(shown.exit, 0) << shown.err;
  for (const auto* line : {"GET /a", "GET /b", "GET /c", "GET /d"}) EXPECT_THAT(shown.out, HasSubstr(line));
}

TEST_F(Init, what_makes_no_profile_is_refused_and_nothing_written) {
  const auto file = [&](const char* name, const char* text) { return folder.write(name, text); };
  const std::string url = "https://api.example.com/";
  const std::vector<std::vector<std::string>> cases = {
      {},
      {url},
      {"--issuer", "New CA"},
      {"http://api.example.com/", "--issuer", "New CA"},
      {url, "--chain", folder / "nowhere.pem"},
      {"--curl", file("k.txt", "curl -k https://api.example.com/"), "--issuer", "New CA"},
      {"--curl", file("v.txt", "curl https://api.example.com/$ID"), "--issuer", "New CA"},
      {"--curl", file("n.txt", "curl --help"), "--issuer", "New CA"},
      {url, "--curl", file("e.txt", "wget https://api.example.com/"), "--issuer", "New CA"},
      {"--wsdl", file("w.wsdl", "<html/>"), "--issuer", "New CA"},
      {url, "--hosts", file("bad.hosts", "nonsense"), "--issuer", "New CA"},
      {url, "--hosts", file("line\nend.hosts", "192.0.2.7 api.example.com\n"), "--issuer", "New CA"},
      {url, "--hosts", file("line\rend.hosts", "192.0.2.7 api.example.com\n"), "--issuer", "New CA"},
      {url, "--issuer", "New CA", "--store", "a="},
      {url, "--issuer", "New CA", "--chain", folder / "nowhere.pem"},
  };
  for (const auto& arguments : cases) {
    const auto written = init(arguments);
    EXPECT_EQ(written.ended.exit, 2) << testing::PrintToString(arguments);
    EXPECT_NE(written.ended.err, "");
    EXPECT_EQ(written.yaml, "");
  }
}

TEST_F(Init, a_file_that_is_there_is_left_alone) {
  folder.write("mine.yaml", "mine");
  const auto ended =
      start_rehearse({"init", "https://api.example.com/", "--issuer", "CA", "-o", folder / "mine.yaml"},
                     kEnvironment)
          .wait();
  EXPECT_EQ(ended.exit, 2);
  EXPECT_EQ(content(folder.path() / "mine.yaml"), "mine");
}

}  // namespace
}  // namespace rehearse::e2e
