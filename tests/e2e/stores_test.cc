// `rehearse stores` as a shell sees it: a made-up machine below --root, so that the answers are exact.

#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <sys/stat.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "e2e/authorities.h"
#include "e2e/folder.h"
#include "e2e/process.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kBundle = "/etc/ssl/certs/ca-certificates.crt";

void date(const std::string& path, const std::string& rfc3339) {
  const timespec times[2] = {{.tv_sec = at(rfc3339).time_since_epoch().count()},
                             {.tv_sec = at(rfc3339).time_since_epoch().count()}};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0) << path;
}

// A bundle with the new root, a key store below /srv with a password, and the chain in new.pem outside.
class Stores : public ::testing::Test {
 protected:
  Stores() {
    const auto& it = new_one();
    chain = outside.write("new.pem", pem({it.leaf, it.issuer}));
    write(kBundle, pem({it.root, old_one().root}));
  }

  void write(const std::string& path, const std::string& text) const {
    fs::create_directories((root.path() / path.substr(1)).parent_path());
    root.write(path.substr(1), text);
  }
  Ended stores(std::vector<std::string> more) const {
    std::vector<std::string> all = {"stores", "--root", root.path().string(), "--at", "2018-12-12"};
    all.insert(all.end(), more.begin(), more.end());
    return start_rehearse(all, environment).wait();
  }
  json listed(std::vector<std::string> more = {}) const {
    more.emplace_back("--json");
    const auto ended = stores(std::move(more));
    return ended.out.empty() ? json(ended.err) : json::parse(ended.out);
  }
  std::string profile(const std::string& anchor) const {
    return outside.write(
        "profile.yaml",
        "rehearsal: {title: test}\n"
        "expect: {anchor: " +
            anchor +
            "}\n"
            "targets: {production: , staging: {redirect: {address: 127.0.0.1}}}\n"
            "endpoints: {api: {url: 'https://api.example.com/', calls: [{name: ping, headers: "
            "{Authorization: '${env:NOT_SET_ANYWHERE}'}}]}}\n"
            "stores: {main: {path: nowhere.pem}}\n");
  }

  Folder root, outside;
  std::string chain;
  Environment environment;
};

TEST_F(Stores, exit_codes_are_what_the_manual_says) {
  const auto leave = [] {};
  const auto damage = [this] { write("/srv/damaged.jks", "not a store"); };
  const auto poor = [this] { write("/srv/poor.pem", pem({third_one().root})); };
  const struct {
    const char* name;
    std::vector<std::string> arguments;
    std::function<void()> arrange;
    int exit;
  } cases[] = {
      {"listed", {}, leave, 0},
      {"trusted_everywhere", {"--chain", chain, "--host", kHost}, leave, 0},
      {"another_host", {"--chain", chain, "--host", "other.example.com"}, leave, 1},
      {"not_trusted_by_one", {"--chain", chain, "/srv"}, poor, 1},
      {"an_unreadable_store_is_listed", {"/srv"}, damage, 0},
      {"an_unreadable_store_and_a_chain", {"/srv", "--chain", chain}, damage, 3},
      {"an_unreadable_store_and_a_profile",
       {"/srv", "--no-connect", "--profile", profile("New Root")},
       damage,
       3},
      {"a_lacking_store_is_listed", {"--profile", profile("New Root"), "--no-connect"}, leave, 0},
      {"overrides_and_nothing_to_connect_to", {"--chain", chain, "--no-dns"}, leave, 2},
      {"no_profile_to_connect_for", {"--no-connect"}, leave, 2},
      {"a_host_without_a_chain", {"--host", kHost}, leave, 2},
      {"a_chain_that_is_not_there", {"--chain", "/nowhere.pem"}, leave, 2},
      {"an_unknown_client", {"--client", "netscape"}, leave, 2},
      {"a_folder_that_is_not_there", {"/nowhere"}, leave, 2},
      {"a_relative_folder_in_another_root", {"srv"}, leave, 2},
      {"a_password_for_no_store", {"--password", "/nowhere=env:HOME"}, leave, 2},
      {"a_profile_that_is_not_there", {"--profile", "/nowhere.yaml"}, leave, 2},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    fs::remove_all(root.path() / "srv");
    fs::create_directory(root.path() / "srv");
    one.arrange();
    const auto ended = stores(one.arguments);
    EXPECT_EQ(ended.exit, one.exit) << ended.out << ended.err;
    EXPECT_EQ(ended.err.empty(), one.exit != 2) << ended.err;
  }
  EXPECT_EQ(start_rehearse({"stores", "--root", "/nowhere"}, environment).wait().exit, 2);
}

