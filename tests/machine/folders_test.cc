#include "machine/folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine/made_tree.h"

namespace rehearse::machine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StoresBelow : public ::testing::Test {
 protected:
  std::vector<Candidate> all(const std::string& folder = "/srv") {
    Candidates candidates(tree);
    add_stores_below(folder, limits, candidates);
    return std::move(candidates).take();
  }
  std::vector<std::string> paths(const std::string& folder = "/srv") {
    std::vector<std::string> out;
    for (const auto& one : all(folder)) out.push_back(one.path.string());
    return out;
  }

  MadeTree made;
  Tree tree{made.root()};
  SearchLimits limits;
};

TEST_F(StoresBelow, key_stores_go_by_their_names) {
  const std::vector<std::string> names = {"a.jks",   "b.P12",        "c.pfx",      "cacerts",
                                          "d.jceks", "e.truststore", "jssecacerts"};
  for (const auto& name : names) made.write("/srv/app/" + name, kBytes);
  for (const auto* other : {"a.jks.bak", "cacerts.txt", "p12", "notes.md"})
    made.write(std::string("/srv/app/") + other, kBytes);
  EXPECT_THAT(paths(), ElementsAre("/srv/app/a.jks", "/srv/app/b.P12", "/srv/app/c.pfx", "/srv/app/cacerts",
                                   "/srv/app/d.jceks", "/srv/app/e.truststore", "/srv/app/jssecacerts"));
  for (const auto& one : all()) {
    SCOPED_TRACE(one.path);
    EXPECT_EQ(one.well_known_password.has_value(), one.path.filename().string().ends_with("cacerts"))
        << "no password is guessed for other stores";
    EXPECT_EQ(one.reasons[0].client, "java");
    EXPECT_EQ(one.reasons[0].why, "under /srv");
  }
}

TEST_F(StoresBelow, a_store_of_bouncycastle_is_listed_and_not_read) {
  made.write("/srv/a.bcfks", kBytes);
  EXPECT_THAT(at(all(), "/srv/a.bcfks").not_read, HasSubstr("BCFKS"));
}

TEST_F(StoresBelow, a_pem_text_counts_where_it_is_a_store) {
  const auto& root = authority_pem();
  const auto& leaf = leaf_pem();
  const std::string key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  const struct {
    const char* name;
    std::string text;
    bool counts;
  } cases[] = {
      {"an_authority", root, true},
      {"two_of_them", root + root, true},
      {"with_a_comment", "# roots\n" + root, true},
      {"what_a_server_shows", leaf + root, false},
      {"with_a_private_key", root + key, false},
      {"a_private_key_first", key + root, false},
      {"no_certificate", "text\n", false},
      {"empty", "", false},
      {"a_revocation_list", "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", false},
      {"damaged_from_the_start", "-----BEGIN CERTIFICATE-----\nAAAA\n", false},
      {"damaged_further_down", root + "-----BEGIN CERTIFICATE-----\nAAAA\n", true},
      {"openssls_own_kind", "-----BEGIN TRUSTED CERTIFICATE-----\nAAAA\n-----END TRUSTED CERTIFICATE-----\n",
       true},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    made.write("/srv/it.pem", one.text);
    EXPECT_EQ(!paths().empty(), one.counts);
  }
  made.write("/srv/it.pem", "");
  made.write("/srv/it.CRT", root);
  made.write("/srv/it.txt", root);
  EXPECT_THAT(paths(), ElementsAre("/srv/it.CRT"));
}

TEST_F(StoresBelow, the_parts_of_a_store_are_noted_and_not_listed) {
  limits.single_files = 2;
  for (const auto* name : {"a", "b", "c"})
    made.write(std::string("/srv/parts/") + name + ".crt", authority_pem());
  made.write("/srv/parts/all.pem", authority_pem() + authority_pem());
  for (const auto* name : {"a", "b"}) made.write(std::string("/srv/few/") + name + ".crt", authority_pem());
  EXPECT_THAT(paths(), ElementsAre("/srv/few/a.crt", "/srv/few/b.crt", "/srv/parts/all.pem"));
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("/srv/parts: 3 files of one certificate each")));
}

