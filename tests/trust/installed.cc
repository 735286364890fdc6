#include "trust/installed.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "e2e/process.h"

namespace rehearse::trust {
namespace {

using Words = std::vector<std::string>;

std::string program(const char* variable, const char* otherwise) {
  const auto* named = std::getenv(variable);
  return named != nullptr ? named : otherwise;
}

// Nothing of this process's environment: no proxy, no other store.
e2e::Ended run(const Words& command, const e2e::Environment& more = {}) {
  e2e::Environment environment{{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}};
  for (const auto& [name, value] : more) environment[name] = value;
  return e2e::Process(command, environment).wait();
}

// The first line that the command says, wherever it says it; empty where there is no such program.
std::string first_line(const Words& command) try {
  const auto ended = run(command);
  const auto& said = ended.out.empty() ? ended.err : ended.out;
  return said.substr(0, said.find('\n'));
} catch (const std::runtime_error&) {
  return {};
}

// The client that belongs to the first of these beginnings.
Version among(const std::vector<std::pair<std::string_view, const char*>>& known, std::string found) {
  for (const auto& [beginning, client] : known) {
    if (found.starts_with(beginning)) return {client, std::move(found)};
  }
  return {"", found.empty() ? "nothing" : std::move(found)};
}

std::string port(const Visit& visit) {
  return std::to_string(visit.port);
}

// For a client that makes one connection a process: accepted is an exit code of 0.
std::vector<Seen> one_by_one(const std::vector<Visit>& visits, Words (*command)(const Visit&)) {
  std::vector<Seen> out;
  for (const auto& visit : visits) {
    auto ended = run(command(visit));
    out.push_back({ended.exit == 0, std::move(ended.err)});
  }
  return out;
}

// For a program of tests/trust/clients: it says a line for each.
std::vector<Seen> at_once(Words command, const std::vector<Visit>& visits) {
  for (const auto& visit : visits) command.insert(command.end(), {visit.address, port(visit), visit.store});
  const auto ended = run(command);
  std::vector<Seen> out;
  std::istringstream lines(ended.out);
  for (std::string line; std::getline(lines, line);) out.push_back({line == "yes", line});
  if (ended.exit != 0 || out.size() != visits.size())
    throw std::runtime_error(
        fmt::format("{}: {} of {} answers: {}", command[0], out.size(), visits.size(), ended.err));
  return out;
}

std::string source(const char* name) {
  return fmt::format("{}/tests/trust/clients/{}", REHEARSE_SOURCE_DIR, name);
}

std::string openssl() {
  return program("REHEARSE_OPENSSL", "/usr/bin/openssl");
}
Version version_of_openssl() {
  return among({{"OpenSSL 3.0.", "openssl"}}, first_line({openssl(), "version"}));
}
std::vector<Seen> visit_with_openssl(const std::vector<Visit>& visits, const e2e::Folder&) {
  return one_by_one(visits, [](const Visit& visit) -> Words {
    const bool directory = std::filesystem::is_directory(visit.store);
    return {openssl(),
            "s_client",
            "-connect",
            visit.address + ":" + port(visit),
            "-servername",
            "api.example.com",
            "-verify_hostname",
            "api.example.com",
            "-verify_return_error",
            "-no-CAstore",
            directory ? "-no-CAfile" : "-no-CApath",
            directory ? "-CApath" : "-CAfile",
            visit.store};
  });
}

std::string curl() {
  return program("REHEARSE_CURL", "/usr/bin/curl");
}
Version version_of_curl() {
  auto found = first_line({curl(), "--version"});
  const bool by_openssl = found.contains(" OpenSSL/3.0.");
  return among({{by_openssl ? "curl 7.88." : "curl without OpenSSL 3.0", "curl"}}, std::move(found));
}
std::vector<Seen> visit_with_curl(const std::vector<Visit>& visits, const e2e::Folder&) {
  return one_by_one(visits, [](const Visit& visit) -> Words {
    const auto to = fmt::format("::{}:{}", visit.address, visit.port);
    const Words rest{"-q", "-sS", "--noproxy", "*", "--connect-to", to, "https://api.example.com/"};
    // Beside a directory curl reads the system's file, where no test puts anything.
    Words out{curl(), "--capath", visit.store};
    if (!std::filesystem::is_directory(visit.store))
      out = {curl(), "--capath", "/nonexistent", "--cacert", visit.store};
    out.insert(out.end(), rest.begin(), rest.end());
    return out;
  });
}

std::string python() {
  return program("REHEARSE_PYTHON", "/usr/bin/python3");
}
Version version_of_python() {
  static constexpr const char* kAsk =
      "import ssl, sys; print('Python %d.%d with' % sys.version_info[:2], ssl.OPENSSL_VERSION)";
  return among(
      {{"Python 3.11 with OpenSSL 3.0.", "python-3.11"}, {"Python 3.13 with OpenSSL 3.0.", "python-3.13"}},
      first_line({python(), "-c", kAsk}));
}
std::vector<Seen> visit_with_python(const std::vector<Visit>& visits, const e2e::Folder&) {
  return at_once({python(), "-I", source("visit.py")}, visits);
}

std::string node() {
  return program("REHEARSE_NODE", "/usr/bin/node");
}
// Node's own builds bring their OpenSSL, Debian's uses the system's and its security level.
Version version_of_node() {
  static constexpr const char* kAsk =
      "`Node ${process.versions.node.split('.')[0]}, ${process.config.variables.node_shared_openssl ? "
      "'shared' : 'own'} OpenSSL ${process.versions.openssl}`";
  return among({{"Node 20, own OpenSSL 3.0.", "node"}, {"Node 18, shared OpenSSL 3.0.", "node-18"}},
               first_line({node(), "-p", kAsk}));
}
std::vector<Seen> visit_with_node(const std::vector<Visit>& visits, const e2e::Folder&) {
  return at_once({node(), source("visit.js")}, visits);
}

std::string gnutls() {
  return program("REHEARSE_GNUTLS", "/usr/bin/gnutls-cli");
}
Version version_of_gnutls() {
  return among({{"gnutls-cli 3.7.9", "gnutls"}}, first_line({gnutls(), "--version"}));
}
std::vector<Seen> visit_with_gnutls(const std::vector<Visit>& visits, const e2e::Folder&) {
  return one_by_one(visits, [](const Visit& visit) -> Words {
    return {gnutls(),
            "--x509cafile=" + visit.store,
            "--sni-hostname=api.example.com",
            "--verify-hostname=api.example.com",
            "--port=" + port(visit),
            visit.address};
  });
}

std::string java() {
  return program("REHEARSE_JAVA", "/usr/bin/java");
}
Version version_of_java() {
  return among({{"openjdk version \"17.", "java-17"}}, first_line({java(), "-version"}));
}
std::vector<Seen> visit_with_java(const std::vector<Visit>& visits, const e2e::Folder&) {
  // Started once, and for two seconds: what makes a long run fast makes a start slow.
  return at_once(
      {java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", source("Visit.java")},
      visits);
}

std::string go() {
  return program("REHEARSE_GO", "/usr/bin/go");
}
Version version_of_go() {
  return among({{"go version go1.19.", "go-1.19"}, {"go version go1.24.", "go"}},
               first_line({go(), "version"}));
}
std::vector<Seen> visit_with_go(const std::vector<Visit>& visits, const e2e::Folder& folder) {
  const auto built = folder / "visit-with-go";
  // Of the library that came with Go, nothing of the network.
  const auto ended =
      run({go(), "build", "-o", built, source("visit.go")},
          {{"GO111MODULE", "off"}, {"GOCACHE", folder / "go-cache"}, {"GOPATH", folder / "go"}});
  if (ended.exit != 0) throw std::runtime_error("go build: " + ended.err);
  return at_once({built}, visits);
}

const Installed kInstalled[] = {
    {"openssl", version_of_openssl, visit_with_openssl},
    {"curl", version_of_curl, visit_with_curl},
    {"python", version_of_python, visit_with_python},
    {"node", version_of_node, visit_with_node},
    {"gnutls", version_of_gnutls, visit_with_gnutls},
    {"java", version_of_java, visit_with_java},
    {"go", version_of_go, visit_with_go},
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Installed& client) {
  return out << client.name;
}

std::span<const Installed> installed() {
  return kInstalled;
}

}  // namespace rehearse::trust
