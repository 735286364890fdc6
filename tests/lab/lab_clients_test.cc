// The lab as real clients and a whole process see it.

#include <cstdio>
#include <dirent.h>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/vendor_fixture.h"

namespace rehearse::lab {
namespace {

using testing::HasSubstr;

// "127.x.y.z:port"
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
  if (open == nullptr) return 0;
  while (::readdir(open) != nullptr) ++out;
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
