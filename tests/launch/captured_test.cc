// Other programs, run for what they say.

#include "launch/captured.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rehearse::launch {
namespace {

using End = Captured::End;

Task shell(const std::string& line) {
  return {.command = {"/bin/sh", "-c", line}, .environment = {"PATH=/usr/bin:/bin"}, .input = {}};
}

Captured run(const Task& task, const std::function<bool()>& is_over = {}) {
  return run_captured({task}, 1, is_over).front();
}

TEST(Captured, says_what_a_program_said_and_how_it_ended) {
  auto task = shell("cat; echo no >&2; exit 7");
  task.input = "a\nb";
  const auto got = run(task);
  EXPECT_EQ(got.end, End::exited);
  EXPECT_EQ(got.code, 7);
  EXPECT_EQ(got.out, "a\nb");
  EXPECT_EQ(got.err, "no\n");
}

TEST(Captured, gives_the_environment_and_nothing_else) {
  auto task = shell("env | grep -v ^_= | grep -v ^PWD= | grep -v ^SHLVL= | sort");
  task.environment.emplace_back("REHEARSE_X=1");
  EXPECT_EQ(run(task).out, "PATH=/usr/bin:/bin\nREHEARSE_X=1\n");
}

// Beside the three, and the one by which ls reads the folder.
TEST(Captured, leaves_no_descriptor_open) {
  EXPECT_EQ(run(shell("ls /proc/self/fd | wc -l")).out, "4\n");
}

TEST(Captured, tells_a_signal_from_an_exit_code) {
  const auto got = run(shell("kill -TERM $$"));
  EXPECT_EQ(got.end, End::signalled);
  EXPECT_EQ(got.code, 15);
  EXPECT_EQ(run(shell("exit 15")).end, End::exited);
}

TEST(Captured, says_that_there_is_no_such_program) {
  const auto got = run({.command = {"/nonexistent/program"}, .environment = {}, .input = {}});
  EXPECT_EQ(got.end, End::not_started);
  EXPECT_EQ(got.code, ENOENT);
}

// One that does not start takes nobody else's end.
TEST(Captured, a_program_that_is_not_there_leaves_the_others_alone) {
  std::vector<Task> tasks;
  for (int i = 0; i < 60; ++i)
    tasks.push_back(i % 2 == 0 ? shell("exit 3")
                               : Task{.command = {"/nonexistent/program"}, .environment = {}, .input = {}});
  const auto got = run_captured(tasks, 8, {});
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_EQ(got[i].end, i % 2 == 0 ? End::exited : End::not_started) << i;
}

// What it started is ended with it: both write where they wait, and a process that is gone has no folder.
TEST(Captured, ends_what_takes_too_long_with_all_that_it_started) {
  auto task = shell("sleep 600 & echo $!; wait");
  task.patience = std::chrono::seconds(1);
  const auto got = run(task);
  EXPECT_EQ(got.end, End::out_of_time);
  const auto state = run(shell(fmt::format("cat /proc/{}/stat", std::stoi(got.out)))).out;
  EXPECT_TRUE(state.empty() || state.contains(") Z ")) << state;
}

TEST(Captured, ends_at_once_where_nobody_waits) {
  bool is_over = false;
  const std::vector<Task> tasks(3, shell("sleep 600"));
  const auto begun = std::chrono::steady_clock::now();
  const auto got = run_captured(tasks, 2, [&] {
    // The first look is before the first start.
    const bool was = is_over;
    is_over = std::chrono::steady_clock::now() > begun + std::chrono::milliseconds(100);
    return was;
  });
  EXPECT_TRUE(std::ranges::all_of(got, [](const auto& one) { return one.end == End::interrupted; }));
}

TEST(Captured, keeps_the_order_and_runs_so_many_at_once) {
  std::vector<Task> tasks;
  for (int i = 0; i < 20; ++i) tasks.push_back(shell(fmt::format("echo {}", i)));
  const auto got = run_captured(tasks, 3, {});
  ASSERT_EQ(got.size(), 20U);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(got[static_cast<std::size_t>(i)].out, fmt::format("{}\n", i));
}

TEST(Captured, bounds_what_is_kept) {
  const auto got = run(shell("head -c 9000000 /dev/zero"));
  EXPECT_EQ(got.out.size(), 4U << 20);
}

}  // namespace
}  // namespace rehearse::launch
