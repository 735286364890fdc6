// Every example of --help, run as it stands, in a folder with the files it speaks of. All stay on loopback.

#include <filesystem>
#include <signal.h>

#include <gtest/gtest.h>

#include "e2e/help.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProfile = R"(
rehearsal: {title: api.vendor.com moves to Vendor Issuing CA}
maintenance: {from: 2030-12-12 01:00, to: 2030-12-12 11:00, zone: America/Los_Angeles}
expect: {issuer: Vendor Issuing CA, anchor: Vendor Root}
targets: {production: {}, staging: {}}
endpoints: {rest: {url: 'https://api.vendor.com/v1/', calls: [{name: ping}]}}
stores: {app: {path: app/ca.pem}}
)";

constexpr const char* kWsdl = R"(<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"
    xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" targetNamespace="urn:v">
  <w:binding name="B"><w:operation name="ping"><s:operation soapAction="urn:ping"/></w:operation></w:binding>
  <w:service name="S"><w:port name="P" binding="B"><s:address location="https://api.vendor.com/soap"/></w:port>
  </w:service></w:definitions>)";

constexpr const char* kRecording =
    R"({"log": {"entries": [{"request": {"method": "GET", "url": "https://www.vendor.com/"}}]}})";

class Examples : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto leaf = minted(server("api.vendor.com"), &new_one().issuer);
    folder.write("vendor.yaml", kProfile);
    folder.write("new.pem", pem({leaf, new_one().issuer}));
    fs::create_directory(folder.path() / "app");
    folder.write("app/ca.pem", pem({new_one().root}));
    folder.write("app/settings.properties", "api.url=https://api.vendor.com/v1/\n");
    folder.write("hosts.txt", "api.vendor.com\nhttps://login.vendor.com/\n");
    folder.write("session.har", kRecording);
    folder.write("pasted.txt", "curl https://api.vendor.com/v1/ping\n");
    folder.write("vendor.wsdl", kWsdl);
    done("openssl pkcs12 -export -nokeys -in app/ca.pem -out trust.p12 -passout env:TRUST_PASSWORD", 0);
    done("rehearse run vendor.yaml --lab --out evidence > run.txt", 1);
    done("rehearse run vendor.yaml --lab --now 2019-01-01 --report-json before.json > run.txt", 1);
    fs::copy_file(folder.path() / "evidence/report.json", folder.path() / "after.json");
    done("rehearse run vendor.yaml --lab --report-json run.json > run.txt", 1);
  }

  // env(1) and bash make way for a line of one command: a signal reaches that.
  Process start(const std::string& line) const {
    return Process({"env", "--chdir=" + folder.path().string(), "bash", "-c", line}, environment);
  }
  void done(const std::string& line, int most) const {
    const auto ended = start(line).wait();
    EXPECT_TRUE(ended.exit >= 0 && ended.exit <= most) << line << "\n" << ended.err;
  }
  Ended run(const std::string& command, const std::string& line) const {
    auto process = start(line);
    if (command == "lab") {
      EXPECT_TRUE(process.read_until(Process::Stream::out, "serving until interrupted"));
      process.send(SIGTERM);
    }
    return process.wait();
  }

  Folder folder;
  Environment environment = {{"PATH", fs::path(REHEARSE_BINARY).parent_path().string() + ":/usr/bin:/bin"},
                             {"HOME", folder.path().string()},
                             {"TRUST_PASSWORD", "s3cret-9d1e"}};
};

TEST_F(Examples, of_every_command_run_as_they_stand) {
  for (const auto& command : commands()) {
    const auto codes = exit_codes_of(command);
    const auto examples = examples_of(command);
    EXPECT_EQ(examples.size(), 2U) << command;
    EXPECT_TRUE(codes.contains(0) && codes.contains(2)) << command;
    for (const auto& line : examples) {
      SCOPED_TRACE(line);
      const auto ended = run(command, line);
      EXPECT_TRUE(codes.contains(ended.exit)) << ended.exit;
      EXPECT_TRUE(ended.exit != 2 && ended.exit != 4) << ended.exit << ": " << ended.err;
      // A machine that lets no program be redirected says so.
      const bool is_said = command == "exec" && ended.exit == 3;
      EXPECT_TRUE(ended.err.empty() || is_said) << ended.err;
    }
  }
}

}  // namespace
}  // namespace rehearse::e2e
