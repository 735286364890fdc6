#include "machine/processes.h"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine/made_tree.h"
#include "machine/uses.h"

namespace rehearse::machine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kStore = "/srv/store";
constexpr const char* kJavaStore = "/usr/lib/jvm/a/lib/security/cacerts";
const std::vector<std::string> kWithOpenssl = {"/usr/lib/libc.so.6", "/usr/lib/libssl.so.3"};
const std::vector<std::string> kWithoutOpenssl = {"/usr/lib/libc.so.6"};

// 1000 ticks after the start of the machine; the stores were changed a minute later.
constexpr long kStarted = 1000;
const Instant kChanged{std::chrono::seconds(MadeTree::kBoot + 70)};

class Processes : public ::testing::Test {
 protected:
  Processes() {
    for (const auto* store : {kStore, kJavaStore, "/etc/ssl/certs/ca-certificates.crt", "/usr/bin/node"}) {
      made.write(store, kBytes);
      made.touch(store, kChanged);
    }
    made.folder("/srv/certs");
    made.touch("/srv/certs", kChanged);
  }

  Candidate candidate(const std::string& path) {
    Candidates candidates(tree);
    auto* added = candidates.add(path, {.why = "test", .client = ""});
    added->of_system = path.starts_with("/etc/ssl");
    return std::move(candidates).take().front();
  }
  // "named, restart: SSL_CERT_FILE" for each process that uses the store.
  std::vector<std::string> uses(const std::string& path) {
    std::vector<std::string> out;
    for (const auto& use : uses_of(candidate(path), read_processes(tree, {})))
      out.push_back(std::string(to_id(use.evidence)) + (use.needs_restart ? ", restart: " : ": ") + use.why);
    return out;
  }

  MadeTree made;
  Tree tree{made.root()};
};