TEST_F(Stores, a_store_says_everything) {
  const auto all = listed().at("stores");
  ASSERT_EQ(all.size(), 1U) << all;
  const auto& bundle = all.at(0);
  EXPECT_EQ(bundle.at("path"), kBundle);
  EXPECT_EQ(bundle.at("kind"), "pem-file");
  EXPECT_EQ(bundle.at("source"), root / "etc/ssl/certs/ca-certificates.crt");
  EXPECT_EQ(bundle.at("anchors"), 2);
  EXPECT_EQ(bundle.at("expired"), 0);
  EXPECT_EQ(bundle.at("duplicates"), 0);
  EXPECT_EQ(bundle.at("why"), json({"the distribution's bundle"}));
  EXPECT_EQ(bundle.at("client"), "openssl");
  EXPECT_EQ(bundle.at("sha256").get<std::string>().size(), 64U);
  EXPECT_TRUE(bundle.at("processes").is_null());
  EXPECT_EQ(listed({"--at", "2050-01-01"}).at("stores").at(0).at("expired"), 0) << "the first moment counts";
}

TEST_F(Stores, links_of_another_root_stay_in_it) {
  write("/usr/share/java.pem", pem({new_one().root}));
  fs::create_directories(root.path() / "opt/jdk/lib/security");
  fs::create_symlink("/usr/share/java.pem", root.path() / "opt/jdk/lib/security/cacerts");
  const auto all = listed().at("stores");
  EXPECT_EQ(all.at(1).at("path"), "/usr/share/java.pem");
  EXPECT_EQ(all.at(1).at("why"), json({"JDK at /opt/jdk"}));
  EXPECT_EQ(all.at(1).at("client"), "java-17");
}

TEST_F(Stores, no_link_leads_out_of_another_root) {
  write("/opt/jdk/lib/security/cacerts", pem({new_one().root}));
  fs::create_symlink(outside.write("release", "JAVA_VERSION=\"21.0.1\"\n"), root.path() / "opt/jdk/release");
  fs::create_symlink("/proc", root.path() / "proc");
  const auto inventory = listed({"--processes"});
  EXPECT_EQ(inventory.at("stores").at(1).at("used_by"), json({"java"}));
  for (const auto& store : inventory.at("stores")) EXPECT_EQ(store.at("processes"), json::array()) << store;
  const auto notes = inventory.at("notes").dump();
  EXPECT_NE(notes.find("/proc: there is none"), std::string::npos) << notes;
  EXPECT_EQ(notes.find("processes that see other files"), std::string::npos) << notes;
}

TEST_F(Stores, a_profile_says_which_roots_are_needed) {
  write("/srv/poor.pem", pem({third_one().root}));
  const auto presence = [&](const std::string& anchor) {
    std::string out;
    const auto inventory = listed({"/srv", "--no-connect", "--profile", profile(anchor)});
    for (const auto& one : inventory.at("stores"))
      out += one.at("announced").at(0).at("presence").get<std::string>() + " ";
    return out;
  };
  EXPECT_EQ(presence("New Root"), "anchor absent ");
  const auto& it = *new_one().root.certificate;
  EXPECT_EQ(presence("{name: New Root, fingerprint: " + it.sha256.hex() + "}"), "anchor absent ");
  EXPECT_EQ(presence("{name: New Root, fingerprint: " + std::string(64, 'a') + "}"), "absent absent ");
}

