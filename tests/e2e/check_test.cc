// `rehearse check` as a shell sees it: answers, exit codes, and what is refused.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "e2e/authorities.h"
#include "e2e/folder.h"
#include "e2e/process.h"
#include "e2e/rehearsal.h"
#include "store/builders.h"

namespace rehearse::e2e {
namespace {

using nlohmann::json;

// new.pem: the chain; new-root.pem, old-root.pem, empty.pem, broken.pem: stores.
class Check : public ::testing::Test {
 protected:
  Check() {
    const auto& it = new_one();
    folder.write("new.pem", pem({it.leaf, it.issuer}));
    folder.write("leaf.pem", pem({it.leaf}));
    folder.write("new-root.pem", pem({it.root}));
    folder.write("old-root.pem", pem({old_one().root}));
    folder.write("issuer.pem", pem({it.issuer}));
    folder.write("empty.pem", "");
    folder.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
  }

  Ended check(std::vector<std::string> more, const std::string& chain = "new.pem") {
    std::vector<std::string> all = {"check", "--chain", folder / chain, "--at", "2018-12-12"};
    for (auto& one : more) {
      const bool is_file = one.ends_with(".pem") && !one.starts_with("/");
      const auto name = one.find('=');
      if (is_file && name == std::string::npos) one = folder / one;
      if (is_file && name != std::string::npos) one.insert(name + 1, folder / "");
      all.push_back(one);
    }
    return start_rehearse(all, environment).wait();
  }

  json answers(std::vector<std::string> more, const std::string& chain = "new.pem") {
    more.emplace_back("--json");
    const auto ended = check(std::move(more), chain);
    return ended.out.empty() ? json(ended.err) : json::parse(ended.out).at("answers");
  }