TEST_F(StoresBelow, what_a_runtime_has_says_so) {
  made.write("/srv/venv/lib/python3.11/site-packages/certifi/cacert.pem", authority_pem() + authority_pem());
  made.write("/srv/jdk/lib/security/cacerts", kBytes);
  EXPECT_THAT(lines(all()),
              ElementsAre("/srv/jdk/lib/security/cacerts: JDK at /srv/jdk [java]",
                          "/srv/venv/lib/python3.11/site-packages/certifi/cacert.pem: certifi in "
                          "/srv/venv/lib/python3.11/site-packages [python-3.11]"));
}

TEST_F(StoresBelow, links_to_files_are_followed_and_links_to_folders_are_not) {
  made.write("/etc/a.jks", kBytes);
  made.link("/srv/b.jks", "/etc/a.jks");
  made.link("/srv/round", ".");
  made.link("/srv/gone.jks", "/nowhere");
  made.link("/srv/folder.jks", "/etc");
  EXPECT_THAT(paths(), ElementsAre("/etc/a.jks"));
  EXPECT_THAT(tree.notes(), IsEmpty()) << "it went round until it was too deep";
}

TEST_F(StoresBelow, a_link_out_of_the_tree_finds_nothing) {
  const MadeTree other;
  other.write("/a.jks", kBytes);
  made.link("/srv/a.jks", (other.root() / "a.jks").string());
  EXPECT_THAT(paths(), IsEmpty());
}

TEST_F(StoresBelow, depth_is_bounded_and_the_bound_is_noted) {
  limits.depth = 2;
  made.write("/srv/1/2/a.jks", kBytes);
  EXPECT_THAT(paths(), ElementsAre("/srv/1/2/a.jks"));
  EXPECT_THAT(tree.notes(), IsEmpty());
  made.write("/srv/1/2/3/b.jks", kBytes);
  EXPECT_THAT(paths(), ElementsAre("/srv/1/2/a.jks"));
  EXPECT_THAT(tree.notes(), ElementsAre("/srv: 1 folders that lie more than 2 deep"));
}

TEST_F(StoresBelow, the_number_of_entries_is_bounded_and_the_bound_is_noted) {
  limits.entries = 3;
  for (const auto* name : {"a", "b", "c"}) made.write(std::string("/srv/") + name + ".jks", kBytes);
  EXPECT_EQ(paths().size(), 3U);
  EXPECT_THAT(tree.notes(), IsEmpty());
  made.write("/srv/d.jks", kBytes);
  EXPECT_EQ(paths().size(), 3U);
  EXPECT_THAT(tree.notes(), ElementsAre("/srv: what comes after the first 3 files and folders"));
}

TEST_F(StoresBelow, a_search_that_is_stopped_keeps_what_it_has) {
  made.write("/srv/a.jks", kBytes);
  made.write("/srv/more/b.jks", kBytes);
  limits.is_stopped = [asked = 0]() mutable { return ++asked > 1; };
  EXPECT_THAT(paths(), ElementsAre("/srv/a.jks"));
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("interruption")));
}

TEST_F(StoresBelow, a_large_text_is_noted_and_not_looked_into) {
  limits.text_bytes = authority_pem().size();
  made.write("/srv/a.pem", authority_pem());
  EXPECT_THAT(paths(), ElementsAre("/srv/a.pem"));
  made.write("/srv/a.pem", authority_pem() + "\n");
  EXPECT_THAT(paths(), IsEmpty());
  EXPECT_THAT(tree.notes(), Contains(HasSubstr("/srv/a.pem: larger than")));
}

TEST_F(StoresBelow, what_the_kernel_makes_up_is_not_gone_into) {
  for (const auto* folder : {"/proc", "/sys", "/dev", "/srv/dev"})
    made.write(std::string(folder) + "/a.jks", kBytes);
  EXPECT_THAT(paths("/"), ElementsAre("/srv/dev/a.jks"));
}

TEST_F(StoresBelow, a_file_that_is_named_is_a_store_whatever_its_name) {
  made.write("/srv/store", kBytes);
  EXPECT_THAT(lines(all("/srv/store")), ElementsAre("/srv/store: named []"));
}

TEST_F(StoresBelow, what_is_not_there_is_noted) {
  EXPECT_THAT(paths("/nowhere"), IsEmpty());
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("/nowhere")));
}

}  // namespace
}  // namespace rehearse::machine
