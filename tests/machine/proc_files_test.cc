#include "machine/proc_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rehearse::machine {
namespace {

using ::testing::ElementsAre;

constexpr const char* kRest = " 1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 5678 0 0\n";

TEST(ParseStat, a_name_may_hold_anything) {
  const struct {
    const char* name;
    std::string text;
    const char* found;  // empty = none
  } cases[] = {
      {"plain", std::string("7 (app) S") + kRest, "app"},
      {"spaces_and_brackets", std::string("7 (a) S 9 (b)) R") + kRest, "a) S 9 (b)"},
      {"empty", "", ""},
      {"no_name", "7 app S 1 2 3", ""},
      {"cut_off", "7 (app) S 1 1 1 0 -1 4194560", ""},
      {"no_number", "7 (app) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 x 0", ""},
      {"brackets_the_wrong_way_round", ") (", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto stat = parse_stat(one.text);
    EXPECT_EQ(stat ? stat->name : "", one.found);
    if (stat) {
      EXPECT_EQ(stat->start_ticks, 5678U);
      EXPECT_TRUE(stat->runs_program);
    }
  }
}

TEST(ParseStat, threads_of_the_kernel_and_the_dead_run_no_program) {
  EXPECT_FALSE(parse_stat(std::string("7 (app) Z") + kRest)->runs_program);
  EXPECT_FALSE(
      parse_stat("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n")->runs_program);
}

TEST(ParseBootTime, stands_on_a_line_of_its_own) {
  EXPECT_EQ(parse_boot_time("cpu 1 2\nbtime 1500000000\nprocesses 3\n"), 1'500'000'000);
  EXPECT_EQ(parse_boot_time("btime 5\n"), 5);
  EXPECT_EQ(parse_boot_time("cpu 1 2\nnobtime 5\n"), std::nullopt);
  EXPECT_EQ(parse_boot_time("btime x\n"), std::nullopt);
  EXPECT_EQ(parse_boot_time("btime 253402300799\n"), 253'402'300'799);
  EXPECT_EQ(parse_boot_time("btime 253402300800\n"), std::nullopt);
  EXPECT_EQ(parse_boot_time("btime 9223372036854775807\n"), std::nullopt);
  EXPECT_EQ(parse_boot_time("btime -1\n"), std::nullopt);
  EXPECT_EQ(parse_boot_time(""), std::nullopt);
}

TEST(SplitAtZeros, the_last_one_may_lack_its_zero) {
  EXPECT_THAT(split_at_zeros(std::string_view("a\0\0b c\0", 7)), ElementsAre("a", "", "b c"));
  EXPECT_THAT(split_at_zeros("a"), ElementsAre("a"));
  EXPECT_THAT(split_at_zeros(""), ElementsAre());
}

TEST(ParseShownPath, says_what_was_deleted) {
  EXPECT_EQ(parse_shown_path("/a b")->path, "/a b");
  EXPECT_FALSE(parse_shown_path("/a b")->is_deleted);
  EXPECT_EQ(parse_shown_path("/a (deleted)")->path, "/a");
  EXPECT_TRUE(parse_shown_path("/a (deleted)")->is_deleted);
  EXPECT_FALSE(parse_shown_path("socket:[1]"));
  EXPECT_FALSE(parse_shown_path("[heap]"));
  EXPECT_FALSE(parse_shown_path(""));
}

TEST(ParseMaps, names_each_file_once) {
  const auto maps = parse_maps(
      "7f00-7f01 r-xp 00000000 08:01 42                 /usr/lib/libssl.so.3\n"
      "7f01-7f02 rw-p 00001000 08:01 42                 /usr/lib/libssl.so.3\n"
      "7f02-7f03 rw-p 00000000 00:00 0\n"
      "7f03-7f04 rw-p 00000000 00:00 0                  [heap]\n"
      "7f04-7f05 r--p 00000000 08:01 43                 /a b (deleted)\n"
      "7f05-7f06 r--p 00000000 08:01 42                 /usr/lib/libssl.so.3");
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(maps[0].path, "/a b");
  EXPECT_TRUE(maps[0].is_deleted);
  EXPECT_EQ(maps[1].path, "/usr/lib/libssl.so.3");
}

TEST(ParseMaps, the_old_file_counts_where_the_new_one_is_mapped_as_well) {
  const std::string old = "7f00-7f01 r--p 00000000 08:01 42                 /a (deleted)\n",
                    its_successor = "7f01-7f02 r--p 00000000 08:01 43                 /a\n",
                    another = "7f02-7f03 r--p 00000000 08:01 44                 /b\n";
  const struct {
    const char* name;
    std::string maps;
    bool is_deleted;
  } cases[] = {
      {"old_first", old + its_successor, true},
      {"new_first", its_successor + old, true},
      {"another_between", its_successor + another + old, true},
      {"many_of_them", its_successor + another + its_successor + another + old + another + its_successor,
       true},
      {"the_new_one_alone", its_successor + another + its_successor, false},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto maps = parse_maps(one.maps);
    ASSERT_FALSE(maps.empty());
    EXPECT_EQ(maps[0].path, "/a");
    EXPECT_EQ(maps[0].is_deleted, one.is_deleted);
    EXPECT_EQ(maps.size(), one.maps.find("/b") == std::string::npos ? 1U : 2U);
  }
}

}  // namespace
}  // namespace rehearse::machine