TEST_F(Stores, a_chain_is_put_to_every_store_and_its_clients) {
  write("/srv/poor.pem", pem({third_one().root}));
  write("/usr/lib/python3/dist-packages/certifi/cacert.pem", pem({new_one().root}));
  write("/opt/jdk/lib/security/jssecacerts", pem({new_one().root}));
  write("/opt/jdk/lib/security/cacerts", pem({third_one().root}));
  const auto inventory = listed({"/srv", "--chain", chain});
  std::vector<std::string> seen;
  for (const auto& one : inventory.at("checks").at(0).at("answers"))
    seen.push_back(one.at("store").get<std::string>() + " " + one.at("client").get<std::string>() +
                   (one.at("trusted") ? " yes" : " no"));
  const std::vector<std::string> expected = {
      std::string(kBundle) + " openssl yes", "/opt/jdk/lib/security/jssecacerts java-17 yes",
      "/usr/lib/python3/dist-packages/certifi/cacert.pem python-3.11 yes", "/srv/poor.pem openssl no"};
  EXPECT_EQ(seen, expected) << "cacerts is not loaded where there is jssecacerts";
  EXPECT_EQ(listed({"--chain", chain, "--client", "go"}).at("checks").at(0).at("answers").at(0).at("client"),
            "go");
}

// Edges on loopback and a profile that leads to them.
TEST_F(Stores, a_profile_has_its_edges_asked_for_the_chain) {
  const auto poor = [this](Rehearsal&) { write("/srv/poor.pem", pem({third_one().root})); };
  const auto still_old = [](Rehearsal& it) {
    it.change = "{replaces: {issuer: Old Issuing CA}}";
    it.next = place(it.serve(old_one().identity()));
  };
  const auto other_name = [](Rehearsal& it) { it.host = "other.example.com"; };
  const struct {
    const char* name;
    std::function<void(Rehearsal&)> arrange;
    std::vector<std::string> more;
    int exit;
    const char* answers;   // of the first chain: trusted, by store and moment
    const char* no_chain;  // the reasons
  } cases[] = {
      {"trusted", [](Rehearsal&) {}, {}, 0, "yes ", ""},
      {"not_by_one", poor, {"/srv"}, 1, "yes no ", ""},
      {"the_old_chain_is_put_to_nobody", still_old, {}, 3, "", "still-old "},
      {"an_edge_that_is_down",
       [](Rehearsal& it) { it.next_redirect = "redirect: {connect_to: '::127.0.0.1:1'}"; },
       {},
       3,
       "",
       "connect-refused "},
      {"the_leaf_has_another_name", other_name, {}, 1, "no ", ""},
      {"the_command_line_leads_elsewhere",
       still_old,
       {"--connect-to", "::127.0.0.1:1"},
       3,
       "",
       "connect-refused "},
      {"a_chain_from_a_file_instead", still_old, {"--chain", chain}, 0, "yes ", ""},
      {"nobody_is_asked", still_old, {"--no-connect"}, 0, "", ""},
      {"a_host_outside_the_notice",
       [](Rehearsal& it) { it.change = "{names: other.example.com}"; },
       {},
       3,
       "",
       "not-judged "},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    fs::remove_all(root.path() / "srv");
    fs::create_directory(root.path() / "srv");
    Rehearsal rehearsal;
    one.arrange(rehearsal);
    auto arguments = one.more;
    arguments.insert(arguments.end(), {"--profile", rehearsal.command().at(1), "--json"});
    const auto ended = stores(arguments);
    EXPECT_EQ(ended.exit, one.exit) << ended.out << ended.err;
    const auto inventory = json::parse(ended.out);
    std::string answers, no_chain;
    for (const auto& check : inventory.at("checks"))
      for (const auto& answer : check.at("answers")) answers += answer.at("trusted") ? "yes " : "no ";
    for (const auto& missing : inventory.at("no_chain"))
      no_chain += missing.at("reason").get<std::string>() + " ";
    EXPECT_EQ(answers, one.answers) << ended.out;
    EXPECT_EQ(no_chain, one.no_chain);
  }
}

TEST_F(Stores, a_profile_s_chain_is_judged_now_and_at_the_window) {
  Rehearsal rehearsal;
  rehearsal.window = "{from: 2058-12-12 09:00, to: 2058-12-12 19:00, zone: Etc/UTC}";
  const auto ended = start_rehearse({"stores", "--root", root.path().string(), "--profile",
                                     rehearsal.command().at(1), "--json"},
                                    environment)
                         .wait();
  const auto check = json::parse(ended.out).at("checks").at(0);
  EXPECT_EQ(check.at("hosts"), json({kHost}));
  ASSERT_EQ(check.at("answers").size(), 2U);
  EXPECT_EQ(check.at("answers").at(1).at("at"), "2058-12-12T09:00:00Z");
  EXPECT_NE(check.at("from").get<std::string>().find("api at staging, 127."), std::string::npos);
}

