#include "report/words.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "call/call.h"
#include "trust/verify.h"

namespace rehearse::report {
namespace {

// The ids of docs/report.md that have a line of their own in a table that ends in what the terminal says.
std::map<std::string, std::string> documented() {
  std::ifstream in(std::string(REHEARSE_SOURCE_DIR) + "/docs/report.md");
  std::map<std::string, std::string> out;
  std::string line;
  bool reasons = false;
  while (std::getline(in, line)) {
    if (line.starts_with("## ")) reasons = line == "## Reasons";
    if (!reasons || !line.starts_with("| `")) continue;
    const auto end_of_id = line.find('`', 3);
    const auto start_of_text = line.rfind(" | ", line.size() - 3) + 3;
    out[line.substr(3, end_of_id - 3)] = line.substr(start_of_text, line.size() - 2 - start_of_text);
  }
  return out;
}

TEST(Words, the_manual_says_the_same_of_every_id) {
  auto manual = documented();
  for (const auto& words : all_words()) {
    EXPECT_EQ(manual[std::string(words.id)], words.text) << words.id;
    manual.erase(std::string(words.id));
  }
  for (const auto& [id, text] : manual) ADD_FAILURE() << id << " is in the manual, and has no words";
}

TEST(Words, are_in_order_and_each_id_once) {
  EXPECT_TRUE(std::ranges::is_sorted(all_words(), {}, &Words::id));
  EXPECT_EQ(std::ranges::adjacent_find(all_words(), {}, &Words::id), all_words().end());
}

TEST(Words, an_id_of_tomorrow_stands_for_itself) {
  EXPECT_EQ(in_words("reason-of-tomorrow"), "reason-of-tomorrow");
  EXPECT_EQ(in_words(""), "");
  EXPECT_EQ(in_words("still-old"), "the old certificate is still there");
}

TEST(Words, every_reason_of_trust_and_every_outcome_of_a_call_has_some) {
  for (int i = 1; i <= static_cast<int>(trust::Reason::other); ++i) {
    const auto id = trust::to_id(static_cast<trust::Reason>(i));
    EXPECT_NE(in_words(id), id) << id;
  }
  for (int i = 0; i <= static_cast<int>(call::Outcome::not_run); ++i) {
    const auto id = call::to_id(static_cast<call::Outcome>(i));
    EXPECT_NE(in_words(id), id) << id;
  }
}

}  // namespace
}  // namespace rehearse::report
