#include "report/stores.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/made.h"

namespace rehearse::report {
namespace {

using judge::Inventory;
using judge::InventoryStore;
using judge::Presence;

const Instant kAt = std::chrono::sys_days(std::chrono::year(2018) / 12 / 1);

store::Store read_store(const std::string& kind) {
  store::Store out;
  out.kind = kind;
  out.source = "source";
  return out;
}

// One of each kind: read, lacking, unreadable with hostile text.
Inventory three() {
  Inventory out{.root = "/", .at = kAt, .has_processes = true, .notes = {"/opt/closed: Permission denied"}};
  out.announced = {{"anchor", {.name = {{{"CN", "New Root"}}}, .key_id = {}, .fingerprint = {}}}};
  const auto* openssl = trust::find_client("openssl");
  out.stores.push_back({.path = "/etc/has.pem",
                        .why = {"SSL_CERT_FILE"},
                        .used_by = {"openssl", "curl"},
                        .clients = {openssl},
                        .store = read_store("pem-file"),
                        .anchors = 144,
                        .expired = 4,
                        .duplicates = 1,
                        .announced = {Presence::anchor}});
  out.stores.push_back({.path = "/srv/lacks.jks",
                        .why = {"under /srv"},
                        .used_by = {"java"},
                        .clients = {trust::find_client("java")},
                        .store = read_store("jks"),
                        .processes = {{4711, "java", kAt, "named", "-Djavax.net.ssl.trustStore", true},
                                      {4712, "late", kAt, "open", "has it open", false},
                                      {4713, "maybe", kAt, "by-default", "the default of its JVM", true}},
                        .anchors = 1,
                        .announced = {Presence::absent}});
  out.stores.push_back({.path = "/srv/\x1b[2Jevil.jks",
                        .clients = {openssl},
                        .store = fail("store-damaged", "/srv/\x1b[2Jevil.jks: truncated")});
  return out;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(StoresConsole, says_what_each_store_holds_and_what_to_restart) {
  const auto text = render_stores_console(three(), {.width = 120, .ascii = true});
  for (const auto* part :
       {"announced anchor: CN=New Root", "pem-file  144 anchors, 4 expired, 1 twice  has it    openssl, curl",
        "jks       1 anchor", "lacks it  java", "/srv/lacks.jks", "Not read", "truncated", "4711  java",
        "1 process may have loaded", "Not looked at", "/opt/closed: Permission denied",
        "3 stores, 1 not read"}) {
    EXPECT_TRUE(has(text, part)) << part << "\n" << text;
  }
  EXPECT_FALSE(has(text, "4712")) << "it needs no restart";
  EXPECT_FALSE(has(text, "4713")) << "nobody knows that it uses it";
  EXPECT_FALSE(has(text, "\x1b")) << "names of files are hostile";
}

TEST(StoresConsole, verbose_says_why_and_names_every_process) {
  const auto text = render_stores_console(three(), {.width = 120, .verbose = true});
  for (const auto* part : {"Why they are listed", "SSL_CERT_FILE", "under /srv", "4713"})
    EXPECT_TRUE(has(text, part)) << part << "\n" << text;
}

TEST(StoresConsole, a_path_is_never_cut_or_wrapped) {
  auto inventory = three();
  const std::string path = "/root/.pyenv/versions/3.11.7/lib/python3.11/site-packages/certifi/cacert.pem";
  inventory.stores[0].path = path;
  const auto text = render_stores_console(inventory, {.width = 60});
  EXPECT_TRUE(has(text, "\n      " + path + "\n")) << text;
}

TEST(StoresConsole, a_path_is_not_cut_in_what_to_do) {
  auto inventory = three();
  const std::string path = "/srv/" + std::string(300, 'a') + "/first.pem";
  judge::Check check{.chain = test::chain("api.example.com", "new")};
  check.stores.push_back(
      {.name = path, .client = trust::find_client("openssl"), .store = read_store("pem-file")});
  judge::CheckAnswer answer{.client = trust::find_client("openssl"), .at = kAt, .reason = "unknown-issuer"};
  answer.remedy.emplace().where = path;
  check.answers.push_back(answer);
  inventory.checks = {check};
  const auto text = render_stores_console(inventory, {.width = 1000});
  EXPECT_TRUE(has(text, "store " + path + " with openssl")) << text;
  EXPECT_TRUE(has(text, " " + path + "\n")) << text;
}

TEST(StoresConsole, nothing_to_restart_is_said_and_nothing_asked_is_not) {
  auto inventory = three();
  inventory.stores[1].processes.clear();
  EXPECT_TRUE(has(render_stores_console(inventory, {.width = 120}), "no process that was seen loaded"));
  inventory.has_processes = false;
  EXPECT_FALSE(has(render_stores_console(inventory, {.width = 120}), "restarted"));
}

TEST(StoresJson, has_a_key_for_everything) {
  const auto json = nlohmann::json::parse(render_stores_json(three()));
  EXPECT_EQ(json.at("schema"), "rehearse-stores/1");
  EXPECT_EQ(json.at("root"), "/");
  EXPECT_EQ(json.at("announced").at(0).at("name"), "CN=New Root");
  const auto& has_it = json.at("stores").at(0);
  EXPECT_EQ(has_it.at("path"), "/etc/has.pem");
  EXPECT_EQ(has_it.at("client"), "openssl");
  EXPECT_EQ(has_it.at("used_by"), nlohmann::json({"openssl", "curl"}));
  EXPECT_EQ(has_it.at("anchors"), 144);
  EXPECT_EQ(has_it.at("expired"), 4);
  EXPECT_EQ(has_it.at("announced").at(0).at("presence"), "anchor");
  const auto& process = json.at("stores").at(1).at("processes").at(0);
  EXPECT_EQ(process.at("pid"), 4711);
  EXPECT_EQ(process.at("evidence"), "named");
  EXPECT_EQ(process.at("needs_restart"), true);
  EXPECT_EQ(json.at("stores").at(2).at("error").at("code"), "store-damaged");
  EXPECT_FALSE(json.at("stores").at(2).contains("anchors"));
  EXPECT_EQ(json.at("notes").at(0), "/opt/closed: Permission denied");
  EXPECT_FALSE(json.contains("answers")) << "no chain was asked about";
}

TEST(StoresJson, processes_that_were_not_looked_at_are_not_none) {
  auto inventory = three();
  inventory.has_processes = false;
  const auto json = nlohmann::json::parse(render_stores_json(inventory));
  EXPECT_TRUE(json.at("stores").at(1).at("processes").is_null());
}

}  // namespace
}  // namespace rehearse::report
