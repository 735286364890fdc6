#include "report/remedy_files.h"

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/made.h"

namespace rehearse::report::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

trust::Remedy remedy(const std::string& where, const std::string& command) {
  const auto root = certificate("Example new Root", "Example new Root", "2038-01-18T23:59:59Z");
  trust::Remedy out;
  out.where = where;
  out.command = command;
  out.restart = "every JVM";
  out.add.push_back({root->sha256, "Example new Root", "sent by the server", root});
  return out;
}

std::string script(const std::vector<Needed>& needed) {
  for (const auto& file : remedy_files(needed)) {
    if (file.name == "remedy.sh") return file.text;
  }
  return {};
}

TEST(RemedyFiles, hold_each_change_and_each_certificate_once) {
  const auto one = remedy("store a (/a.pem)", "change a"), other = remedy("store b (/b.pem)", "change b");
  const auto files = remedy_files({{"curl", &one}, {"openssl", &one}, {"java-17", &other}});
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].name, trust::label_of(one.add[0]) + ".pem");
  EXPECT_EQ(
      files[1].text,
      "#!/bin/bash\n"
      "# What makes each store accept the chain. Read it first; it stops at the first line that fails.\n"
      "stop() { echo 'remedy.sh: stopped; what was done so far stays: ask rehearse again' >&2; exit 1; }\n"
      "cd \"$(dirname \"$0\")\" || stop\n"
      "\n"
      "# store a (/a.pem), for curl\n"
      "# add Example new Root, " +
          one.add[0].sha256.hex() +
          "\n"
          "change a || stop\n"
          "# then restart every JVM\n"
          "\n"
          "# store b (/b.pem), for java-17\n"
          "# add Example new Root, " +
          one.add[0].sha256.hex() +
          "\n"
          "change b || stop\n"
          "# then restart every JVM\n");
}

TEST(RemedyFiles, cut_before_they_append_and_do_nothing_twice) {
  const auto addition = remedy("store a (/a.pem)", "append"), again = remedy("store b (/a.pem)", "append");
  auto removal = remedy("store a (/a.pem)", "cut\nappend");
  removal.remove.push_back({removal.add[0].sha256, "certificate 1 (line 1)", removal.add[0].certificate});
  const auto text = script({{"go", &addition}, {"java-17", &again}, {"openssl", &removal}});
  EXPECT_LT(text.find("cut || stop"), text.find("append || stop"));
  EXPECT_EQ(text.find("append || stop"), text.rfind("append || stop"));
}

TEST(RemedyFiles, carry_nothing_out_by_half) {
  auto announced = remedy("store a (/a.pem)", "change a\nand b");
  announced.add[0].certificate = nullptr;
  EXPECT_THAT(script({{"curl", &announced}}), HasSubstr("# change a || stop\n# and b || stop\n"));
  EXPECT_THAT(script({{"curl", &announced}}), HasSubstr("# get it first: "));
  EXPECT_EQ(remedy_files({{"curl", &announced}}).size(), 1U);
  const auto by_hand = remedy("store a (/a.p7b)", "");
  EXPECT_THAT(script({{"java-17", &by_hand}}), HasSubstr("# no command does exactly this change"));
  const auto done = remedy("store b (/b.pem)", "change b");
  for (const trust::Remedy* left : {&std::as_const(announced), &by_hand}) {
    EXPECT_THAT(script({{"go", &done}, {"curl", left}}), testing::EndsWith(">&2; exit 1; }\n"));
  }
  EXPECT_THAT(script({{"go", &done}}), Not(HasSubstr("by hand")));
}

TEST(RemedyFiles, let_no_name_become_a_command) {
  auto hostile = remedy("store a (/a\nrm -rf b.pem)", "change a");
  hostile.add[0].name = "Root\nrm -rf x";
  hostile.caution = "\nrm -rf y";
  hostile.remove.push_back({hostile.add[0].sha256, "\nrm -rf z", hostile.add[0].certificate});
  EXPECT_THAT(script({{"curl", &hostile}}), Not(HasSubstr("\nrm")));
}

TEST(RemedyFiles, are_known_again_by_the_script) {
  const auto one = remedy("store a (/a.pem)", "change a");
  EXPECT_TRUE(is_remedy_script(script({{"curl", &one}})));
  EXPECT_FALSE(is_remedy_script("#!/bin/bash\n# What makes each store accept the chain, by hand.\n"));
}

TEST(RemedyFiles, are_none_where_nothing_is_to_be_mended) {
  EXPECT_THAT(remedy_files({}), IsEmpty());
}

}  // namespace
}  // namespace rehearse::report::test
