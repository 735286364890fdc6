#include "machine/find.h"

#include <stdexcept>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine/made_tree.h"
#include "machine/runtimes.h"
#include "store/origins.h"

namespace rehearse::machine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class FindStores : public ::testing::Test {
 protected:
  std::vector<Candidate> all() { return find_stores(search, tree); }
  std::vector<std::string> found() { return lines(all()); }

  MadeTree made;
  Tree tree{made.root()};
  Search search;
};

TEST_F(FindStores, a_tree_without_stores_has_none) {
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(FindStores, a_directory_without_hashes_is_for_people) {
  made.write("/etc/ssl/certs/4a6481c9.r0", "");
  made.write("/etc/ssl/certs/rootname.0", "");
  made.write("/etc/ssl/certs/4A6481C9.0", authority_pem());
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(FindStores, the_distributions_own_are_its_bundle_and_its_directory) {
  made.write("/etc/ssl/certs/ca-certificates.crt", authority_pem());
  made.write("/etc/ssl/certs/4a6481c9.0", authority_pem());
  const auto stores = all();
  EXPECT_THAT(lines(stores),
              ElementsAre("/etc/ssl/certs/ca-certificates.crt: the distribution's bundle [openssl]",
                          "/etc/ssl/certs: the distribution's directory [openssl]"));
  EXPECT_TRUE(stores[0].of_system && stores[1].of_system);
  EXPECT_FALSE(stores[0].is_directory);
  EXPECT_TRUE(stores[1].is_directory);
}

TEST_F(FindStores, the_source_of_another_tree_stays_in_it) {
  made.write("/etc/ssl/certs/ca-certificates.crt", authority_pem());
  made.write("/etc/ssl/certs/4a6481c9.0", authority_pem());
  const auto stores = all();
  EXPECT_EQ(stores[1].source.path, (made.root() / "etc/ssl/certs").string());
  EXPECT_EQ(stores[1].source.root, made.root().string());
}

TEST_F(FindStores, every_jdk_wherever_people_put_it) {
  for (const auto* home : {"/usr/lib/jvm/a", "/usr/java/b", "/opt/c", "/opt/java/d",
                           "/root/.sdkman/candidates/java/e", "/home/me/.sdkman/candidates/java/f"})
    made.write(std::string(home) + "/lib/security/cacerts", kBytes);
  made.write("/usr/lib/jvm/a/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.15\"\n");
  made.write("/usr/java/b/release", "JAVA_VERSION=\"1.8.0_402\"\n");
  EXPECT_THAT(found(), ElementsAre("/usr/lib/jvm/a/lib/security/cacerts: JDK at /usr/lib/jvm/a [java-17]",
                                   "/usr/java/b/lib/security/cacerts: JDK at /usr/java/b [java-8]",
                                   "/opt/c/lib/security/cacerts: JDK at /opt/c [java]",
                                   "/opt/java/d/lib/security/cacerts: JDK at /opt/java/d [java]",
                                   "/root/.sdkman/candidates/java/e/lib/security/cacerts: JDK at "
                                   "/root/.sdkman/candidates/java/e [java]",
                                   "/home/me/.sdkman/candidates/java/f/lib/security/cacerts: JDK at "
                                   "/home/me/.sdkman/candidates/java/f [java]"));
}

TEST_F(FindStores, a_jdks_version_is_read_in_the_tree_alone) {
  const MadeTree other;
  other.write("/release", "JAVA_VERSION=\"17.0.15\"\n");
  made.write("/opt/jdk/lib/security/cacerts", kBytes);
  made.link("/opt/jdk/release", (other.root() / "release").string());
  EXPECT_THAT(found(), ElementsAre("/opt/jdk/lib/security/cacerts: JDK at /opt/jdk [java]"));
  made.write("/etc/jdk/release", "JAVA_VERSION=\"21.0.1\"\n");
  std::filesystem::remove(made.root() / "opt/jdk/release");
  made.link("/opt/jdk/release", "/etc/jdk/release");
  EXPECT_THAT(found(), ElementsAre("/opt/jdk/lib/security/cacerts: JDK at /opt/jdk [java-21]"));
}

TEST_F(FindStores, a_jdks_version_that_is_no_file_is_not_waited_for) {
  made.write("/opt/jdk/lib/security/cacerts", kBytes);
  ASSERT_EQ(mkfifo((made.root() / "opt/jdk/release").c_str(), 0600), 0);
  EXPECT_THAT(found(), ElementsAre("/opt/jdk/lib/security/cacerts: JDK at /opt/jdk [java]"));
}

TEST_F(FindStores, a_jdk_has_its_store_wherever_store_looks_for_one) {
  for (const auto path : store::java_stores()) {
    SCOPED_TRACE(path);
    const MadeTree alone;
    Tree its(alone.root());
    alone.write("/jdk/" + std::string(path), kBytes);
    EXPECT_EQ(java_store("/jdk", its), "/jdk/" + std::string(path));
  }
}

TEST_F(FindStores, jssecacerts_takes_the_place_of_cacerts) {
  made.write("/usr/lib/jvm/a/jre/lib/security/jssecacerts", kBytes);
  made.write("/usr/lib/jvm/a/jre/lib/security/cacerts", kBytes);
  const auto stores = all();
  EXPECT_THAT(lines(stores),
              ElementsAre("/usr/lib/jvm/a/jre/lib/security/jssecacerts: JDK at /usr/lib/jvm/a [java]",
                          "/usr/lib/jvm/a/jre/lib/security/cacerts: JDK at /usr/lib/jvm/a, which loads "
                          "jssecacerts in its place [java]"));
  EXPECT_EQ(stores[0].reasons[0].part, Reason::Part::all);
  EXPECT_EQ(stores[1].reasons[0].part, Reason::Part::unused);
}

TEST_F(FindStores, a_runtime_alone_is_its_own_home) {
  made.write("/opt/app/jre/lib/security/cacerts", kBytes);
  made.write("/opt/app/jre/release", "JAVA_VERSION=\"21.0.1\"\n");
  search.folders = {"/opt/app"};
  EXPECT_THAT(found(), Contains(HasSubstr("JDK at /opt/app/jre [java-21]")));
}

TEST_F(FindStores, debians_store_is_one_however_many_jdks_link_to_it) {
  made.write("/etc/ssl/certs/java/cacerts", kBytes);
  made.link("/usr/lib/jvm/a/lib/security/cacerts", "/etc/ssl/certs/java/cacerts");
  made.link("/usr/lib/jvm/b", "a");
  const auto stores = all();
  EXPECT_THAT(lines(stores),
              ElementsAre("/etc/ssl/certs/java/cacerts: JDK at /usr/lib/jvm/a [java]; Debian's "
                          "store for every Java [java]"));
  const auto& store = at(stores, "/etc/ssl/certs/java/cacerts");
  ASSERT_TRUE(store.well_known_password);
  EXPECT_EQ(store.well_known_password->reveal(), "changeit");
}

TEST_F(FindStores, certifi_in_every_python) {
  const std::string certifi = "/certifi/cacert.pem", pip = "/pip/_vendor/certifi/cacert.pem";
  for (const auto& path :
       {"/usr/lib/python3/dist-packages" + certifi, "/usr/local/lib/python3.11/site-packages" + certifi,
        "/opt/app/lib64/python3.9/site-packages" + pip, "/root/.local/lib/python3.13/site-packages" + certifi,
        "/home/me/.pyenv/versions/3.12.1/lib/python3.12/site-packages/botocore/cacert.pem" + std::string()})
    made.write(path, authority_pem());
  EXPECT_THAT(
      found(),
      ElementsAre(HasSubstr(": certifi in /usr/lib/python3/dist-packages [python]"),
                  HasSubstr(": certifi in /usr/local/lib/python3.11/site-packages [python-3.11]"),
                  HasSubstr(": pip's own certifi in /opt/app/lib64/python3.9/site-packages [python-3.9]"),
                  HasSubstr(": certifi in /root/.local/lib/python3.13/site-packages [python-3.13]"),
                  HasSubstr(": botocore's own bundle in "
                            "/home/me/.pyenv/versions/3.12.1/lib/python3.12/site-packages [python-3.12]")));
}

TEST_F(FindStores, node_is_a_program_and_no_script) {
  made.write("/usr/local/bin/node",
             "\x7f"
             "ELF...");
  made.write("/usr/bin/node", "#!/bin/sh\n");
  made.write("/root/.nvm/versions/node/v20.11.0/bin/node",
             "\x7f"
             "ELF...");
  EXPECT_THAT(found(), ElementsAre("/usr/local/bin/node: the roots compiled into Node [node]",
                                   "/root/.nvm/versions/node/v20.11.0/bin/node: the roots compiled into Node "
                                   "[node-20]"));
}

TEST_F(FindStores, the_environment_counts_for_this_machine_alone) {
  made.write("/a.pem", authority_pem());
  search.environment = {{"SSL_CERT_FILE", "/a.pem"}, {"JAVA_HOME", "/java"}, {"HOME", "/me"}};
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("the environment of this process")));
}