TEST_F(Processes, each_way_to_use_a_store) {
  const std::string property = "-Djavax.net.ssl.trustStore=/srv/store";
  const struct {
    const char* name;
    MadeProcess process;
    const char* store;
    const char* use;  // empty = none
  } cases[] = {
      {"an_openssl_program_with_the_variable",
       {.environment = {"SSL_CERT_FILE=/srv/store"}, .mapped = kWithOpenssl},
       kStore,
       "named, restart: SSL_CERT_FILE"},
      {"a_static_program_with_the_variable",
       {.environment = {"SSL_CERT_FILE=/srv/store"}},
       kStore,
       "named, restart: SSL_CERT_FILE"},
      {"a_shell_has_it_from_its_parent",
       {.environment = {"SSL_CERT_FILE=/srv/store"}, .mapped = kWithoutOpenssl},
       kStore,
       "by-default, restart: SSL_CERT_FILE in its environment, if it looks at it"},
      {"a_variable_of_another_name",
       {.environment = {"XSSL_CERT_FILE=/srv/store"}, .mapped = kWithOpenssl},
       kStore,
       ""},
      {"a_relative_path_from_where_it_works",
       {.environment = {"SSL_CERT_FILE=store"}, .mapped = kWithOpenssl, .folder = "/srv"},
       kStore,
       "named, restart: SSL_CERT_FILE"},
      {"one_of_several_folders",
       {.environment = {"SSL_CERT_DIR=/a:/srv/certs"}},
       "/srv/certs",
       "named, restart: SSL_CERT_DIR"},
      {"openssl_looks_into_a_folder_each_time",
       {.environment = {"SSL_CERT_DIR=/srv/certs"}, .mapped = kWithOpenssl},
       "/srv/certs",
       "named: SSL_CERT_DIR"},
      {"requests_reads_it_each_time",
       {.executable = "/usr/bin/python3.11", .environment = {"REQUESTS_CA_BUNDLE=/srv/store"}},
       kStore,
       "named: REQUESTS_CA_BUNDLE"},
      {"what_is_read_once_outweighs_it",
       {.executable = "/usr/bin/python3.11",
        .environment = {"REQUESTS_CA_BUNDLE=/srv/store", "SSL_CERT_FILE=/srv/store"},
        .mapped = kWithOpenssl},
       kStore,
       "named, restart: SSL_CERT_FILE"},
      {"a_variable_of_pythons_elsewhere", {.environment = {"REQUESTS_CA_BUNDLE=/srv/store"}}, kStore, ""},
      {"node_reads_its_extra_roots_once",
       {.executable = "/usr/bin/node", .environment = {"NODE_EXTRA_CA_CERTS=/srv/store"}},
       kStore,
       "named, restart: NODE_EXTRA_CA_CERTS"},
      {"a_jvm_that_is_told",
       {.executable = "/usr/lib/jvm/a/bin/java", .arguments = {"java", property, "Main"}},
       kStore,
       "named, restart: -Djavax.net.ssl.trustStore"},
      {"a_jvm_that_is_told_by_a_variable",
       {.executable = "/usr/lib/jvm/a/bin/java", .environment = {"JAVA_TOOL_OPTIONS=-Xmx1g " + property}},
       kStore,
       "named, restart: JAVA_TOOL_OPTIONS -Djavax.net.ssl.trustStore"},
      {"a_variable_for_start_scripts_is_no_word_to_a_jvm",
       {.executable = "/usr/lib/jvm/a/bin/java", .environment = {"CATALINA_OPTS=" + property}},
       kStore,
       ""},
      {"another_program_with_the_option", {.arguments = {"echo", property}}, kStore, ""},
      {"a_jvm_that_is_told_nothing",
       {.executable = "/usr/lib/jvm/a/bin/java"},
       kJavaStore,
       "by-default, restart: the default of its JVM"},
      {"a_jvm_that_is_told_of_another",
       {.executable = "/usr/lib/jvm/a/bin/java", .arguments = {"java", property}},
       kJavaStore,
       ""},
      {"a_jvm_inside_another_program",
       {.mapped = {"/usr/lib/jvm/a/lib/server/libjvm.so"}},
       kJavaStore,
       "by-default, restart: the default of its JVM"},
      {"a_file_that_is_open", {.open = {"/srv/store"}}, kStore, "open, restart: has it open"},
      {"a_file_that_is_mapped", {.mapped = {"/srv/store"}}, kStore, "open, restart: has it open"},
      {"another_file", {.open = {"/srv/storehouse"}}, kStore, ""},
      {"an_openssl_program_and_the_systems_bundle",
       {.mapped = kWithOpenssl},
       "/etc/ssl/certs/ca-certificates.crt",
       "by-default, restart: has OpenSSL loaded"},
      {"an_openssl_program_and_another_store", {.mapped = kWithOpenssl}, kStore, ""},
      {"a_program_without_it", {.mapped = kWithoutOpenssl}, "/etc/ssl/certs/ca-certificates.crt", ""},
      {"node_runs_its_own_roots",
       {.executable = "/usr/bin/node", .mapped = {"/usr/bin/node"}},
       "/usr/bin/node",
       "by-default, restart: runs it"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    std::filesystem::remove_all(made.root() / "proc");
    made.start(one.process);
    const auto seen = uses(one.store);
    EXPECT_EQ(seen.empty() ? "" : seen.front(), one.use);
  }
}

TEST_F(Processes, who_started_after_the_change_needs_no_restart) {
  const struct {
    const char* name;
    long seconds;  // after the start of the machine; the store was changed after 70
    bool restart;
  } cases[] = {{"before", 69, true}, {"in_the_same_second", 70, true}, {"after", 71, false}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    std::filesystem::remove_all(made.root() / "proc");
    made.start({.started_ticks = one.seconds * 100, .open = {kStore}});
    EXPECT_THAT(uses(kStore), ElementsAre(one.restart ? "open, restart: has it open" : "open: has it open"));
  }
}

TEST_F(Processes, who_holds_a_file_that_was_replaced_needs_one_whenever_it_started) {
  made.start({.started_ticks = 1'000'000, .open = {std::string(kStore) + " (deleted)"}});
  EXPECT_THAT(uses(kStore), ElementsAre("open, restart: has the file open that lay there before"));
}

TEST_F(Processes, who_maps_the_old_file_and_the_new_one_needs_one) {
  made.start({.started_ticks = 1'000'000, .mapped = {kStore, std::string(kStore) + " (deleted)"}});
  EXPECT_THAT(uses(kStore), ElementsAre("open, restart: has the file open that lay there before"));
}

TEST_F(Processes, start_times_are_counted_from_the_start_of_the_machine) {
  made.start({.started_ticks = kStarted});
  const auto at_100 = read_processes(tree, {.ticks_per_second = 100});
  const auto at_250 = read_processes(tree, {.ticks_per_second = 250});
  EXPECT_EQ(at_100.front().started, Instant(std::chrono::seconds(MadeTree::kBoot + 10)));
  EXPECT_EQ(at_250.front().started, Instant(std::chrono::seconds(MadeTree::kBoot + 4)));
}

TEST_F(Processes, a_start_that_no_clock_could_tell_is_none) {
  const struct {
    const char* name;
    const char* boot;
    const char* ticks;
    long ticks_per_second;
    bool known;
  } cases[] = {
      {"as_usual", "1500000000", "1000", 100, true},
      {"a_boot_without_end", "9223372036854775807", "1000", 100, false},
      {"a_boot_before_all_clocks", "-9223372036854775808", "1000", 100, false},
      {"ticks_without_end", "1500000000", "18446744073709551615", 1, false},
      {"ticks_of_a_thousand_years", "1500000000", "3153600000000", 100, false},
      {"no_ticks_in_a_second", "1500000000", "1000", 0, false},
      {"sysconf_failed", "1500000000", "1000", -1, false},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    made.write("/proc/stat", std::string("btime ") + one.boot + "\n");
    made.write("/proc/7/stat",
               std::string("7 (app) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ") + one.ticks + " 0\n");
    const auto seen = read_processes(tree, {.ticks_per_second = one.ticks_per_second});
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen.front().started.has_value(), one.known);
  }
}

