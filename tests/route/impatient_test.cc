#include "route/impatient.h"

#include <gtest/gtest.h>

namespace rehearse::route {
namespace {

// Asks for each name in turn; what was really asked.
std::vector<std::string> asked(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  auto lookup = impatient([&](const std::string& host) -> Result<Resolved> {
    out.push_back(host);
    if (host.starts_with("silent")) return fail("dns-timeout", host);
    if (host.starts_with("none")) return fail("name-not-found", host);
    return Resolved();
  });
  for (const auto& name : names) {
    const auto answer = lookup(name);
    const bool was_asked = !out.empty() && out.back() == name;
    EXPECT_TRUE(was_asked || (!answer && answer.error().code == "dns-timeout")) << name;
  }
  return out;
}

TEST(Impatient, gives_up_after_three_names_without_an_answer_in_a_row) {
  const std::vector<std::string> silent = {"silent1", "silent2", "silent3"};
  EXPECT_EQ(asked({"silent1", "silent2", "silent3", "silent4", "good"}), silent);
}

TEST(Impatient, any_answer_starts_the_count_again) {
  const std::vector<std::string> all = {"silent1", "silent2", "good",    "silent3",
                                        "none",    "silent4", "silent5", "good"};
  EXPECT_EQ(asked(all), all);
}

TEST(Impatient, one_name_says_nothing_of_the_server_however_often_it_is_asked) {
  const std::vector<std::string> all = {"silent1", "silent1", "silent1", "silent1", "good"};
  EXPECT_EQ(asked(all), all);
}

}  // namespace
}  // namespace rehearse::route
