#include "machine/host_tree.h"

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine/made_tree.h"

namespace rehearse::machine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ScanTree : public ::testing::Test {
 protected:
  ScannedTree scan() const {
    return scan_tree((made.root() / "srv").string(), Domains({"*.vendor.com"}), limits);
  }
  // "api.vendor.com: conf/a.properties:1 2/1": places, mentions, files.
  std::vector<std::string> lines(const ScannedTree& tree) const {
    std::vector<std::string> out;
    for (const auto& [name, host] : tree.found.hosts) {
      auto line = std::get<1>(name) + ":";
      for (const auto& place : host.places)
        line += " " + place.substr((made.root() / "srv").string().size() + 1);
      out.push_back(line + " " + std::to_string(host.mentions) + "/" + std::to_string(host.files));
    }
    return out;
  }
  std::vector<std::string> found() const { return lines(scan()); }

  MadeTree made;
  ScanLimits limits;
};

TEST_F(ScanTree, hosts_are_found_in_every_text_below) {
  made.write("/srv/conf/a.properties", "u=https://api.vendor.com/a\nv=https://api.vendor.com/b\n");
  made.write("/srv/b.yml", "host: api.vendor.com\n");
  made.write("/srv/.env", "H=www.vendor.com");
  EXPECT_THAT(found(), ElementsAre("api.vendor.com: b.yml:1 conf/a.properties:1 conf/a.properties:2 3/2",
                                   "www.vendor.com: .env:1 1/1"));
  EXPECT_EQ(scan().counts.files, 3U);
}

TEST_F(ScanTree, a_file_may_be_named_itself) {
  made.write("/srv", "https://api.vendor.com");
  EXPECT_EQ(scan().found.hosts.size(), 1U);
}

TEST_F(ScanTree, what_is_not_there_is_a_finding) {
  const auto tree = scan();
  ASSERT_EQ(tree.findings.size(), 1U);
  EXPECT_EQ(tree.findings[0].id, "file-unreadable");
}

TEST_F(ScanTree, what_is_no_text_is_counted_and_not_looked_into) {
  const std::string url = "https://api.vendor.com\n";
  made.write("/srv/program", std::string("\x7f"
                                         "ELF") +
                                 url);
  made.write("/srv/zeros", url + std::string(1, '\0'));
  made.write("/srv/late_zero", std::string(9000, 'x') + std::string(1, '\0') + " https://late.vendor.com");
  made.write("/srv/a.pdf", "%PDF-1.7 " + url);
  made.write("/srv/a.jar", url);
  made.write("/srv/LOG.GZ", url);
  const auto tree = scan();
  EXPECT_THAT(lines(tree), ElementsAre("late.vendor.com: late_zero:1 1/1"));
  EXPECT_EQ(tree.counts.binary, 3U);
  EXPECT_EQ(tree.counts.archives, 2U);
  EXPECT_TRUE(tree.findings.empty());
}

// Whatever they are called: a configuration may lie in each.
TEST_F(ScanTree, archives_are_counted_by_their_first_bytes_as_well) {
  using namespace std::string_literals;
  const std::string url = " https://api.vendor.com\n";
  made.write("/srv/app.bin", "PK\x03\x04" + url);
  made.write("/srv/app.jar.old", "PK\x05\x06" + url);
  made.write("/srv/dump", "\x1f\x8b" + url);
  made.write("/srv/a", "BZh9" + url);
  made.write("/srv/b", "\xfd\x37zXZ\0"s + url);
  made.write("/srv/c", "\x28\xb5\x2f\xfd" + url);
  made.write("/srv/d", "7z\xbc\xaf\x27\x1c" + url);
  made.write("/srv/e", "Rar!\x1a\x07" + url);
  made.write("/srv/backup.1", std::string(257, 'x') + "ustar\0"s + url);
  made.write("/srv/backup.tar", url);
  made.write("/srv/lib.whl", url);
  made.write("/srv/text", "BZh and PK are no archives, nor is Rar!" + url);
  const auto tree = scan();
  EXPECT_THAT(lines(tree), ElementsAre("api.vendor.com: text:1 1/1"));
  EXPECT_EQ(tree.counts.archives, 11U);
  EXPECT_EQ(tree.counts.binary, 0U);
}

TEST_F(ScanTree, utf16_is_read) {
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (const char c : std::string("u=https://api.vendor.com")) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  made.write("/srv/a.reg", little);
  made.write("/srv/b.reg", big);
  EXPECT_THAT(found(), ElementsAre("api.vendor.com: a.reg:1 b.reg:1 2/2"));
}

// Four bytes a character: not read, and said.
TEST_F(ScanTree, utf32_is_counted_as_no_text) {
  std::string text("\xff\xfe\0\0", 4);
  for (const char c : std::string("u=https://api.vendor.com")) text += {c, '\0', '\0', '\0'};
  made.write("/srv/a.txt", text);
  const auto tree = scan();
  EXPECT_TRUE(lines(tree).empty());
  EXPECT_EQ(tree.counts.binary, 1U);
}

