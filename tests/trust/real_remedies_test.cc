// Remedies held against the clients themselves: where a client breaks and a change to its store is proposed,
// the change is made by the commands as they are printed, and the client must then accept.

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "e2e/process.h"
#include "store/builders.h"
#include "trust/installed.h"
#include "trust/remedy.h"
#include "trust/served.h"
#include "trust/verify.h"

namespace rehearse::trust {
namespace {

namespace fs = std::filesystem;

std::string write_file(const fs::path& folder, const cert::Chain& anchors) {
  const auto path = folder / "store.pem";
  std::ofstream(path) << to_pem(anchors);
  return path;
}

// A command in the folder, in a shell that knows nothing of ours. keytool asks for the store's password.
e2e::Ended run_in(const fs::path& folder, const std::string& line) {
  std::ofstream(folder / "answers") << "changeit\nchangeit\n";
  return e2e::Process({"/bin/sh", "-ec", "cd \"$1\"; exec <answers; " + line, "sh", folder.string()},
                      {{"PATH", "/usr/bin:/bin"},
                       {"HOME", folder.string()},
                       // A start in half the time.
                       {"JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"}})
      .wait();
}

std::string write_directory(const fs::path& folder, const cert::Chain& anchors) {
  const auto path = folder / "certs";
  fs::create_directory(path);
  for (std::size_t i = 0; i < anchors.size(); ++i)
    std::ofstream(path / fmt::format("{}.pem", i)) << cert::to_pem(*anchors[i]);
  run_in(folder, "openssl rehash certs");
  return path;
}

std::string write_jks(const fs::path& folder, const cert::Chain& anchors) {
  store::KeystoreWriter writer;
  for (std::size_t i = 0; i < anchors.size(); ++i)
    writer.trusted(fmt::format("anchor {}", i), anchors[i]->der);
  const auto path = folder / "store.jks";
  std::ofstream(path, std::ios::binary) << writer.bytes();
  return path;
}

std::string write_pkcs12(const fs::path& folder, const cert::Chain& anchors) {
  store::Pkcs12 what;
  for (std::size_t i = 0; i < anchors.size(); ++i)
    what.bags.push_back({.certificate = anchors[i], .name = fmt::format("anchor {}", i), .trusted = true});
  const auto path = folder / "store.p12";
  std::ofstream(path, std::ios::binary) << store::pkcs12(what);
  return path;
}

// A kind of store that a client uses.
struct Shelf {
  const char* client;  // of client_names()
  const char* kind;
  std::string (*write)(const fs::path& folder, const cert::Chain& anchors);
};

const Shelf kShelves[] = {
    {"openssl", "file", write_file},  {"openssl", "directory", write_directory},
    {"curl", "file", write_file},     {"curl", "directory", write_directory},
    {"python3", "file", write_file},  {"python3", "directory", write_directory},
    {"requests", "file", write_file}, {"requests", "directory", write_directory},
    {"node", "file", write_file},     {"gnutls-cli", "file", write_file},
    {"go", "file", write_file},       {"java", "pem file", write_file},
    {"java", "jks", write_jks},       {"java", "pkcs12", write_pkcs12},
};

// Where a client breaks and no change to its store is known: it is the server's to mend, or nobody has found
// one yet. A row goes away with its remedy.
struct None {
  const char* situation;
  std::vector<std::string_view> clients;  // of clients(); empty = every one
};
const None kNone[] = {
    {"leaf_is_expired", {}},
    {"leaf_is_for_clients", {}},
    {"leaf_is_signed_by_sha1",
     {"openssl", "curl", "python-3.11", "requests", "python-3.13", "node", "node-18", "gnutls", "go-1.19"}},
    {"leaf_has_1024_bits", {"openssl", "curl", "python-3.11", "requests", "python-3.13", "node-18"}},
    {"root_has_1024_bits", {"openssl", "python-3.11", "requests", "node-18"}},
    {"intermediate_is_signed_by_sha1", {"openssl", "python-3.11", "requests", "node", "node-18"}},
    {"leaf_has_a_null_in_one_of_its_signature_algorithms",
     {"openssl", "curl", "python-3.11", "requests", "python-3.13", "node", "node-18", "go-1.19"}},
    {"intermediate_has_a_null_in_one_of_its_signature_algorithms",
     {"openssl", "python-3.11", "requests", "node", "node-18", "go-1.19"}},
    {"leaf_does_not_name_its_issuers_key", {"python-3.13"}},
    {"intermediate_has_no_key_id", {"python-3.13"}},
    {"intermediate_has_no_key_usage", {"python-3.13"}},
    {"intermediate_has_uncritical_basic_constraints", {"python-3.13"}},
};

bool is_known_to_have_none(const Row& row, const Client& client) {
  return std::ranges::any_of(kNone, [&](const None& none) {
    return none.situation == std::string_view(row.name) &&
           (none.clients.empty() || std::ranges::count(none.clients, client.id) > 0);
  });
}

// The commands of a remedy, carried out; what they said where one of them failed.
std::string carry_out(const Remedy& remedy, const fs::path& folder) {
  for (const auto& addition : remedy.add) {
    if (addition.certificate)
      std::ofstream(folder / (label_of(addition) + ".pem")) << cert::to_pem(*addition.certificate);
  }
  std::istringstream lines(remedy.command);
  for (std::string line; std::getline(lines, line);) {
    const auto ended = run_in(folder, line);
    if (ended.exit != 0) return line + ": " + ended.out + ended.err;
  }
  return {};
}

class RealRemedies : public testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() { s_served = std::make_unique<Served>(); }
  static void TearDownTestSuite() { s_served.reset(); }

