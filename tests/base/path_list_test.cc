#include "base/path_list.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

TEST(SplitPathList, colons_part_it) {
  const struct {
    const char* name;
    const char* text;
    std::vector<std::string_view> parts;
  } cases[] = {
      {"nothing", "", {}},
      {"one", "/a", {"/a"}},
      {"several", "/a:b c:/d", {"/a", "b c", "/d"}},
      {"an_empty_one_in_front", ":/a", {"", "/a"}},
      {"an_empty_one_between", "/a::/b", {"/a", "", "/b"}},
      {"an_empty_one_at_the_end", "/a:", {"/a", ""}},
      {"a_colon_alone", ":", {"", ""}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(split_path_list(one.text), one.parts);
  }
}

}  // namespace
}  // namespace rehearse