TEST_F(ScanTree, what_others_keep_in_it_is_passed_over) {
  for (const auto* folder : {".git", "node_modules", "a/node_modules", "venv/lib/python3.11/site-packages"})
    made.write("/srv/" + std::string(folder) + "/x.js", "https://api.vendor.com");
  made.write("/srv/vendor/x.js", "https://www.vendor.com");
  const auto tree = scan();
  EXPECT_THAT(lines(tree), ElementsAre("www.vendor.com: vendor/x.js:1 1/1"));
  EXPECT_EQ(tree.counts.folders, 4U);
}

TEST_F(ScanTree, links_are_not_followed) {
  const MadeTree other;
  other.write("/a.txt", "https://out.vendor.com");
  made.write("/srv/a.txt", "https://api.vendor.com");
  made.link("/srv/again.txt", "a.txt");
  made.link("/srv/out.txt", (other.root() / "a.txt").string());
  made.link("/srv/round", ".");
  made.link("/srv/out", other.root().string());
  const auto tree = scan();
  EXPECT_THAT(lines(tree), ElementsAre("api.vendor.com: a.txt:1 1/1"));
  EXPECT_EQ(tree.counts.links, 4U);
}

TEST_F(ScanTree, a_pipe_does_not_stop_it) {
  made.write("/srv/a.txt", "https://api.vendor.com");
  ASSERT_EQ(mkfifo((made.root() / "srv/pipe").c_str(), 0600), 0);
  EXPECT_EQ(found().size(), 1U);
}

TEST_F(ScanTree, a_large_file_is_a_finding) {
  limits.file_bytes = 30;
  made.write("/srv/a.txt", "https://api.vendor.com        ");
  made.write("/srv/b.txt", "https://www.vendor.com         ");
  const auto tree = scan();
  EXPECT_EQ(lines(tree).size(), 1U);
  ASSERT_EQ(tree.findings.size(), 1U);
  EXPECT_EQ(tree.findings[0].id, "file-too-large");
  EXPECT_THAT(tree.findings[0].where, HasSubstr("b.txt"));
  EXPECT_EQ(tree.counts.too_large, 1U);
}

TEST_F(ScanTree, a_file_that_may_not_be_read_is_a_finding) {
  made.write("/srv/a.txt", "https://api.vendor.com");
  chmod(made.root().c_str(), 0755);
  ASSERT_EQ(chmod((made.root() / "srv/a.txt").c_str(), 0), 0);
  const AsNobody nobody;
  if (access(made.root().c_str(), X_OK) != 0) GTEST_SKIP() << "the temporary folder is root's alone";
  const auto tree = scan();
  ASSERT_EQ(tree.findings.size(), 1U);
  EXPECT_EQ(tree.findings[0].id, "file-unreadable");
  EXPECT_EQ(tree.counts.unreadable, 1U);
}

TEST_F(ScanTree, every_bound_that_is_hit_is_a_finding) {
  limits.depth = 1;
  limits.mentions = 1;
  limits.named = 1;
  made.write("/srv/1/2/a.txt", "https://deep.vendor.com");
  for (const auto* name : {"a", "b", "c"})
    made.write("/srv/" + std::string(name), "https://a.vendor.com https://b.vendor.com");
  const auto tree = scan();
  EXPECT_THAT(lines(tree), ElementsAre("a.vendor.com: a:1 b:1 c:1 3/3"));
  std::string ids;
  for (const auto& one : tree.findings) ids += one.id + " " + one.text.substr(0, 8) + "; ";
  EXPECT_THAT(ids, HasSubstr("not-scanned"));
  EXPECT_EQ(std::ranges::count(tree.findings, "not-scanned", &Finding::id), 2) << ids;
}

TEST_F(ScanTree, threads_change_nothing) {
  for (int i = 0; i < 600; ++i)
    made.write("/srv/" + std::to_string(i % 7) + "/" + std::to_string(i) + ".txt",
               "https://h" + std::to_string(i % 40) + ".vendor.com/" + std::to_string(i));
  limits.threads = 1;
  const auto one = found();
  limits.threads = 4;
  EXPECT_EQ(found(), one);
  EXPECT_EQ(one.size(), 40U);
}

TEST_F(ScanTree, a_scan_that_is_stopped_keeps_what_it_has) {
  made.write("/srv/a.txt", "https://a.vendor.com");
  made.write("/srv/b.txt", "https://b.vendor.com");
  limits.threads = 1;
  limits.is_stopped = [asked = 0]() mutable { return ++asked > 1; };
  EXPECT_EQ(found().size(), 1U);
}

}  // namespace
}  // namespace rehearse::machine
