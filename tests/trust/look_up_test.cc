#include "trust/look_up.h"

#include <cstdlib>
#include <functional>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/folder.h"
#include "store/directory.h"
#include "trust/authority.h"
#include "trust/remedy.h"

namespace rehearse::trust {
namespace {

using testing::HasSubstr;

const Instant kAt = day("2020-01-01");
constexpr auto kAttime = "1577880000";

struct Files {
  cert::Minted other = Authority::mint(Authority::authority("Other"), nullptr);
  cert::Minted expired = again([](cert::Mint& what) { what.not_after = day("2019-01-01"); });
  cert::Minted namesake = Authority::mint(Authority::authority("Root"), nullptr);
  std::string root = hash(authority().root), between = hash(authority().intermediate),
              leaf = hash(authority().leaf), elsewhere = hash(other);

  static cert::Minted again(const std::function<void(cert::Mint&)>& change) {
    auto what = Authority::authority("Root");
    what.key = authority().root.key;
    change(what);
    return Authority::mint(what, nullptr);
  }
  static std::string hash(const cert::Minted& one) { return store::subject_hash(*one.certificate) + ".0"; }
};

const Files& files() {
  static const Files all;
  return all;
}

std::string pem(std::initializer_list<const cert::Minted*> all) {
  std::string out;
  for (const auto* one : all) out += cert::to_pem(*one->certificate);
  return out;
}

// The block with settings that reject TLS servers.
std::string rejecting(const e2e::Folder& folder, const cert::Minted& one) {
  const auto file = folder.write("plain.pem", pem({&one}));
  const auto out = folder / "rejecting.pem";
  const auto command = fmt::format("openssl x509 -in {} -trustout -addreject serverAuth -out {}", file, out);
  return std::system(command.c_str()) == 0 ? e2e::content(out) : std::string();
}

struct Case {
  const char* name;
  std::function<std::vector<std::pair<std::string, std::string>>(const e2e::Folder&)> files;
  bool is_trusted, is_trusted_without_intermediate;
  bool is_openssls = true;  // what a process says that looks up this chain alone
};

const Case kCases[] = {
    {"each_under_its_own_hash",
     [](auto&) { return std::vector{std::pair{files().root, pem({&authority().root})}}; }, true, false},
    {"another_certificate_beside_it",
     [](auto&) { return std::vector{std::pair{files().root, pem({&files().other, &authority().root})}}; },
     true, false},
    {"the_root_in_the_file_of_the_intermediate",
     [](auto&) {
       return std::vector{std::pair{files().between, pem({&authority().intermediate, &authority().root})}};
     },
     true, true},
    {"the_root_alone_under_the_hash_of_the_intermediate",
     [](auto&) { return std::vector{std::pair{files().between, pem({&authority().root})}}; }, true, false},
    {"an_expired_root_in_the_file_of_the_intermediate",
     [](auto&) {
       return std::vector{std::pair{files().between, pem({&authority().intermediate, &files().expired})},
                          std::pair{files().root, pem({&authority().root})}};
     },
     false, false},
    {"a_namesake_of_the_root_in_the_file_of_the_intermediate",
     [](auto&) {
       return std::vector{std::pair{files().between, pem({&authority().intermediate, &files().namesake})},
                          std::pair{files().root, pem({&authority().root})}};
     },
     false, false},
    {"an_expired_root_alone_under_the_hash_of_the_intermediate",
     [](auto&) {
       return std::vector{std::pair{files().between, pem({&files().expired})},
                          std::pair{files().root, pem({&authority().root})}};
     },
     false, false},
    {"a_rejected_root_in_the_file_of_the_intermediate",
     [](auto& folder) {
       return std::vector{
           std::pair{files().between, pem({&authority().intermediate}) + rejecting(folder, authority().root)},
           std::pair{files().root, pem({&authority().root})}};
     },
     false, false},
    {"an_intermediate_that_only_the_roots_file_has",
     [](auto&) {
       return std::vector{std::pair{files().root, pem({&authority().root, &authority().intermediate})}};
     },
     true, false},
    // A process that has judged a chain of the other authority before refuses this one.
    {"an_expired_root_in_the_file_of_another",
     [](auto&) {
       return std::vector{std::pair{files().elsewhere, pem({&files().other, &files().expired})},
                          std::pair{files().root, pem({&authority().root})}};
     },
     false, false, false},
};

class LookUp : public testing::TestWithParam<Case> {};

TEST_P(LookUp, finds_what_openssl_finds) {
  const e2e::Folder folder;
  std::filesystem::create_directory(folder / "certs");
  for (const auto& [name, text] : GetParam().files(folder)) folder.write("certs/" + name, text);
  const auto leaf = folder.write("leaf.pem", pem({&authority().leaf}));
  const auto untrusted = folder.write("untrusted.pem", pem({&authority().intermediate}));
  const auto store = store::open("app", {.path = folder / "certs"});
  ASSERT_TRUE(store) << store.error().text();
  const auto& client = *find_client("openssl");
  for (const bool sends_all : {true, false}) {
    SCOPED_TRACE(sends_all);
    cert::Chain sent = {authority().leaf.certificate};
    if (sends_all) sent.push_back(authority().intermediate.certificate);
    const auto answer = verify(AnchorSet(*store, client), client, PreparedChain(sent), kAt);
    ASSERT_TRUE(answer) << answer.error().text();
    const bool expected = sends_all ? GetParam().is_trusted : GetParam().is_trusted_without_intermediate;
    EXPECT_EQ(answer->trusted, expected) << answer->detail;
    const auto command = fmt::format(
        "openssl verify -purpose sslserver -no-CAfile -no-CAstore -attime {} -CApath {} {} {} >/dev/null "
        "2>&1",
        kAttime, folder / "certs", sends_all ? "-untrusted " + untrusted : "", leaf);
    const bool openssls = std::system(command.c_str()) == 0;
    EXPECT_EQ(openssls, GetParam().is_openssls ? expected : sends_all);
    if (!GetParam().is_openssls && sends_all) {
      EXPECT_THAT(answer->detail, HasSubstr("once " + files().elsewhere));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(trust, LookUp, testing::ValuesIn(kCases),
                         [](const auto& tested) { return tested.param.name; });

// Under a hash that nothing of the chain has, the root is no use: a remedy gives it the name it is found by.
TEST(LookUp, what_lies_under_anothers_hash_can_still_be_added) {
  const e2e::Folder folder;
  std::filesystem::create_directory(folder / "certs");
  folder.write("certs/deadbeef.0", pem({&authority().root}));
  const auto store = store::open("app", {.path = folder / "certs"});
  ASSERT_TRUE(store) << store.error().text();
  const PreparedChain sent({authority().leaf.certificate, authority().intermediate.certificate});
  const auto remedy = find_remedy(*store, *find_client("openssl"), sent, kAt, {});
  ASSERT_TRUE(remedy && *remedy);
  ASSERT_EQ((*remedy)->add.size(), 1U);
  EXPECT_EQ((*remedy)->add[0].sha256, authority().root.certificate->sha256);
  EXPECT_THAT((*remedy)->command, HasSubstr(files().root.substr(0, 8)));
}

}  // namespace
}  // namespace rehearse::trust
