#include "call/child.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/sanitizer.h"

namespace rehearse::call {
namespace {

using testing::HasSubstr;

const ChildLimits kSmall{.cpu = std::chrono::seconds(1), .memory_bytes = 64U << 20, .answer_bytes = 100'000};

struct AnswerCase {
  const char* name;
  std::string (*work)();
  std::string answer;
};

const AnswerCase kAnswers[] = {
    {"what_it_returns", [] { return std::string("a\0b", 3); }, std::string("a\0b", 3)},
    {"nothing", [] { return std::string(); }, ""},
    {"more_than_a_pipe_holds", [] { return std::string(100'000, 'x'); }, std::string(100'000, 'x')},
    {"no_environment", [] { return std::string(std::getenv("PATH") == nullptr ? "none" : "some"); }, "none"},
    {"no_file_can_be_opened",
     [] { return std::string(open("/etc/hostname", O_RDONLY | O_CLOEXEC) < 0 ? "refused" : "opened"); },
     "refused"},
    {"standard_input_is_empty", [] { return std::to_string(std::fgetc(stdin)); }, "-1"},
    {"no_descriptor_is_inherited",
     [] {
       int open = 0;
       for (int fd = 4; fd < 1024; ++fd) open += lseek(fd, 0, SEEK_CUR) >= 0 || errno != EBADF ? 1 : 0;
       return std::to_string(open);
     },
     "0"},
};

TEST(InChild, WhatComesBack) {
  for (const auto& c : kAnswers) {
    SCOPED_TRACE(c.name);
    const auto answer = in_child(kSmall, c.work);
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(*answer, c.answer);
  }
}

// What the compiler cannot see through.
std::string endless() {
  volatile bool on = true;
  while (on) {
  }
  return {};
}

std::string greedy() {
  std::vector<std::unique_ptr<std::vector<char>>> kept;
  for (;;) kept.push_back(std::make_unique<std::vector<char>>(16U << 20, 'x'));
}

struct EndCase {
  const char* name;
  std::string (*work)();
  const char* code;
  const char* detail;
};

const EndCase kEnds[] = {
    {"an_endless_one", endless, "child-over-limit", "1 s of CPU time"},
    {"a_greedy_one", greedy, "child-over-limit", "64 MiB of memory"},
    {"a_c_library_without_memory", []() -> std::string { end_child_out_of_memory(); }, "child-over-limit",
     "memory"},
    {"a_talkative_one", [] { return std::string(100'001, 'x'); }, "child-over-limit", "over 100000 bytes"},
    {"one_that_aborts", []() -> std::string { std::abort(); }, "child-crashed", "signal 6"},
    {"one_that_exits", []() -> std::string { _exit(7); }, "child-crashed", "exit code 7"},
    {"one_that_throws", []() -> std::string { throw std::runtime_error("x"); }, "child-crashed", ""},
};

TEST(InChild, HowItMayEnd) {
  for (const auto& c : kEnds) {
    SCOPED_TRACE(c.name);
    testing::internal::CaptureStderr();
    const auto answer = in_child(kSmall, c.work);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(answer);
    if (kSanitized && answer.error().code == "child-crashed") continue;
    EXPECT_EQ(answer.error().code, c.code);
    EXPECT_THAT(answer.error().detail, HasSubstr(c.detail));
  }
}

TEST(InChild, ManyAtOnce) {
  std::array<std::string, 4> answers;
  std::vector<std::jthread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&answer] {
      for (int i = 0; i < 20; ++i) answer += in_child(kSmall, [] { return std::string("x"); }).value_or("?");
    });
  }
  threads.clear();
  for (const auto& answer : answers) EXPECT_EQ(answer, std::string(20, 'x'));
}

}  // namespace
}  // namespace rehearse::call