TEST_F(Processes, without_the_start_of_the_machine_nothing_is_said_of_restarts) {
  made.start({.open = {kStore}});
  made.write("/proc/stat", "cpu 1 2 3\n");
  EXPECT_THAT(uses(kStore), ElementsAre("open: has it open"));
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("/proc/stat")));
}

TEST_F(Processes, only_what_runs_a_program_counts) {
  made.start({.id = 3, .open = {kStore}, .flags = 0x200000});
  made.start({.id = 4, .open = {kStore}, .state = 'Z'});
  made.write("/proc/5/stat", "ended");
  made.folder("/proc/notanumber");
  made.folder("/proc/6x");
  EXPECT_THAT(read_processes(tree, {}), IsEmpty());
  EXPECT_THAT(tree.notes(), IsEmpty());
}

TEST_F(Processes, this_process_is_left_out) {
  made.start({.id = 7});
  made.start({.id = 8});
  made.link("/proc/self", "7");
  const auto seen = read_processes(tree, {});
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen.front().id, 8);
}

TEST_F(Processes, what_lives_in_another_file_system_is_counted_and_not_looked_at) {
  made.start({.id = 1, .mounts = "mnt:[1]"});
  made.start({.id = 2, .open = {kStore}, .mounts = "mnt:[2]"});
  made.start({.id = 3, .open = {kStore}, .root = "/elsewhere", .mounts = "mnt:[1]"});
  made.start({.id = 4, .open = {kStore}, .mounts = "mnt:[1]"});
  EXPECT_THAT(uses(kStore), ElementsAre("open, restart: has it open"));
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("2 processes that see other files")));
}

TEST_F(Processes, paths_may_be_shown_from_outside_of_the_root) {
  made.start({.open = {made.root().string() + kStore}, .root = made.root().string()});
  EXPECT_THAT(uses(kStore), ElementsAre("open, restart: has it open"));
}

TEST_F(Processes, what_could_not_be_seen_is_counted) {
  made.start({.id = 1});
  made.start({.id = 2});
  std::filesystem::remove(made.root() / "proc/2/environ");
  EXPECT_EQ(read_processes(tree, {}).size(), 2U);
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("open files and environment of 1 of 2 processes")));
}

TEST_F(Processes, the_command_line_of_another_user_is_seen) {
  made.start({.executable = "", .arguments = {"/usr/bin/java", "-Djavax.net.ssl.trustStore=/srv/store"}});
  for (const auto* file : {"environ", "maps", "cwd", "root"})
    std::filesystem::remove(made.root() / "proc/100" / file);
  EXPECT_THAT(uses(kStore), ElementsAre("named, restart: -Djavax.net.ssl.trustStore"));
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("1 of 1 processes")));
}

