#include "base/rooted_path.h"

#include <fstream>
#include <stdlib.h>

#include <gtest/gtest.h>

namespace rehearse {
namespace {

namespace fs = std::filesystem;

// etc/ssl/store; links of every kind beside it.
class RootedPath : public ::testing::Test {
 protected:
  RootedPath() {
    auto pattern = (fs::temp_directory_path() / "rehearse-root-XXXXXX").string();
    root = mkdtemp(pattern.data());
    fs::create_directories(root / "etc/ssl");
    fs::create_directories(root / "opt/app");
    std::ofstream(root / "etc/ssl/store") << "store";
    fs::create_symlink("/etc/ssl/store", root / "opt/app/absolute");
    fs::create_symlink("../../etc/ssl/store", root / "opt/app/relative");
    fs::create_symlink("../../../../../../etc/ssl/store", root / "opt/app/above");
    fs::create_symlink("/etc", root / "opt/folder");
    fs::create_symlink("nowhere", root / "opt/app/dangling");
    fs::create_symlink("round", root / "opt/app/round");
  }
  ~RootedPath() override {
    std::error_code error;
    fs::remove_all(root, error);
  }

  fs::path root;
};

TEST_F(RootedPath, links_lead_where_they_lead_for_a_process_inside) {
  const struct {
    const char* name;
    const char* path;
    const char* found;  // empty = nothing there
  } cases[] = {
      {"as_it_is", "/etc/ssl/store", "/etc/ssl/store"},
      {"dots", "/etc/./ssl/../ssl//store", "/etc/ssl/store"},
      {"an_absolute_link", "/opt/app/absolute", "/etc/ssl/store"},
      {"a_relative_link", "/opt/app/relative", "/etc/ssl/store"},
      {"a_link_that_climbs_over_the_root", "/opt/app/above", "/etc/ssl/store"},
      {"a_path_that_climbs_over_the_root", "/../../etc/ssl/store", "/etc/ssl/store"},
      {"a_link_to_a_folder", "/opt/folder/ssl/store", "/etc/ssl/store"},
      {"the_parent_of_where_a_link_leads", "/opt/folder/../etc/ssl", "/etc/ssl"},
      {"a_folder", "/etc/ssl/", "/etc/ssl"},
      {"the_root_itself", "/", "/"},
      {"not_there", "/etc/nowhere", ""},
      {"below_a_file", "/etc/ssl/store/more", ""},
      {"a_link_to_nothing", "/opt/app/dangling", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto found = resolve_below(root, one.path);
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_EQ(found->value_or("").string(), one.found);
  }
}

TEST_F(RootedPath, links_that_go_round_are_an_error) {
  const auto found = resolve_below(root, "/opt/app/round");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, "too-many-links");
  EXPECT_NE(found.error().detail.find("too many links"), std::string::npos);
}

TEST(Outside, the_root_stands_before_the_path) {
  EXPECT_EQ(outside("/mnt/c", "/etc/ssl"), "/mnt/c/etc/ssl");
  EXPECT_EQ(outside("/", "/etc/ssl"), "/etc/ssl");
}

}  // namespace
}  // namespace rehearse