  // Where that client breaks: writes the store of that situation and mends it. What is mended is to be
  // visited.
  void mend(const Row& row, const Shelf& shelf, const Client& client) {
    const auto about = fmt::format("{}, {}", row.name, shelf.kind);
    SCOPED_TRACE(about);
    const auto& [situation, edge] = s_served->of(row);
    const PreparedChain sent(situation.sent);
    const auto answer = verify(AnchorSet(situation.store), client, sent, kNow);
    ASSERT_TRUE(answer) << answer.error().text();
    if (answer->trusted) return;
    const auto folder = s_served->folder().path() / shelf.client / shelf.kind / row.name;
    fs::create_directories(folder);
    const auto path = shelf.write(folder, situation.store);
    const auto read = store::open("billing", {.path = path, .password = store::password("changeit")});
    ASSERT_TRUE(read) << read.error().text();
    Supply supply;
    for (const auto& certificate : situation.elsewhere)
      supply.known.push_back({certificate, "in store system"});
    const auto remedy = find_remedy(*read, client, sent, kNow, supply);
    ASSERT_TRUE(remedy) << remedy.error().text();
    const bool known_to_have_none = is_known_to_have_none(row, client);
    if (!*remedy) {
      EXPECT_TRUE(known_to_have_none) << "there is no remedy: add it to kNone if there cannot be one";
      return;
    }
    EXPECT_FALSE(known_to_have_none) << "there is a remedy now: take the row out of kNone";
    EXPECT_EQ(carry_out(**remedy, folder), "");
    x_visits.push_back({.host = kServedHost,
                        .address = edge.address(),
                        .port = edge.port(),
                        .store = path,
                        .password = store::password("changeit")});
    x_mended.push_back(about + "\n" + (*remedy)->command);
  }

  static std::unique_ptr<Served> s_served;
  std::vector<launch::Visit> x_visits;
  std::vector<std::string> x_mended;  // what was done before each visit
};
std::unique_ptr<Served> RealRemedies::s_served;

TEST_P(RealRemedies, make_the_client_accept) {
  const auto* client = installed(GetParam());
  ASSERT_NE(client, nullptr) << GetParam() << " is not installed";
  if (client->rules.empty()) GTEST_SKIP() << client->version << ": a prediction speaks for its version only";
  for (const auto& shelf : kShelves) {
    if (shelf.client != client->name) continue;
    for (const auto& row : situations()) mend(row, shelf, *find_client(client->rules));
  }
  ASSERT_FALSE(x_visits.empty());
  const auto seen = launch::visit_all({{client, x_visits}}, s_served->folder().path(), {}).front();
  for (std::size_t i = 0; i < seen.size(); ++i)
    EXPECT_EQ(seen[i].said, launch::Said::accepted) << x_mended[i] << "\nsaid " << seen[i].words;
}

INSTANTIATE_TEST_SUITE_P(trust, RealRemedies, testing::ValuesIn(client_names()),
                         [](const auto& client) { return test_name(client.param); });

}  // namespace
}  // namespace rehearse::trust