TEST_F(Processes, no_link_in_proc_leads_out_of_the_tree) {
  const MadeTree other;
  other.start({.id = 7, .open = {kStore}});
  const auto theirs = (other.root() / "proc").string();
  const struct {
    const char* name;
    std::string link, target;
  } cases[] = {
      {"proc_itself", "/proc", theirs},
      {"a_process", "/proc/7", theirs + "/7"},
      {"its_stat", "/proc/7/stat", theirs + "/7/stat"},
      {"its_open_files", "/proc/7/fd", theirs + "/7/fd"},
      {"its_mappings", "/proc/7/maps", theirs + "/7/maps"},
      {"its_environment", "/proc/7/environ", theirs + "/7/environ"},
      {"its_command_line", "/proc/7/cmdline", theirs + "/7/cmdline"},
  };
  other.write("/proc/7/environ", std::string("SSL_CERT_FILE=/srv/store") + '\0');
  other.write("/proc/7/cmdline", std::string("-Djavax.net.ssl.trustStore=/srv/store") + '\0');
  other.write("/proc/7/maps", "7f00-7f01 r-xp 00000000 08:01 42                 /srv/store\n");
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    std::filesystem::remove_all(made.root() / "proc");
    made.start({.id = 7, .executable = "/usr/lib/jvm/a/bin/java"});
    std::filesystem::remove_all(made.root() / one.link.substr(1));
    made.link(one.link, one.target);
    EXPECT_THAT(uses(kStore), IsEmpty());
  }
}

TEST_F(Processes, the_start_of_the_machine_is_not_another_ones) {
  const MadeTree other;
  other.start({});
  made.start({.open = {kStore}});
  std::filesystem::remove(made.root() / "proc/stat");
  made.link("/proc/stat", (other.root() / "proc/stat").string());
  EXPECT_THAT(uses(kStore), ElementsAre("open: has it open"));
}

TEST_F(Processes, other_mounts_are_not_told_by_a_link_out_of_the_tree) {
  const MadeTree other;
  other.start({.id = 7, .mounts = "mnt:[2]"});
  made.start({.id = 1, .mounts = "mnt:[1]"});
  made.start({.id = 7, .open = {kStore}});
  made.link("/proc/7/ns", (other.root() / "proc/7/ns").string());
  EXPECT_THAT(uses(kStore), ElementsAre("open, restart: has it open"));
}

TEST_F(Processes, what_never_ends_is_not_waited_for) {
  for (const auto* file : {"proc/stat", "proc/100/stat", "proc/100/maps", "proc/100/environ"}) {
    SCOPED_TRACE(file);
    std::filesystem::remove_all(made.root() / "proc");
    made.start({});
    std::filesystem::remove(made.root() / file);
    ASSERT_EQ(mkfifo((made.root() / file).c_str(), 0600), 0);
    EXPECT_EQ(read_processes(tree, {}).size(), file == std::string_view("proc/100/stat") ? 0U : 1U);
  }
}

TEST_F(Processes, a_tree_without_processes_says_so) {
  EXPECT_THAT(read_processes(tree, {}), IsEmpty());
  EXPECT_THAT(tree.notes(), ElementsAre(HasSubstr("/proc")));
}

TEST_F(Processes, a_variable_for_start_scripts_names_no_file) {
  made.start({.executable = "/usr/lib/jvm/a/bin/java",
              .environment = {"CATALINA_OPTS=-Djavax.net.ssl.trustStore=/srv/store"}});
  EXPECT_THAT(read_processes(tree, {}).front().named, IsEmpty());
}

TEST_F(Processes, nothing_of_arguments_and_environment_is_kept_but_paths) {
  made.start({.executable = "/usr/lib/jvm/a/bin/java",
              .arguments = {"java", "-Djavax.net.ssl.trustStore=/srv/store",
                            "-Djavax.net.ssl.trustStorePassword=open-sesame", "--token=open-sesame"},
              .environment = {"TOKEN=open-sesame"}});
  const auto seen = read_processes(tree, {}).front();
  ASSERT_EQ(seen.named.size(), 1U);
  EXPECT_EQ(seen.named[0].path, kStore);
  EXPECT_EQ(seen.named[0].by, "-Djavax.net.ssl.trustStore");
  EXPECT_EQ(seen.program, "java");
}

}  // namespace
}  // namespace rehearse::machine
