// Every file under data/: the good ones load, each bad one gives exactly the messages in the .txt beside it,
// and the schema agrees or says that it cannot see.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profile/context.h"
#include "profile/schema.h"

namespace rehearse::profile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string readable(const testing::TestParamInfo<std::string>& info) {
  return info.param.substr(0, info.param.size() - std::string_view(".yaml").size());
}

class Good : public testing::TestWithParam<std::string> {};

TEST_P(Good, loads_and_the_schema_accepts) {
  const auto folder = data_folder() + "/good";
  const auto yaml = read_all(folder + "/" + GetParam());
  const auto profile = load(yaml, GetParam(), test_context(folder));
  EXPECT_TRUE(profile) << shown(GetParam(), profile.error());
  EXPECT_THAT(schema_complaints(yaml), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Data, Good, testing::ValuesIn(yaml_files(data_folder() + "/good")), readable);

class Bad : public testing::TestWithParam<std::string> {};

TEST_P(Bad, gives_exactly_these_messages) {
  const auto folder = data_folder() + "/bad";
  const auto yaml = read_all(folder + "/" + GetParam());
  const auto profile = load(yaml, GetParam(), test_context(folder));
  ASSERT_FALSE(profile) << "it loads";
  const auto seen = shown(GetParam(), profile.error());
  EXPECT_THAT(seen, Not(HasSubstr(std::string(kSecret))));

  const auto golden = (std::filesystem::path(folder) / GetParam()).replace_extension(".txt").string();
  if (std::getenv("GOLDEN") != nullptr) {
    std::ofstream(golden, std::ios::binary) << seen;
    return;
  }
  EXPECT_EQ(seen, read_all(golden))
      << "if the new messages are meant: GOLDEN=1 in the environment, and run again";
}

TEST_P(Bad, is_seen_by_the_schema_or_says_that_it_cannot) {
  const auto yaml = read_all(data_folder() + "/bad/" + GetParam());
  if (yaml.find("\n# Schema: is never asked, there is no tree.\n") != std::string::npos) return;
  const auto complaints = schema_complaints(yaml);
  if (yaml.find("\n# Schema: cannot see this.\n") != std::string::npos) {
    EXPECT_THAT(complaints, IsEmpty()) << "the schema does see it: take the line out";
  } else {
    EXPECT_THAT(complaints, Not(IsEmpty())) << "the schema accepts it";
  }
}

INSTANTIATE_TEST_SUITE_P(Data, Bad, testing::ValuesIn(yaml_files(data_folder() + "/bad")), readable);

// The manual lists every id, and every id it lists has a file that shows it (or a test that needs no file).
TEST(Manual, lists_the_ids_that_the_bad_files_show) {
  const auto manual = read_all(std::string(REHEARSE_SOURCE_DIR) + "/docs/profile.md");
  std::set<std::string> ids;
  const auto folder = data_folder() + "/bad";
  for (const auto& name : yaml_files(folder)) {
    const auto profile = load(read_all(folder + "/" + name), name, test_context(folder));
    ASSERT_FALSE(profile) << name;
    for (const auto& problem : profile.error()) ids.insert(problem.id);
  }
  for (const auto& id : ids) EXPECT_THAT(manual, HasSubstr("`" + id + "`"));
}

TEST(Manual, explains_every_key) {
  const auto manual = read_all(std::string(REHEARSE_SOURCE_DIR) + "/docs/profile.md");
  for (const auto& key : schema_keys()) EXPECT_THAT(manual, HasSubstr("`" + key + "`"));
}

TEST(Problems, are_spelt_as_compilers_spell_them) {
  EXPECT_EQ(to_text("zuora.yaml", {12, 5, "unknown-key", "unknown key 'nmes' in change"}),
            "zuora.yaml:12:5: unknown key 'nmes' in change");
  EXPECT_EQ(to_text("a\x1b[2Jb.yaml", {1, 1, "bad-yaml", "x"}), "a\\e[2Jb.yaml:1:1: x");
}

}  // namespace
}  // namespace rehearse::profile