  Folder folder;
  Environment environment;
};

TEST_F(Check, exit_codes_are_what_the_manual_says) {
  const struct {
    const char* name;
    std::vector<std::string> arguments;
    int exit;
  } cases[] = {
      {"trusted", {"--store", "new-root.pem", "--host", kHost}, 0},
      {"no_host_is_no_question", {"--store", "new-root.pem"}, 0},
      {"another_root", {"--store", "old-root.pem"}, 1},
      {"another_host", {"--store", "new-root.pem", "--host", "other.example.com"}, 1},
      {"trusted_by_one_of_two", {"--store", "new-root.pem", "--store", "old-root.pem"}, 1},
      {"an_unreadable_store", {"--store", "broken.pem"}, 3},
      {"an_unreadable_store_beside_a_good_one", {"--store", "broken.pem", "--store", "new-root.pem"}, 3},
      {"what_breaks_outweighs_it", {"--store", "broken.pem", "--store", "old-root.pem"}, 1},
      {"a_url_for_a_host", {"--store", "new-root.pem", "--host", "https://api.example.com/"}, 2},
      {"a_host_with_a_port", {"--store", "new-root.pem", "--host", "api.example.com:443"}, 2},
      {"an_address_for_a_host", {"--store", "new-root.pem", "--host", "2001:db8::1"}, 1},
      {"no_store", {}, 2},
      {"an_unknown_client", {"--store", "new-root.pem", "--client", "netscape"}, 2},
      {"a_moment_that_does_not_exist", {"--store", "new-root.pem", "--at", "2018-02-30"}, 2},
      {"a_name_twice", {"--store", "a=new-root.pem", "--store", "a=old-root.pem"}, 2},
      {"a_password_for_no_store", {"--store", "new-root.pem", "--password", "app=env:HOME"}, 2},
      {"a_password_that_is_not_set", {"--store", "new-root.pem", "--password", "env:NOT_SET"}, 2},
      {"a_store_of_an_unset_variable", {"--store", "java:"}, 2},
      {"two_passwords_for_all",
       {"--store", "new-root.pem", "--password", "none", "--password", "env:HOME"},
       2},
      {"a_password_as_it_is", {"--store", "new-root.pem", "--password", "changeit"}, 2},
      {"a_password_from_a_command_that_fails",
       {"--store", "new-root.pem", "--password", "command:echo secret; exit 1"},
       2},
      {"a_password_from_a_command_that_is_killed",
       {"--store", "new-root.pem", "--password", "command:kill -9 $$"},
       2},
      {"a_password_from_a_command_that_is_silent",
       {"--store", "new-root.pem", "--password", "command:true"},
       2},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto ended = check(one.arguments);
    EXPECT_EQ(ended.exit, one.exit) << ended.out << ended.err;
    EXPECT_EQ(ended.err.empty(), one.exit != 2) << ended.err;
  }
  EXPECT_EQ(check({"--store", "new-root.pem"}, "nowhere.pem").exit, 2);
  EXPECT_EQ(check({"--store", "new-root.pem"}, "empty.pem").exit, 2);
  EXPECT_EQ(check({"--store", "new-root.pem"}, "broken.pem").exit, 2);
}

TEST_F(Check, an_answer_says_everything) {
  const auto answer = answers({"--store", "app=new-root.pem", "--host", kHost, "--client", "go"}).at(0);
  const auto& it = new_one();
  const json path = {it.leaf.certificate->sha256.hex(), it.issuer.certificate->sha256.hex(),
                     it.root.certificate->sha256.hex()};
  EXPECT_EQ(answer.at("store"), "app");
  EXPECT_EQ(answer.at("client"), "go");
  EXPECT_EQ(answer.at("how"), "predicted");
  EXPECT_EQ(answer.at("at"), "2018-12-12T00:00:00Z");
  EXPECT_EQ(answer.at("trusted"), true);
  EXPECT_EQ(answer.at("reason"), "");
  EXPECT_EQ(answer.at("path"), path);
  EXPECT_EQ(answer.at("anchor"), path.at(2));
  EXPECT_TRUE(answer.at("remedy").is_null());
}

TEST_F(Check, every_client_says_what_it_says) {
  const struct {
    const char* client;
    bool intermediate_alone, leaf_sent_alone;
  } cases[] = {
      {"openssl", false, false}, {"curl", true, false},    {"python-3.11", false, false},
      {"java", true, false},     {"java-21", true, false}, {"gnutls", true, false},
      {"go", true, false},       {"go-1.19", true, false},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.client);
    EXPECT_EQ(answers({"--store", "issuer.pem", "--client", one.client}).at(0).at("trusted"),
              one.intermediate_alone);
    EXPECT_EQ(answers({"--store", "new-root.pem", "--client", one.client}, "leaf.pem").at(0).at("trusted"),
              one.leaf_sent_alone);
  }
}

TEST_F(Check, answers_stand_in_the_order_asked) {
  const auto all = answers({"--store", "b=old-root.pem", "--store", "a=new-root.pem", "--client", "go",
                            "--client", "curl", "--at", "2060-01-01"});
  std::vector<std::string> seen;
  for (const auto& one : all) {
    seen.push_back(one.at("store").get<std::string>() + " " + one.at("client").get<std::string>() + " " +
                   one.at("at").get<std::string>().substr(0, 4) + (one.at("trusted") ? " yes" : " no"));
  }
  const std::vector<std::string> expected = {"b go 2018 no",    "b go 2060 no",  "b curl 2018 no",
                                             "b curl 2060 no",  "a go 2018 yes", "a go 2060 no",
                                             "a curl 2018 yes", "a curl 2060 no"};
  EXPECT_EQ(seen, expected);
}

TEST_F(Check, a_store_that_cannot_be_read_has_an_error_and_no_verdict) {
  const auto answer = answers({"--store", "broken.pem"}).at(0);
  EXPECT_EQ(answer.at("error").at("code"), "store-damaged");
  EXPECT_FALSE(answer.contains("trusted"));
}

TEST_F(Check, a_remedy_mends_and_comes_only_where_it_does) {
  const auto mended = answers({"--store", "old-root.pem", "--store", "new-root.pem"}).at(0).at("remedy");
  EXPECT_EQ(mended.at("add"), json::array({new_one().root.certificate->sha256.hex()}));
  EXPECT_EQ(mended.at("proven"), true);
  const auto misnamed =
      answers({"--store", "old-root.pem", "--store", "new-root.pem", "--host", "other.example.com"});
  EXPECT_EQ(misnamed.at(0).at("reason"), "anchor-not-in-store");
  EXPECT_TRUE(misnamed.at(0).at("remedy").is_null()) << "no store mends a name";
  EXPECT_EQ(misnamed.at(1).at("reason"), "name-mismatch");
  EXPECT_TRUE(misnamed.at(1).at("remedy").is_null());
}

TEST_F(Check, a_file_longer_than_java_reads_is_no_silent_yes) {
  const auto& it = new_one();
  folder.write("long.pem", pem({it.leaf, it.issuer, it.root, it.root, it.root, it.root, it.root, it.root,
                                it.root, it.root, it.root}));
  const auto java = answers({"--store", "new-root.pem", "--client", "java"}, "long.pem").at(0);
  EXPECT_EQ(java.at("trusted"), true);
  EXPECT_EQ(java.at("refused_in_handshake"), "11 certificates sent, java-17 reads 10 in a handshake");
  const auto ended = check({"--store", "new-root.pem", "--client", "java"}, "long.pem");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_NE(ended.out.find("0 trusted, 1 not"), std::string::npos) << ended.out;
  const auto go = answers({"--store", "new-root.pem", "--client", "go"}, "long.pem").at(0);
  EXPECT_TRUE(go.at("refused_in_handshake").is_null());
}

TEST_F(Check, a_published_chain_may_be_der_or_pkcs7_in_any_order) {
  const auto& it = new_one();
  folder.write("leaf.der", it.leaf.certificate->der);
  folder.write("upside-down.pem", pem({it.issuer, it.leaf}));
  for (const auto* form : {"PEM", "DER"}) {
    SCOPED_TRACE(form);
    Process openssl({"openssl", "crl2pkcs7", "-nocrl", "-certfile", folder / "upside-down.pem", "-outform",
                     form, "-out", folder / "new.p7b"},
                    {{"PATH", "/usr/bin:/bin"}});
    ASSERT_EQ(openssl.wait().exit, 0);
    const auto answer = answers({"--store", "new-root.pem", "--host", kHost}, "new.p7b").at(0);
    EXPECT_EQ(answer.at("trusted"), true) << answer;
  }
  EXPECT_EQ(answers({"--store", "issuer.pem", "--client", "go"}, "leaf.der").at(0).at("trusted"), true);
  EXPECT_EQ(check({"--store", "new-root.pem"}, "upside-down.pem").exit, 2)
      << "PEM has an order, and this is none";
  folder.write("not-a-chain.jks", std::string("\xFE\xED\xFE\xED\0\0\0\2\0\0\0\0", 12));
  EXPECT_EQ(check({"--store", "new-root.pem"}, "not-a-chain.jks").exit, 2);
}

TEST_F(Check, a_screen_says_what_to_do) {
  const auto ended = check({"--store", "app=old-root.pem", "--store", "new=new-root.pem", "--ascii"});
  for (const auto* part : {"not trusted: ", "What to do", "store app with openssl", "in store new",
                           "openssl x509 -in new-root-", "1 trusted, 1 not, 0 could not be told"}) {
    EXPECT_NE(ended.out.find(part), std::string::npos) << part << "\n" << ended.out;
  }
}

class CheckOfServer : public Check {
 protected:
  // The answers about what an edge sends that shows `identity`.
  Ended ask(const lab::Edge& edge, std::vector<std::string> more) {
    std::vector<std::string> all = {"check", "--connect", kHost, "--connect-to", "::" + place(edge),
                                    "--at",  "2018-12-12"};
    all.insert(all.end(), more.begin(), more.end());
    return start_rehearse(all, environment).wait();
  }
  static lab::Edge edge_with(lab::EdgeOptions options) {
    options.identities = {new_one().identity()};
    auto started = lab::Edge::start(std::move(options));
    if (!started) throw std::runtime_error(started.error().text());
    return *std::move(started);
  }
};

TEST_F(CheckOfServer, the_chain_is_what_it_sends_to_that_name) {
  const auto edge = edge_with({});
  const auto ended = ask(edge, {"--store", folder / "new-root.pem", "--json"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  const auto report = json::parse(ended.out);
  EXPECT_EQ(report.at("host"), kHost);
  EXPECT_EQ(report.at("chain").size(), 2U);
  EXPECT_EQ(report.at("answers").at(0).at("trusted"), true);
  EXPECT_NE(report.at("from").get<std::string>().find(place(edge)), std::string::npos);
  const auto seen = edge.recorder().wait_ended(1, std::chrono::seconds(10));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].sni, kHost);
  EXPECT_EQ(seen[0].received, "") << "no request";
}

TEST_F(CheckOfServer, the_host_may_be_another_one) {
  const auto edge = edge_with({});
  EXPECT_EQ(ask(edge, {"--store", folder / "new-root.pem", "--host", "other.example.com"}).exit, 1);
}

TEST_F(CheckOfServer, what_leads_to_no_chain_is_no_input) {
  const auto edge = edge_with({});
  const std::string store = folder / "new-root.pem";
  const struct {
    const char* name;
    std::vector<std::string> arguments;
  } rows[] = {
      {"no_host", {"--connect", "https://api.example.com/"}},
      {"a_path", {"--connect", "api.example.com/v1"}},
      {"a_port_that_is_none", {"--connect", "api.example.com:99999"}},
      {"nobody_there", {"--connect", "127.0.0.1:1"}},
      {"not_looked_up", {"--connect", "api.example.com", "--no-dns"}},
      {"both", {"--connect", "api.example.com", "--chain", folder / "new.pem"}},
      {"neither", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    std::vector<std::string> all = {"check", "--store", store};
    all.insert(all.end(), row.arguments.begin(), row.arguments.end());
    const auto ended = start_rehearse(all, environment).wait();
    EXPECT_EQ(ended.exit, 2) << ended.out << ended.err;
    EXPECT_NE(ended.err.find("--c"), std::string::npos) << ended.err;
  }
}

TEST_F(CheckOfServer, an_override_that_nobody_used_is_said) {
  const auto edge = edge_with({});
  const auto ended = ask(
      edge, {"--store", folder / "new-root.pem", "--resolve", "other.example.com:443:127.0.0.1", "--json"});
  const auto report = json::parse(ended.out);
  ASSERT_EQ(report.at("findings").size(), 1U) << report.dump(1);
  EXPECT_EQ(report.at("findings").at(0).at("id"), "unused-override");
}

// Written, carried out from another folder, and asked again: with a store called by a relative path.
TEST_F(Check, what_it_writes_mends_the_store) {
  const auto& it = new_one();
  folder.write("shop/ca.pem", pem({old_one().root}));
  folder.write("whole.pem", pem({it.leaf, it.issuer, it.root}));
  const auto remedies = folder / "made/here";
  const std::vector<std::string> asked = {"check",      "--chain", folder / "whole.pem",          "--at",
                                          "2018-12-12", "--store", folder / "shop/../shop/ca.pem"};
  auto with_files = asked;
  with_files.insert(with_files.end(), {"--write-remedy", remedies});
  EXPECT_EQ(start_rehearse(with_files, environment).wait().exit, 1);
  const auto label = "new-root-" + it.root.certificate->sha256.hex().substr(0, 8) + ".pem";
  EXPECT_EQ(content(remedies + "/" + label), cert::to_pem(*it.root.certificate));
  Process script({"bash", remedies + "/remedy.sh"}, {{"PATH", "/usr/bin:/bin"}});
  const auto ended = script.wait();
  EXPECT_EQ(ended.exit, 0) << ended.out << ended.err;
  EXPECT_EQ(start_rehearse(asked, environment).wait().exit, 0);
  folder.write("a-file", "");
  with_files.back() = folder / "a-file";
  with_files[6] = folder / "old-root.pem";
  const auto failed = start_rehearse(with_files, environment).wait();
  EXPECT_EQ(failed.exit, 2) << "a file is no folder";
  EXPECT_NE(failed.out.find("What to do"), std::string::npos) << "the report is not lost with it";
}

// Whoever finds a script is to believe it: one of an earlier answer goes, what is somebody else's stays.
TEST_F(Check, an_earlier_remedy_goes_with_the_next_answer) {
  const auto& it = new_one();
  const auto& root = *it.root.certificate;
  folder.write("whole.pem", pem({it.leaf, it.issuer, it.root}));
  const auto script = folder / "made/remedy.sh", other = folder / "made/notes.txt";
  const auto certificate = folder / "made/new-root-" + root.sha256.hex().substr(0, 8) + ".pem";
  const auto ask = [&](const std::string& store) {
    return check({"--store", store, "--write-remedy", folder / "made"}, "whole.pem");
  };
  const auto first = ask("old-root.pem");
  EXPECT_EQ(first.exit, 1) << first.out;
  const auto wanted = content(script);
  EXPECT_NE(wanted, "") << first.out << first.err;
  folder.write("made/notes.txt", "mine");
  EXPECT_EQ(ask("old-root.pem").exit, 1) << "over its own";
  EXPECT_EQ(content(script), wanted);
  EXPECT_EQ(ask("new-root.pem").exit, 0);
  EXPECT_FALSE(std::filesystem::exists(script));
  EXPECT_EQ(content(certificate), cert::to_pem(root)) << "it may be a store by now";
  EXPECT_EQ(content(other), "mine");
  folder.write("made/remedy.sh", "#!/bin/bash\n# mine\n");
  EXPECT_EQ(ask("new-root.pem").exit, 0);
  const auto refused = ask("old-root.pem");
  EXPECT_EQ(refused.exit, 2);
  EXPECT_NE(refused.err.find("did not write it"), std::string::npos) << refused.err;
  EXPECT_EQ(content(script), "#!/bin/bash\n# mine\n");
}

// By this machine's clock: the copy ends in 2040, the leaf in 2048. Until then it may be what a server that
// sends no intermediate is trusted by.
TEST_F(Check, what_is_to_be_taken_out_later_is_not_taken_out_now) {
  const auto& it = new_one();
  auto copy = authority("New Issuing CA");
  copy.key = it.issuer.key;
  copy.not_after = at("2040-01-01");
  folder.write("later.pem", pem({it.root, *cert::mint(copy, &it.root)}));
  const std::vector<std::string> asked = {"check",
                                          "--chain",
                                          folder / "new.pem",
                                          "--store",
                                          folder / "later.pem",
                                          "--write-remedy",
                                          folder / "remedies",
                                          "--json"};
  const auto ended = start_rehearse(asked, environment).wait();
  EXPECT_EQ(ended.exit, 1) << ended.err;
  const auto answers = json::parse(ended.out);
  EXPECT_EQ(answers.at("answers").at(0).at("trusted"), true);
  const auto& later = answers.at("answers").at(1);
  EXPECT_EQ(later.at("at"), "2040-01-01T00:00:00Z");
  EXPECT_EQ(later.at("remedy").at("remove").size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(folder / "remedies/remedy.sh"));
}

// JKS, in which Java reads without a password.
std::string key_store(const cert::Minted& root) {
  return store::KeystoreWriter().trusted("root", root.certificate->der).bytes();
}

// Every JVM of this environment reads them, so that what they name is this machine's own.
TEST_F(Check, java_is_what_its_properties_say) {
  folder.write("jdk/lib/security/cacerts", key_store(new_one().root));
  folder.write("poor.jks", key_store(third_one().root));
  folder.write("own.jks", key_store(new_one().root));
  environment["JAVA_HOME"] = folder / "jdk";
  const auto told = [&](const std::string& file) { return "-Djavax.net.ssl.trustStore=" + (folder / file); };
  const struct {
    const char* name;
    std::map<std::string, std::string> variables;
    const char* answer;
  } cases[] = {
      {"nobody", {}, "yes"},
      {"a_store", {{"JAVA_TOOL_OPTIONS", told("poor.jks")}}, "unable to find its issuer"},
      {"the_last_counts",
       {{"JAVA_TOOL_OPTIONS", told("poor.jks")}, {"_JAVA_OPTIONS", told("own.jks")}},
       "yes"},
      {"one_that_is_not_there", {{"JAVA_TOOL_OPTIONS", told("nowhere.jks")}}, "yes"},
      {"none", {{"JAVA_TOOL_OPTIONS", "-Djavax.net.ssl.trustStore=NONE"}}, "until that is taken away"},
      {"a_wrong_password",
       {{"JDK_JAVA_OPTIONS", told("own.jks") + " -Djavax.net.ssl.trustStorePassword=wrong"}},
       "error"},
      {"what_a_script_would_pass_on", {{"JAVA_OPTS", told("poor.jks")}}, "yes"},
  };
  const auto without = environment;
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    environment = without;
    environment.insert(one.variables.begin(), one.variables.end());
    const auto answer = answers({"--store", "java"}).at(0);
    if (answer.contains("error")) {
      EXPECT_EQ(one.answer, std::string("error")) << answer;
    } else if (answer.at("trusted")) {
      EXPECT_EQ(one.answer, std::string("yes"));
    } else {
      EXPECT_NE(answer.at("detail").get<std::string>().find(one.answer), std::string::npos) << answer;
    }
  }
}

// /bin/java, python3 and node of a made-up machine, as PATH leads to them.
TEST_F(Check, stores_are_found_by_who_keeps_them) {
  const auto& it = new_one();
  folder.write_program("jdk/bin/java", "");
  folder.write("jdk/lib/security/cacerts", key_store(it.root));
  folder.write_program("base/bin/python3", "");
  folder.write("base/lib/python3.11/site-packages/certifi/cacert.pem", pem({old_one().root}));
  folder.write("venv/pyvenv.cfg", "");
  std::filesystem::create_directories(folder / "venv/bin");
  std::filesystem::create_symlink(folder / "base/bin/python3", folder / "venv/bin/python3");
  folder.write("venv/lib/python3.11/site-packages/certifi/cacert.pem", pem({it.root}));
  folder.write_program("bin/node", pem({old_one().root}));
  environment["PATH"] = (folder / "nowhere") + ":" + (folder / "jdk/bin") + ":" + (folder / "venv/bin") +
                        ":" + (folder / "bin");
  const std::vector<std::string> stores = {"--store", "java", "--store", "certifi", "--store", "node"};
  const auto verdicts = [&] {
    std::string out;
    for (const auto& answer : answers(stores)) {
      out += answer.at("client").get<std::string>() + (answer.value("trusted", false) ? " yes " : " no ");
    }
    return out;
  };
  EXPECT_EQ(verdicts(), "java-17 yes python-3.11 yes node no ");
  environment["NODE_EXTRA_CA_CERTS"] = folder / "new-root.pem";
  EXPECT_EQ(verdicts(), "java-17 yes python-3.11 yes node yes ");
  environment["JAVA_HOME"] = folder / "no-jdk";
  environment["VIRTUAL_ENV"] = folder / "no-environment";
  EXPECT_EQ(verdicts(), "java-17 no python-3.11 no node yes ") << "these are named, so PATH is not asked";
}

TEST_F(Check, a_key_store_wants_its_password_and_java_reads_it) {
  const std::string p12 = folder / "trust.p12";
  Process keytool({"openssl", "pkcs12", "-export", "-nokeys", "-in", folder / "new-root.pem", "-out", p12,
                   "-passout", "pass:open-sesame"},
                  {{"PATH", "/usr/bin:/bin"}});
  ASSERT_EQ(keytool.wait().exit, 0);
  folder.write("whole.pem", pem({new_one().leaf, new_one().issuer, new_one().root}));
  EXPECT_EQ(answers({"--store", p12}).at(0).at("error").at("code"), "store-locked");
  for (const auto& where : {std::string("none"), p12 + "=none"}) {
    const auto shut = answers({"--store", p12, "--password", where}, "whole.pem").at(0);
    EXPECT_EQ(shut.at("reason"), "no-anchors") << shut;
    EXPECT_TRUE(shut.at("remedy").is_null()) << "what is put into it is not found either";
  }
  environment["TRUST_PASSWORD"] = "open-sesame";
  folder.write("password", "open-sesame\n");
  for (const auto& where : {std::string("env:TRUST_PASSWORD"), p12 + "=env:TRUST_PASSWORD",
                            "file:" + folder / "password", std::string("command:echo \"$TRUST_PASSWORD\"")}) {
    SCOPED_TRACE(where);
    const auto ended = check({"--store", p12, "--password", where, "--json"});
    EXPECT_EQ(ended.out.find("open-sesame"), std::string::npos);
    const auto answer = json::parse(ended.out).at("answers").at(0);
    EXPECT_EQ(answer.at("client"), "java-17");
    EXPECT_EQ(answer.at("reason"), "no-anchors") << "OpenSSL writes no mark of trust, and Java wants one";
  }
}

}  // namespace
}  // namespace rehearse::e2e
