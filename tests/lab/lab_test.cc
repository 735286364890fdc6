#include "lab/lab.h"

#include <cstdio>
#include <dirent.h>
#include <fstream>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/fixture.h"

namespace rehearse::lab {
namespace {

using profile::Profile;
using profile::Role;
using std::chrono::days;
using testing::HasSubstr;

const Instant kWindow = std::chrono::sys_days(std::chrono::year(2018) / 12 / 12);

DistinguishedName named(const char* cn) {
  return {{{"CN", cn}}};
}

profile::Endpoint endpoint(const std::string& name, const std::string& host,
                           const std::string& path = "/v1/") {
  profile::Endpoint out;
  out.name = name;
  out.url = {host, 443, path};
  return out;
}

profile::Target target(const std::string& name, Role role) {
  profile::Target out;
  out.name = name;
  out.role = role;
  return out;
}

// Two hosts in the change and one outside, in production and staging, and a sandbox under other names.
Profile example() {
  Profile out;
  out.change.names = {"*.example.com"};
  out.change.except = {"static.example.com"};
  out.change.replaces.issuer = named("Old Issuing CA");
  out.expect.issuer = profile::Authority{named("New Issuing CA"), "", {}};
  out.expect.anchor = profile::Authority{named("New Root CA"), "", {}};
  out.expect.intermediates = profile::Intermediates::sent;
  out.maintenance = profile::Maintenance{kWindow, kWindow + std::chrono::hours(10), "UTC"};
  auto staging = target("staging", Role::next);
  staging.prove = profile::Prove{"X-Staging", {"ESSL", "EdgeSuite"}};
  auto sandbox = target("sandbox", Role::other);
  sandbox.redirect.host = {{"api.example.com", "API.sandbox.example.org."},
                           {"*", "rest.sandbox.example.org"}};
  out.targets = {target("production", Role::today), staging, sandbox};
  out.endpoints = {endpoint("soap", "api.example.com", "/apps/services/a/91.0"),
                   endpoint("rest", "rest.example.com"), endpoint("static", "static.example.com")};
  return out;
}

Vendor start(const Profile& profile) {
  return Vendor::start(profile, kWindow).value();
}

Dial dial(const Vendor& vendor, const std::string& target, const std::string& sni) {
  for (const auto& edge : vendor.edges()) {
    if (edge.target == target) return {.address = edge.address, .port = edge.port, .sni = sni};
  }
  ADD_FAILURE() << "no edge for " << target;
  return {.address = Address::parse("127.0.0.1").value()};
}

cert::Chain chain(const Vendor& vendor, const std::string& target, const std::string& sni) {
  auto out = meet(dial(vendor, target, sni), get("/v1/")).chain;
  EXPECT_FALSE(out.empty());
  return out;
}

// "leaf < issuer | leaf's issuer" as names
std::string text_of(const cert::Chain& chain) {
  std::string out;
  for (const auto& certificate : chain) out += certificate->subject.short_name() + " < ";
  return chain.empty() ? "" : out + chain.back()->issuer.short_name();
}

struct Shown {
  const char* name;
  const char* target;
  const char* sni;
  const char* chain;
};
void PrintTo(const Shown& row, std::ostream* out) {
  *out << row.name;
}

class Shows : public testing::TestWithParam<Shown> {};

TEST_P(Shows, this_chain) {
  const auto vendor = start(example());
  EXPECT_EQ(text_of(chain(vendor, GetParam().target, GetParam().sni)), GetParam().chain);
}

const Shown kShown[] = {
    {"today_the_old_one", "production", "api.example.com",
     "api.example.com < Old Issuing CA < Lab Old Root CA"},
    {"today_by_name", "production", "rest.example.com",
     "rest.example.com < Old Issuing CA < Lab Old Root CA"},
    {"next_the_announced_one", "staging", "api.example.com",
     "api.example.com < New Issuing CA < New Root CA"},
    {"outside_the_change_another_today", "production", "static.example.com",
     "static.example.com < Lab Other Issuing CA < Lab Old Root CA"},
    {"outside_the_change_another_next", "staging", "static.example.com",
     "static.example.com < Lab Other Issuing CA < Lab Old Root CA"},
    {"elsewhere_the_old_one_under_the_other_name", "sandbox", "api.sandbox.example.org",
     "api.sandbox.example.org < Old Issuing CA < Lab Old Root CA"},
    {"one_of_several_in_the_change_is_enough", "sandbox", "rest.sandbox.example.org",
     "rest.sandbox.example.org < Old Issuing CA < Lab Old Root CA"},
};
INSTANTIATE_TEST_SUITE_P(Lab, Shows, testing::ValuesIn(kShown),
                         [](const auto& row) { return std::string(row.param.name); });

struct Variant {
  const char* name;
  void (*turn)(Profile&);
  const char* chain;  ///< of staging for api.example.com
};
void PrintTo(const Variant& row, std::ostream* out) {
  *out << row.name;
}

class Announces : public testing::TestWithParam<Variant> {};

TEST_P(Announces, this_chain) {
  auto profile = example();
  GetParam().turn(profile);
  const auto vendor = start(profile);
  EXPECT_EQ(text_of(chain(vendor, "staging", "api.example.com")), GetParam().chain);
}

const Variant kVariants[] = {
    {"without_intermediates_where_they_are_omitted",
     [](Profile& p) { p.expect.intermediates = profile::Intermediates::omitted; },
     "api.example.com < New Issuing CA"},
    {"with_intermediates_where_it_does_not_matter",
     [](Profile& p) { p.expect.intermediates = profile::Intermediates::any; },
     "api.example.com < New Issuing CA < New Root CA"},
    {"a_root_of_the_lab_without_an_anchor", [](Profile& p) { p.expect.anchor.reset(); },
     "api.example.com < New Issuing CA < Lab New Root CA"},
    {"an_issuer_of_the_lab_without_one", [](Profile& p) { p.expect.issuer.reset(); },
     "api.example.com < Lab New Issuing CA < New Root CA"},
    {"both_of_the_lab_without_either",
     [](Profile& p) {
       p.expect.issuer.reset();
       p.expect.anchor.reset();
     },
     "api.example.com < Lab New Issuing CA < Lab New Root CA"},
    {"a_leaf_under_the_root_where_issuer_and_anchor_are_one",
     [](Profile& p) { p.expect.issuer->name = p.expect.anchor->name; }, "api.example.com < New Root CA"},
    {"everything_where_the_change_names_nothing",
     [](Profile& p) {
       p.change.names.clear();
       p.expect.issuer->name = named("Any CA");
     },
     "api.example.com < Any CA < New Root CA"},
    {"the_same_issuing_name_under_another_root",
     [](Profile& p) { p.expect.issuer->name = *p.change.replaces.issuer; },
     "api.example.com < Old Issuing CA < New Root CA"},
};
INSTANTIATE_TEST_SUITE_P(Lab, Announces, testing::ValuesIn(kVariants),
                         [](const auto& row) { return std::string(row.param.name); });

struct Judged {
  const char* name;
  const char* target;
  bool current;  ///< the store, else the stale one
  Instant at;
  const char* reason;  ///< empty = trusted
};
void PrintTo(const Judged& row, std::ostream* out) {
  *out << row.name;
}

class Stores : public testing::TestWithParam<Judged> {};

TEST_P(Stores, judge_as_they_should) {
  const auto vendor = start(example());
  const auto sent = chain(vendor, GetParam().target, "api.example.com");
  EXPECT_EQ(distrust(sent, GetParam().current ? vendor.current_pem() : vendor.stale_pem(), "api.example.com",
                     GetParam().at),
            GetParam().reason);
}

constexpr const char* kNoIssuer = "unable to get local issuer certificate";
const Judged kJudged[] = {
    {"current_takes_today", "production", true, kWindow, ""},
    {"stale_takes_today", "production", false, kWindow, ""},
    {"current_takes_next", "staging", true, kWindow, ""},
    {"stale_refuses_next", "staging", false, kWindow, kNoIssuer},
    {"next_is_valid_a_month_before", "staging", true, kWindow - days(29), ""},
    {"next_is_not_valid_earlier", "staging", true, kWindow - days(31), "certificate is not yet valid"},
    {"next_is_valid_for_months", "staging", true, kWindow + days(330), ""},
    {"today_is_valid_past_the_window", "production", true, kWindow + days(10), ""},
    {"today_ends_soon_after", "production", true, kWindow + days(11), "certificate has expired"},
    {"today_was_valid_long_before", "production", true, kWindow - days(300), ""},
};
INSTANTIATE_TEST_SUITE_P(Lab, Stores, testing::ValuesIn(kJudged),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Lab, holds_the_old_leaf_valid_to_the_end_of_a_long_window) {
  auto profile = example();
  profile.maintenance->to = kWindow + days(90);
  const auto vendor = start(profile);
  EXPECT_EQ(distrust(chain(vendor, "production", "api.example.com"), vendor.stale_pem(), "api.example.com",
                     kWindow + days(90)),
            "");
}

TEST(Lab, gives_every_target_an_edge_of_its_own_in_the_order_of_the_profile) {
  const auto vendor = start(example());
  ASSERT_EQ(vendor.edges().size(), 3U);
  EXPECT_EQ(vendor.edges()[0].target, "production");
  EXPECT_EQ(vendor.edges()[1].target, "staging");
  EXPECT_EQ(vendor.edges()[2].target, "sandbox");
  EXPECT_NE(vendor.edges()[0].address, vendor.edges()[1].address);
  EXPECT_NE(vendor.edges()[1].address, vendor.edges()[2].address);
}

TEST(Lab, changes_in_the_profile_only_what_was_said) {
  const auto profile = example();
  const auto vendor = start(profile);
  const auto& adapted = vendor.profile();
  EXPECT_TRUE(adapted.expect.fingerprints.empty());
  EXPECT_TRUE(adapted.expect.spkis.empty());
  EXPECT_TRUE(adapted.expect.pins.empty());
  EXPECT_TRUE(adapted.change.replaces.fingerprints.empty());
  EXPECT_TRUE(adapted.change.replaces.spkis.empty());
  EXPECT_EQ(adapted.expect.issuer->key_id, "");
  EXPECT_FALSE(adapted.expect.anchor->fingerprint.has_value());
  EXPECT_EQ(adapted.expect.anchor->name, profile.expect.anchor->name);
  EXPECT_EQ(adapted.endpoints.size(), profile.endpoints.size());
}

TEST(Lab, puts_its_own_digests_where_the_profile_has_some) {
  auto profile = example();
  const auto said = cert::sha256("said");
  profile.expect.fingerprints = {said};
  profile.expect.spkis = {said};
  profile.expect.pins = {said, said, said};
  profile.change.replaces.fingerprints = {said};
  profile.change.replaces.spkis = {said};
  profile.expect.issuer->key_id = "00";
  profile.expect.issuer->fingerprint = said;
  profile.expect.anchor->key_id = "00";
  profile.expect.anchor->fingerprint = said;
  const auto vendor = start(profile);
  const auto& expect = vendor.profile().expect;
  const auto& replaces = vendor.profile().change.replaces;
  const auto next = chain(vendor, "staging", "api.example.com");
  const auto next_rest = chain(vendor, "staging", "rest.example.com");
  const auto today = chain(vendor, "production", "api.example.com");
  const auto anchors = cert::from_pem(vendor.current_pem()).value();

  using testing::Contains;
  using testing::UnorderedElementsAre;
  EXPECT_THAT(expect.fingerprints, UnorderedElementsAre(next[0]->sha256, next_rest[0]->sha256));
  EXPECT_THAT(expect.spkis, UnorderedElementsAre(next[0]->spki_sha256, next_rest[0]->spki_sha256));
  EXPECT_THAT(expect.pins, UnorderedElementsAre(next[0]->spki_sha256, next_rest[0]->spki_sha256));
  EXPECT_THAT(replaces.fingerprints, Contains(today[0]->sha256));
  EXPECT_THAT(replaces.fingerprints, testing::Not(Contains(next[0]->sha256)));
  EXPECT_THAT(replaces.fingerprints,
              testing::Not(Contains(chain(vendor, "production", "static.example.com")[0]->sha256)));
  EXPECT_THAT(replaces.spkis, Contains(today[0]->spki_sha256));
  EXPECT_EQ(expect.issuer->key_id, next[1]->subject_key_id);
  EXPECT_EQ(expect.issuer->fingerprint, next[1]->sha256);
  ASSERT_EQ(anchors.size(), 2U);
  EXPECT_EQ(expect.anchor->key_id, next.back()->authority_key_id);
  EXPECT_EQ(expect.anchor->fingerprint, anchors[1]->sha256);
}

TEST(Lab, serves_endpoints_that_are_addresses) {
  auto profile = example();
  profile.change.names.clear();
  profile.endpoints = {endpoint("v4", "192.0.2.7"), endpoint("v6", "2001:db8::7"),
                       endpoint("named", "api.example.com")};
  const auto vendor = start(profile);
  const auto sent = chain(vendor, "staging", "");
  EXPECT_EQ(distrust(sent, vendor.current_pem(), "192.0.2.7", kWindow), "");
  EXPECT_EQ(distrust(sent, vendor.current_pem(), "2001:db8::7", kWindow), "");
  EXPECT_NE(distrust(sent, vendor.current_pem(), "api.example.com", kWindow), "");
  EXPECT_EQ(text_of(chain(vendor, "staging", "api.example.com")),
            "api.example.com < New Issuing CA < New Root CA");
}

TEST(Lab, serves_a_host_name_too_long_for_a_common_name) {
  auto profile = example();
  const std::string host = std::string(60, 'a') + "." + std::string(60, 'b') + ".example.com";
  profile.endpoints = {endpoint("long", host)};
  profile.change.names.clear();
  const auto vendor = start(profile);
  EXPECT_EQ(distrust(chain(vendor, "staging", host), vendor.current_pem(), host, kWindow), "");
}

TEST(Lab, proves_itself_on_the_next_edge_only_and_on_every_answer) {
  const auto vendor = start(example());
  const std::string proof = "\r\nX-Staging: ESSL\r\n";
  for (const auto& request : {get("/v1/"), get("/nowhere"), std::string("nonsense\r\n\r\n")}) {
    EXPECT_THAT(meet(dial(vendor, "staging", "api.example.com"), request).received, HasSubstr(proof));
    EXPECT_THAT(meet(dial(vendor, "production", "api.example.com"), request).received,
                testing::Not(HasSubstr("X-Staging")));
  }
  auto profile = example();
  profile.targets[1].prove->values.clear();
  const auto other = start(profile);
  EXPECT_THAT(meet(dial(other, "staging", "api.example.com"), get("/v1/")).received,
              HasSubstr("\r\nX-Staging: lab\r\n"));
}

TEST(Lab, answers_like_the_vendor_over_a_real_connection) {
  const auto vendor = start(example());
  const auto met = meet(dial(vendor, "staging", "rest.example.com"), get("/v1/accounts"));
  EXPECT_TRUE(met.received.starts_with("HTTP/1.1 401 Unauthorized\r\n")) << met.received;
  EXPECT_THAT(met.received, HasSubstr("90000011"));
}

TEST(Lab, reports_what_it_cannot_mint_or_serve) {
  auto profile = example();
  profile.expect.anchor->name = named("");
  const auto unnamed = Vendor::start(profile, kWindow);
  ASSERT_FALSE(unnamed.has_value());
  EXPECT_EQ(unnamed.error().code, "mint-failed");
  profile = example();
  profile.targets[1].prove->values = {"a\r\nb"};
  const auto split = Vendor::start(profile, kWindow);
  ASSERT_FALSE(split.has_value());
  EXPECT_EQ(split.error().code, "lab-failed");
  EXPECT_EQ(split.error().frames, std::vector<std::string>{"target staging"});
}

// The second argument as a command line sees it: "--connect-to ::127.x.y.z:port"
std::string there(const Vendor& vendor, const std::string& target) {
  const auto where = dial(vendor, target, "");
  return where.address.text() + ":" + std::to_string(where.port);
}

struct Output {
  int status = -1;
  std::string text;
};

// Only words of this file go into `command`.
Output run(const std::string& command) {
  Output out;
  FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return out;
  char bytes[4096];
  std::size_t length = 0;
  while ((length = ::fread(bytes, 1, sizeof bytes, pipe)) > 0) out.text.append(bytes, length);
  out.status = ::pclose(pipe);
  return out;
}

TEST(Lab, satisfies_curl) {
  const auto vendor = start(example());
  const std::string curl =
      "curl -q -sS -k --noproxy '*' --max-time 20 --connect-to ::" + there(vendor, "staging") + " ";
  const auto refused = run(curl +
                           "-w '%{http_code} %{num_connects}\\n' https://rest.example.com/v1/a "
                           "https://rest.example.com/v1/b");
  EXPECT_EQ(refused.status, 0) << refused.text;
  EXPECT_THAT(refused.text, HasSubstr("90000011"));
  EXPECT_THAT(refused.text, HasSubstr("401 1\n"));
  EXPECT_THAT(refused.text, HasSubstr("401 0\n")) << "the second request on the same connection";
  const auto head = run(curl + "-I https://rest.example.com/v1/a");
  EXPECT_THAT(head.text, HasSubstr("HTTP/1.1 401"));
  EXPECT_THAT(head.text, HasSubstr("X-Staging: ESSL"));
  const auto login = run(curl +
                         "-H 'Content-Type: text/xml' -d '<e><Body><login><username>u</username><password>p"
                         "</password></login></Body></e>' https://api.example.com/apps/services/a/91.0");
  EXPECT_THAT(login.text, HasSubstr("<ns1:ServerUrl>https://api.example.com/apps/services/a/91.0<"));
  const auto large = run("head -c 3000000 /dev/zero | " + curl +
                         "-w '%{http_code}' -o /dev/null --data-binary @- https://rest.example.com/v1/a");
  EXPECT_EQ(large.text, "401") << "a body announced by Expect: 100-continue";
}

TEST(Lab, satisfies_openssl_at_the_time_of_the_window) {
  const auto vendor = start(example());
  const auto folder = testing::TempDir() + "rehearse-lab-" + std::to_string(::getpid());
  const std::string current = folder + "-current.pem";
  const std::string stale = folder + "-stale.pem";
  std::ofstream(current) << vendor.current_pem();
  std::ofstream(stale) << vendor.stale_pem();
  const auto verify = [&](const std::string& target, const std::string& store) {
    return run("openssl s_client -connect " + there(vendor, target) +
               " -servername api.example.com -verify_hostname api.example.com -verify_return_error -CAfile " +
               store + " -no-CApath -no-CAstore -attime " +
               std::to_string(kWindow.time_since_epoch().count()) + " </dev/null");
  };
  EXPECT_EQ(verify("production", stale).status, 0);
  EXPECT_EQ(verify("production", current).status, 0);
  EXPECT_EQ(verify("staging", current).status, 0);
  const auto refused = verify("staging", stale);
  EXPECT_NE(refused.status, 0);
  EXPECT_THAT(refused.text, HasSubstr("unable to get"));
  ::unlink(current.c_str());
  ::unlink(stale.c_str());
}

TEST(Lab, runs_twice_at_once) {
  const auto one = start(example());
  const auto two = start(example());
  EXPECT_NE(chain(one, "staging", "api.example.com")[0]->sha256,
            chain(two, "staging", "api.example.com")[0]->sha256);
  EXPECT_NE(distrust(chain(one, "staging", "api.example.com"), two.current_pem(), "api.example.com", kWindow),
            "");
}

TEST(Lab, serves_many_at_once) {
  const auto vendor = start(example());
  std::vector<std::string> answers(24);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto& edge = vendor.edges()[i % 3];
      answers[i] = meet({.address = edge.address, .port = edge.port}, get("/v1/")).received;
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& answer : answers) EXPECT_TRUE(answer.starts_with("HTTP/1.1 401 ")) << answer;
}

std::size_t entries(const char* folder) {
  std::size_t out = 0;
  DIR* const open = ::opendir(folder);
  while (open != nullptr && ::readdir(open) != nullptr) ++out;
  ::closedir(open);
  return out;
}

TEST(Lab, leaves_no_thread_and_no_socket_behind) {
  start(example());  // what is made once is made now
  const auto threads = entries("/proc/self/task");
  const auto descriptors = entries("/proc/self/fd");
  for (int i = 0; i < 5; ++i) {
    auto vendor = start(example());
    EXPECT_TRUE(meet(dial(vendor, "staging", ""), get("/v1/")).finished);
    const auto moved = std::move(vendor);
    EXPECT_GT(entries("/proc/self/task"), threads);
  }
  EXPECT_EQ(entries("/proc/self/task"), threads);
  EXPECT_EQ(entries("/proc/self/fd"), descriptors);
}

}  // namespace
}  // namespace rehearse::lab