// PKCS#12 as OpenSSL makes it: encrypted.
void make_key_store(const std::string& path, const std::string& certificates, const std::string& password) {
  Process openssl({"openssl", "pkcs12", "-export", "-nokeys", "-in", certificates, "-out", path, "-passout",
                   "pass:" + password},
                  {{"PATH", "/usr/bin:/bin"}});
  ASSERT_EQ(openssl.wait().exit, 0);
}

// Its links lead elsewhere when followed from here, and its tools are not this machine's.
TEST_F(Stores, another_root_gets_remedies_and_no_commands) {
  write("/srv/poor.pem", pem({old_one().root}));
  std::size_t remedies = 0;
  const auto report = listed({"/srv", "--chain", chain});
  for (const auto& answer : report.at("checks").at(0).at("answers")) {
    if (answer.at("remedy").is_null()) continue;
    ++remedies;
    EXPECT_EQ(answer.at("remedy").at("command"), "");
    EXPECT_EQ(answer.at("remedy").at("proven"), true);
  }
  EXPECT_GT(remedies, 0U) << report.dump(1);
}

TEST_F(Stores, a_key_store_is_locked_until_somebody_says_where_its_password_is) {
  fs::create_directories(root.path() / "srv");
  for (const auto& [name, password] :
       {std::pair("a.p12", "changeit"), std::pair("b.p12", "open-sesame"), std::pair("cacerts", "changeit")})
    make_key_store(root / ("srv/" + std::string(name)), root / (kBundle + 1), password);
  environment["TRUST"] = "open-sesame";
  const struct {
    const char* name;
    std::vector<std::string> passwords;
    const char* locked;
  } cases[] = {
      {"none_is_guessed_but_that_of_cacerts", {}, "a.p12 b.p12 "},
      {"for_one_store", {"--password", "/srv/b.p12=env:TRUST"}, "a.p12 "},
      {"for_all_that_are_locked", {"--password", "env:TRUST"}, "a.p12 "},
      {"a_wrong_one", {"--password", "/srv/a.p12=env:TRUST"}, "a.p12 b.p12 "},
      {"that_a_command_prints", {"--password", "/srv/b.p12=command:printf open-; echo sesame"}, "a.p12 "},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    std::vector<std::string> arguments = {"/srv"};
    arguments.insert(arguments.end(), one.passwords.begin(), one.passwords.end());
    const auto inventory = listed(arguments);
    EXPECT_EQ(inventory.dump().find("open-sesame"), std::string::npos);
    std::string locked;
    for (const auto& store : inventory.at("stores")) {
      if (!store.contains("error")) continue;
      EXPECT_EQ(store.at("error").at("code"), "store-locked");
      locked += fs::path(store.at("path").get<std::string>()).filename().string() + " ";
    }
    EXPECT_EQ(locked, one.locked);
  }
}

TEST_F(Stores, a_screen_says_what_is_there) {
  write("/srv/damaged.jks", "not a store");
  write("/srv/poor.pem", pem({third_one().root}));
  const auto ended = stores({"/srv", "--profile", profile("New Root"), "--chain", chain, "-v", "--ascii"});
  for (const auto* part : {"announced anchor: CN=New Root", "Stores below ", "2 anchors", "has it",
                           "lacks it", kBundle, "the distribution's bundle", "Not read", "/srv/damaged.jks",
                           "Not looked at", "Answers at 2018-12-12 00:00 UTC, predicted", "What to do",
                           "3 stores, 1 not read", "1 trusted, 1 not, 1 could not be told"}) {
    EXPECT_NE(ended.out.find(part), std::string::npos) << part << "\n" << ended.out;
  }
}