TEST_F(FindStores, the_environment_says_where_java_python_and_node_are) {
  made.write("/java/lib/security/cacerts", kBytes);
  made.write("/me/.local/lib/python3.11/site-packages/certifi/cacert.pem", authority_pem());
  made.write("/programs/node",
             "\x7f"
             "ELF...");
  Candidates candidates(tree);
  add_java_stores({{"JAVA_HOME", "/java"}}, candidates);
  add_python_stores({{"HOME", "/me"}}, candidates);
  add_node_programs({{"PATH", "/nowhere:/programs"}}, candidates);
  EXPECT_THAT(lines(std::move(candidates).take()),
              ElementsAre(StartsWith("/java/"), StartsWith("/me/"), StartsWith("/programs/node")));
}

TEST_F(FindStores, node_has_the_roots_that_its_environment_adds) {
  made.write("/programs/node",
             "\x7f"
             "ELF...");
  const struct {
    const char* name;
    Environment environment;
    const char* extra;
    const char* why;
  } cases[] = {
      {"not_set", {}, "", "the roots compiled into Node"},
      {"empty", {{"NODE_EXTRA_CA_CERTS", ""}}, "", "the roots compiled into Node"},
      {"set",
       {{"NODE_EXTRA_CA_CERTS", "/srv/root.pem"}},
       "/srv/root.pem",
       "the roots compiled into Node, and those of NODE_EXTRA_CA_CERTS"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    auto environment = one.environment;
    environment["PATH"] = "/programs";
    Candidates candidates(tree);
    add_node_programs(environment, candidates);
    const auto stores = std::move(candidates).take();
    EXPECT_EQ(at(stores, "/programs/node").source.extra, one.extra);
    EXPECT_EQ(at(stores, "/programs/node").reasons[0].why, one.why);
  }
}

TEST_F(FindStores, what_the_environment_adds_to_node_is_of_no_other_tree) {
  made.write("/usr/bin/node",
             "\x7f"
             "ELF...");
  search.environment = {{"NODE_EXTRA_CA_CERTS", "/srv/root.pem"}};
  EXPECT_EQ(at(all(), "/usr/bin/node").source.extra, "");
}

TEST_F(FindStores, a_store_that_a_process_names_is_listed) {
  made.write("/srv/trust.jks", kBytes);
  search.processes = {
      {.id = 1,
       .program = "java",
       .named = {
           {.path = "/srv/trust.jks", .by = "-Djavax.net.ssl.trustStore", .client = "java"},
           {.path = "/srv/other.pem", .by = "SSL_CERT_FILE", .client = "openssl", .is_certain = false}}}};
  EXPECT_THAT(found(), ElementsAre("/srv/trust.jks: a process of java names it [java]"));
}

TEST_F(FindStores, what_a_process_names_and_is_not_there_is_not_looked_for_outside_of_the_tree) {
  const MadeTree other;
  other.write("/a.pem", authority_pem());
  made.link("/srv/a.pem", (other.root() / "a.pem").string());
  made.link("/srv/certs", other.root().string());
  search.processes = {{.id = 1,
                       .program = "app",
                       .named = {{.path = "/srv/a.pem", .by = "SSL_CERT_FILE", .client = "openssl"},
                                 {.path = "/srv/certs", .by = "SSL_CERT_DIR", .client = "openssl"}}}};
  const auto stores = all();
  ASSERT_EQ(stores.size(), 2U);
  for (const auto& one : stores) {
    SCOPED_TRACE(one.path);
    EXPECT_EQ(one.not_read, "leads to nothing in this tree");
    EXPECT_FALSE(one.is_directory);
    EXPECT_FALSE(one.changed);
  }
}

TEST_F(FindStores, the_number_of_stores_is_bounded_and_the_bound_is_noted) {
  for (const auto* name : {"a", "b", "c"}) made.write(std::string("/srv/") + name + ".jks", kBytes);
  search.folders = {"/srv"};
  search.processes = {
      {.id = 1,
       .program = "java",
       .named = {{.path = "/srv/c.jks", .by = "-Djavax.net.ssl.trustStore", .client = "java"}}}};
  search.limits.stores = 3;
  EXPECT_EQ(all().size(), 3U);
  EXPECT_THAT(tree.notes(), Not(Contains(HasSubstr("what comes after the first"))));
  search.limits.stores = 2;
  EXPECT_THAT(found(), ElementsAre("/srv/c.jks: a process of java names it [java]; under /srv [java]",
                                   "/srv/a.jks: under /srv [java]"))
      << "what is in use comes first, and one more reason is no more stores";
  EXPECT_THAT(tree.notes(), Contains("what comes after the first 2 stores"));
}

TEST_F(FindStores, a_folder_that_may_not_be_read_is_noted) {
  made.write("/opt/closed/lib/security/cacerts", kBytes);
  made.write("/srv/closed/a.jks", kBytes);
  made.write("/srv/open/a.jks", kBytes);
  chmod(made.root().c_str(), 0755);
  for (const auto* folder : {"opt/closed", "srv/closed"}) chmod((made.root() / folder).c_str(), 0);
  search.folders = {"/srv"};
  {
    const AsNobody nobody;
    if (access(made.root().c_str(), X_OK) != 0) GTEST_SKIP() << "the temporary folder is root's alone";
    EXPECT_THAT(found(), ElementsAre(StartsWith("/srv/open/a.jks")));
  }
  for (const auto* folder : {"opt/closed", "srv/closed"}) chmod((made.root() / folder).c_str(), 0700);
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("environment"), "/opt/closed: Permission denied",
                                        "/srv/closed: Permission denied"))
      << "each once, however much was looked for in it";
}

TEST_F(FindStores, links_that_go_round_are_noted) {
  made.link("/etc/ssl/certs", "certs");
  EXPECT_THAT(found(), Not(Contains(HasSubstr("/etc/ssl/certs"))));
  EXPECT_THAT(tree.notes(), Contains(HasSubstr("too many links")));
}

}  // namespace
}  // namespace rehearse::machine
