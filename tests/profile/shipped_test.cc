// The profiles that come with the tool.

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hostname.h"
#include "profile/context.h"
#include "profile/schema.h"

namespace rehearse::profile {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

LoadContext with_everything_set() {
  auto context = test_context(profiles_folder());
  context.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "REHEARSE_TEST_HOST") return "tls-test.example.com";
    return "value-of-" + name;
  };
  return context;
}

class Shipped : public testing::TestWithParam<std::string> {};

TEST_P(Shipped, loads_with_its_variables_set) {
  const auto profile = loaded(read_all(profiles_folder() + "/" + GetParam()), with_everything_set());
  EXPECT_THAT(profile.stand_ins, IsEmpty());
  EXPECT_FALSE(profile.title.empty());
}

TEST_P(Shipped, loads_with_nothing_set_where_stand_ins_are_allowed) {
  auto context = test_context(profiles_folder());
  context.environment = [](const std::string&) { return std::optional<std::string>(); };
  context.unset = LoadContext::Unset::stand_in;
  EXPECT_FALSE(loaded(read_all(profiles_folder() + "/" + GetParam()), context).title.empty());
}

TEST_P(Shipped, is_accepted_by_the_schema) {
  EXPECT_THAT(schema_complaints(read_all(profiles_folder() + "/" + GetParam())), IsEmpty());
}

std::string readable(const testing::TestParamInfo<std::string>& file) {
  std::string name = file.param.substr(0, file.param.find('.'));
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Profiles, Shipped, testing::ValuesIn(yaml_files(profiles_folder())), readable);

TEST(ShippedProfiles, there_are_the_three_notices_and_the_template) {
  EXPECT_THAT(yaml_files(profiles_folder()),
              testing::ElementsAre("template.yaml", "zuora-2016-apisandbox.yaml",
                                   "zuora-2018-production.yaml", "zuora-2019-services.yaml"));
}

TEST(Template, loads_as_it_is) {
  auto context = test_context(profiles_folder());
  context.environment = [](const std::string&) { return std::optional<std::string>(); };
  context.read_file = [](const std::string&) { return Result<std::string>(fail("no-such-file", "none")); };
  EXPECT_FALSE(loaded(read_all(profiles_folder() + "/template.yaml"), context).title.empty());
}

TEST(Template, shows_every_key) {
  const auto text = read_all(profiles_folder() + "/template.yaml");
  for (const auto& key : schema_keys()) EXPECT_THAT(text, HasSubstr(key + ":"));
}

TEST(Zuora2016, replaces_the_host_and_sends_credentials) {
  const auto profile =
      loaded(read_all(profiles_folder() + "/zuora-2016-apisandbox.yaml"), with_everything_set());
  ASSERT_EQ(profile.targets.size(), 2U);
  EXPECT_EQ(profile.targets[0].role, Role::today);
  EXPECT_EQ(profile.targets[1].role, Role::next);
  EXPECT_EQ(profile.targets[1].credentials, Credentials::send);
  EXPECT_EQ(profile.targets[1].redirect.host.at("*"), "tls-test.example.com");
  EXPECT_EQ(to_rfc3339(profile.maintenance.value().from), "2016-12-06T15:00:00Z");
}

TEST(Zuora2018, withholds_and_asks_for_a_proof) {
  const auto profile =
      loaded(read_all(profiles_folder() + "/zuora-2018-production.yaml"), with_everything_set());
  for (const auto& target : profile.targets) EXPECT_EQ(target.credentials, Credentials::withheld);
  EXPECT_EQ(profile.targets.at(1).prove.value().header, "X-Akamai-Staging");
  EXPECT_EQ(to_rfc3339(profile.maintenance.value().from), "2018-12-12T09:00:00Z");
  for (const auto& endpoint : profile.endpoints) {
    const auto covers = [&](const std::string& name) { return covers_name(name, endpoint.url.host); };
    EXPECT_TRUE(std::ranges::any_of(profile.change.names, covers)) << endpoint.url.host;
  }
}

TEST(Zuora2019, leaves_the_primary_hosts_out) {
  const auto profile =
      loaded(read_all(profiles_folder() + "/zuora-2019-services.yaml"), with_everything_set());
  EXPECT_EQ(to_rfc3339(profile.maintenance.value().from), "2019-09-30T08:00:00Z");
  ASSERT_TRUE(profile.change.replaces.issuer);
  std::vector<std::string> outside;
  for (const auto& endpoint : profile.endpoints) {
    const auto covers = [&](const std::string& name) { return covers_name(name, endpoint.url.host); };
    if (std::ranges::none_of(profile.change.names, covers) ||
        std::ranges::any_of(profile.change.except, covers))
      outside.push_back(endpoint.url.host);
  }
  EXPECT_THAT(outside, testing::ElementsAre("rest.zuora.com"));
}

}  // namespace
}  // namespace rehearse::profile