// The real /proc of this machine: a child that holds a store open which is changed under it.
TEST(StoresProcesses, a_child_that_loaded_a_store_before_it_changed_needs_a_restart) {
  const Folder folder;
  const auto before = folder.write("before.pem", pem({new_one().root}));
  const auto after = folder.write("after.pem", pem({old_one().root}));
  const auto replaced = folder.write("replaced.pem", pem({third_one().root}));
  date(before, "2018-01-01");
  Process child(
      {"sh", "-c",
       "exec 3<" + before + " 4<" + after + " 5<" + replaced + " && echo ready && exec tail -f /dev/null"},
      {{"PATH", "/usr/bin:/bin"}, {"SECRET", "open-sesame"}});
  ASSERT_TRUE(child.read_until(Process::Stream::out, "ready"));
  date(after, "2048-01-01");
  fs::rename(folder.write("new.part", pem({new_one().root})), replaced);
  date(replaced, "2018-01-01");
  const auto ended = start_rehearse({"stores", "--processes", "--json", folder.path().string()}, {}).wait();
  ASSERT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ended.out.find("open-sesame"), std::string::npos);
  const auto stores = json::parse(ended.out).at("stores");
  std::map<std::string, bool> seen;
  for (const auto& store : stores) {
    for (const auto& process : store.at("processes")) {
      if (process.at("evidence") == "open" && process.at("program") == "tail")
        seen[fs::path(store.at("path").get<std::string>()).filename()] = process.at("needs_restart");
    }
  }
  const std::map<std::string, bool> expected = {
      {"before.pem", false}, {"after.pem", true}, {"replaced.pem", true}};
  EXPECT_EQ(seen, expected) << ended.out;
}

TEST(StoresEnvironment, names_stores_and_their_passwords_which_stand_nowhere) {
  const Folder folder;
  const auto store = folder.write("ca.pem", pem({new_one().root}));
  make_key_store(folder / "trust.p12", store, "open-sesame");
  const Environment environment = {
      {"SSL_CERT_FILE", store},
      {"JAVA_TOOL_OPTIONS", "-Djavax.net.ssl.trustStore=" + folder / "trust.p12" +
                                " -Djavax.net.ssl.trustStorePassword=open-sesame"}};
  const auto ended = start_rehearse({"stores", "--json"}, environment).wait();
  const auto stores = json::parse(ended.out).at("stores");
  std::map<std::string, bool> was_read;
  for (const auto& one : stores) was_read[one.at("why").at(0)] = !one.contains("error");
  EXPECT_TRUE(was_read["SSL_CERT_FILE"]) << ended.out;
  EXPECT_TRUE(was_read["JAVA_TOOL_OPTIONS -Djavax.net.ssl.trustStore"]) << ended.out;
  EXPECT_EQ(ended.out.find("open-sesame"), std::string::npos);
  const auto screen = start_rehearse({"stores", "-v"}, environment).wait();
  EXPECT_EQ((screen.out + screen.err).find("open-sesame"), std::string::npos);
}

// This machine's own tree, where the environment counts.
TEST(StoresEnvironment, node_says_what_check_says_of_it) {
  const Folder folder;
  const auto chain = folder.write("new.pem", pem({new_one().leaf, new_one().issuer}));
  const auto extra = folder.write("extra.pem", pem({new_one().root}));
  const auto node = folder.write_program("node",
                                         "\x7f"
                                         "ELF" +
                                             pem({old_one().root}));
  const Environment environment = {{"PATH", folder.path().string()}, {"NODE_EXTRA_CA_CERTS", extra}};
  const auto check =
      start_rehearse({"check", "--chain", chain, "--store", "node", "--at", "2018-12-12", "--json"},
                     environment)
          .wait();
  EXPECT_EQ(json::parse(check.out).at("answers").at(0).at("trusted"), true) << check.out << check.err;
  const auto ended =
      start_rehearse({"stores", "--chain", chain, "--at", "2018-12-12", "--json"}, environment).wait();
  const auto inventory = json::parse(ended.out);
  std::map<std::string, json> answers, stores;
  for (const auto& answer : inventory.at("checks").at(0).at("answers")) answers[answer.at("store")] = answer;
  for (const auto& store : inventory.at("stores")) stores[store.at("path")] = store;
  const auto real = fs::canonical(node).string(), beside = fs::canonical(extra).string();
  ASSERT_TRUE(answers.contains(real) && stores.contains(real) && stores.contains(beside)) << ended.out;
  EXPECT_EQ(answers[real].at("trusted"), true);
  EXPECT_EQ(stores[real].at("why"), json({"the roots compiled into Node, and those of NODE_EXTRA_CA_CERTS"}));
  EXPECT_EQ(stores[beside].at("why"), json({"NODE_EXTRA_CA_CERTS, beside its own"}));
  EXPECT_EQ(stores[beside].at("judged"), false);
}

}  // namespace
}  // namespace rehearse::e2e
