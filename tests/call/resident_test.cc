#include "call/resident.h"

#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <signal.h>
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

// "ECHO" says what it was asked and how often it prepared; the other subjects misbehave.
Resident::Work misbehaving() {
  const auto prepared = std::make_shared<int>(0);
  return {
      .prepare =
          [prepared](const std::string& subject) {
            ++*prepared;
            if (subject == "die") _exit(7);
            if (subject == "throw") throw std::runtime_error("x");
          },
      .answer = [prepared](const std::string& subject, std::string_view question) -> std::string {
        if (subject == "abort") std::abort();
        if (subject == "talk") return std::string(100'001, 'x');
        if (subject == "spin") {
          volatile bool on = true;
          while (on) {
          }
        }
        if (subject == "eat") {
          std::vector<std::unique_ptr<std::vector<char>>> kept;
          for (;;) kept.push_back(std::make_unique<std::vector<char>>(16U << 20, 'x'));
        }
        if (subject == "open") return open("/etc/hostname", O_RDONLY | O_CLOEXEC) < 0 ? "refused" : "opened";
        if (subject == "environment") return std::getenv("PATH") == nullptr ? "none" : "some";
        if (subject == "parent") return write(3, "x", 1) < 0 ? "out of reach" : "spoken to";
        *prepared = 1000;  // is the copy's own
        return std::to_string(*prepared) + " " + std::string(question);
      },
  };
}

Resident started() {
  auto out = Resident::start(kSmall, misbehaving());
  if (!out) throw std::runtime_error(out.error().text());
  return *std::move(out);
}

TEST(Resident, WhatComesBack) {
  auto it = started();
  const std::string large(3U << 20, 'q');
  EXPECT_EQ(it.ask("echo", std::string_view("a\0b", 3)).value_or(""), std::string("1000 a\0b", 8));
  EXPECT_EQ(it.ask("echo", "").value_or(""), "1000 ");
  EXPECT_EQ(it.ask("echo", std::string(90'000, 'q')).value_or("").size(), 90'005U);
  EXPECT_EQ(it.ask("open", large).value_or(""), "refused");
  EXPECT_EQ(it.ask("environment", "").value_or(""), "none");
  EXPECT_EQ(it.ask("parent", "").value_or(""), "out of reach");
}

TEST(Resident, WhatOneCopyBreaksTheNextDoesNotFeel) {
  struct Case {
    const char* subject;
    const char* code;
    const char* detail;
  };
  const Case cases[] = {
      {"spin", "child-over-limit", "1 s of CPU time"},
      {"eat", "child-over-limit", "64 MiB of memory"},
      {"talk", "child-over-limit", "over 100000 bytes"},
      {"abort", "child-crashed", "signal 6"},
  };
  auto it = started();
  for (const auto& c : cases) {
    SCOPED_TRACE(c.subject);
    const auto answer = it.ask(c.subject, "");
    ASSERT_FALSE(answer);
    EXPECT_EQ(it.ask("echo", "still there").value_or(""), "1000 still there");
    if (kSanitized && answer.error().code == "child-crashed") continue;
    EXPECT_EQ(answer.error().code, c.code);
    EXPECT_THAT(answer.error().detail, HasSubstr(c.detail));
  }
}

TEST(Resident, OneThatIsGoneSaysSoEachTime) {
  for (const auto* subject : {"die", "throw"}) {
    SCOPED_TRACE(subject);
    auto it = started();
    for (const auto* asked : {subject, "echo"}) {
      const auto answer = it.ask(asked, "x");
      ASSERT_FALSE(answer);
      EXPECT_EQ(answer.error().code, "child-unavailable");
    }
  }
}

TEST(Resident, SeveralSideBySideInThreads) {
  std::vector<std::jthread> threads;
  std::vector<int> wrong(4, 0);
  for (auto& count : wrong) {
    threads.emplace_back([&count] {
      auto it = started();
      for (int i = 0; i < 20; ++i) {
        count += it.ask("echo", std::to_string(i)).value_or("") == "1000 " + std::to_string(i) ? 0 : 1;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

// A status is still learnt where the program that holds us does not want to know of its children.
TEST(Resident, IgnoredChildrenAreStillJudged) {
  const auto before = signal(SIGCHLD, SIG_IGN);
  {
    auto it = started();
    EXPECT_EQ(it.ask("echo", "x").value_or(""), "1000 x");
    const auto answer = it.ask("talk", "");
    EXPECT_EQ(answer ? "" : answer.error().code, "child-over-limit");
  }
  signal(SIGCHLD, before);
}

}  // namespace
}  // namespace rehearse::call
