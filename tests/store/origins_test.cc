// Stores that are named by who keeps them: a Python environment's, and what is built into a Node program.

#include <filesystem>

#include <gtest/gtest.h>

#include "store/builders.h"
#include "store/files.h"
#include "store/store.h"

namespace rehearse::store {
namespace {

namespace fs = std::filesystem;

class Origins : public Files {
 protected:
  static std::string said(const Result<Store>& store) {
    return store ? names(store->anchors) : store.error().code + ": " + store.error().detail;
  }
  std::string certifi(const std::string& folder) const {
    return said(open("x", {.kind = Source::Kind::certifi, .path = (x_folder / folder).string()}));
  }
  std::string node(const std::string& program, const std::string& extra = "") const {
    return said(open("x", {.kind = Source::Kind::node, .path = program, .extra = extra}));
  }
};

// What OpenJDK 17 does, asked of one with these properties: where the file is not there it takes cacerts, and
// passes over jssecacerts.
TEST_F(Origins, java_takes_what_its_properties_say) {
  const auto jks = [](const cert::Minted& one) {
    return KeystoreWriter().trusted("x", one.certificate->der).bytes();
  };
  write("jdk/lib/security/cacerts", jks(a()));
  const auto own = write("own.jks", jks(b()));
  const auto locked =
      write("locked.p12", pkcs12({.bags = {{.certificate = b().certificate, .trusted = true}}}));
  const auto half = write("half.p12", pkcs12({.bags = {{.certificate = b().certificate, .trusted = true}},
                                              .parts = 2,
                                              .first_part_is_clear = true}));
  const auto jceks =
      write("own.jceks", KeystoreWriter(0xCECECECE).trusted("x", b().certificate->der).bytes());
  const auto pem = write("own.pem", cert::to_pem(*b().certificate));
  const struct {
    const char* name;
    std::optional<std::string> file;
    const char* type;
    const char* password;
    std::string said;
  } cases[] = {
      {"not_told", std::nullopt, "", "", "A"},
      {"a_file", own, "", "", "B"},
      {"not_there", "/nowhere", "", "", "A"},
      {"a_folder", "/tmp", "", "", "A"},
      {"nothing", "", "", "", "A"},
      {"none", "NONE", "", "", ""},
      {"its_password", locked, "", "changeit", "B"},
      {"no_password", locked, "", "", ""},
      {"jks_as_pkcs12", own, "PKCS12", "", "B"},
      {"jceks_by_itself", jceks, "", "", "store-unreadable"},
      {"jceks_by_its_name", jceks, "jceks", "", "B"},
      {"jks_as_jceks", own, "JCEKS", "", "B"},
      {"an_unknown_type", own, "Windows-ROOT", "", "store-unreadable"},
      {"pem", pem, "", "", "store-unreadable"},
      {"a_wrong_password", own, "", "wrong", "store-locked"},
      {"one_part_in_the_clear", half, "", "", "store-locked"},
  };
  const auto opened = [&](const auto& one) {
    Source source{.kind = Source::Kind::java, .path = (x_folder / "jdk").string(), .is_opened_without = true};
    source.java = {one.file, one.type, "JAVA_TOOL_OPTIONS"};
    if (*one.password != 0) source.password = password(one.password);
    return open("x", source);
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto store = opened(one);
    EXPECT_EQ(store ? names(store->anchors) : store.error().code, one.said);
    EXPECT_EQ(store && !store->shut.empty(), one.said.empty());
  }
  EXPECT_EQ(opened(cases[1])->source, "java (" + own + ", named by JAVA_TOOL_OPTIONS)");
  EXPECT_EQ(opened(cases[1])->origin, Source::Kind::path) << "no update of the JDK undoes a change";
  EXPECT_EQ(opened(cases[2])->origin, Source::Kind::java);
  write("jdk/lib/security/jssecacerts", jks(b()));
  EXPECT_EQ(names(opened(cases[0])->anchors), "B");
  EXPECT_EQ(names(opened(cases[2])->anchors), "A") << "not jssecacerts";
}

TEST_F(Origins, certifis_bundle_is_found_from_the_environment_down) {
  write("venv/lib/python3.11/site-packages/certifi/core.py", "");
  const auto bundle = write("venv/lib/python3.11/site-packages/certifi/cacert.pem", root_pem("A"));
  EXPECT_EQ(certifi("venv"), "A");
  EXPECT_EQ(certifi("venv/lib/python3.11/site-packages"), "A");
  EXPECT_EQ(certifi("venv/lib/python3.11/site-packages/certifi"), "A");
  const auto store = open("x", {.kind = Source::Kind::certifi, .path = (x_folder / "venv").string()});
  ASSERT_TRUE(store);
  EXPECT_EQ(store->source, "certifi (" + bundle + ")");
  EXPECT_EQ(store->path, bundle);
  EXPECT_EQ(store->origin, Source::Kind::certifi);
}

TEST_F(Origins, an_environment_without_certifi_or_with_several_is_an_error) {
  const auto venv = (x_folder / "venv").string();
  EXPECT_EQ(certifi("venv"), "store-unreadable: certifi: there is none in " + venv);
  EXPECT_EQ(said(open("x", {.kind = Source::Kind::certifi})),
            "store-unreadable: certifi: which Python environment is not known");
  write("venv/lib/python3.11/site-packages/certifi/cacert.pem", root_pem("A"));
  write("venv/lib/python3.12/site-packages/certifi/cacert.pem", root_pem("B"));
  const auto packages = venv + "/lib/python3.1";
  EXPECT_EQ(certifi("venv"), "store-unreadable: certifi: " + venv + " has several, " + packages +
                                 "1/site-packages/certifi and " + packages +
                                 "2/site-packages/certifi: name one of them");
}

TEST_F(Origins, debians_certifi_hands_out_the_systems_bundle) {
  write("usr/lib/python3/dist-packages/certifi/core.py", "");
  const auto store = open("x", {.kind = Source::Kind::certifi, .path = (x_folder / "usr").string()});
  ASSERT_TRUE(store);
  EXPECT_EQ(store->path, "/etc/ssl/certs/ca-certificates.crt");
  fs::remove(x_folder / "usr/lib/python3/dist-packages/certifi/core.py");
  EXPECT_EQ(certifi("usr"),
            "store-unreadable: " + (x_folder / "usr/lib/python3/dist-packages/certifi").string() +
                ": holds neither cacert.pem nor core.py");
}

TEST_F(Origins, the_roots_built_into_a_node_program_are_read_from_it) {
  // As the compiler leaves them: behind other bytes, a zero after each. The markers alone are program text.
  const std::string noise = std::string(
                                "\x7f"
                                "ELF\0",
                                5) +
                            "-----BEGIN CERTIFICATE-----\n" + '\0' + "-----END CERTIFICATE-----";
  const auto program = write("node", noise + root_pem("A") + '\0' + root_pem("B") + '\0' + noise);
  EXPECT_EQ(node(program), "A B");
  const auto store = open("x", {.kind = Source::Kind::node, .path = program});
  ASSERT_TRUE(store);
  EXPECT_EQ(store->kind, "node");
  EXPECT_EQ(store->source, "node (" + program + ")");
  EXPECT_EQ(anchors_for(*store, Reader::node).size(), 2U);
}

TEST_F(Origins, a_root_that_lies_across_two_reads_is_found_once) {
  const auto pem = root_pem("A");
  for (const std::size_t before : {std::size_t{1}, std::size_t{20}, std::size_t{40}, pem.size() - 10}) {
    const auto program = write("node", std::string((4U << 20) - before, '\0') + pem + '\0');
    const auto store = open("x", {.kind = Source::Kind::node, .path = program});
    ASSERT_TRUE(store) << before;
    EXPECT_EQ(store->entries.size(), 1U) << before;
  }
}

TEST_F(Origins, what_node_is_told_to_add_counts_or_is_an_error) {
  const auto program = write("node", root_pem("A") + '\0');
  const auto extra = write("extra.pem", root_pem("B"));
  EXPECT_EQ(node(program, extra), "A B");
  EXPECT_EQ(node(program, (x_folder / "gone.pem").string()),
            "store-unreadable: " + (x_folder / "gone.pem").string() + ": no such file");
}

TEST_F(Origins, a_program_without_roots_is_an_error) {
  EXPECT_EQ(node(write("node", "a program")),
            "store-unreadable: " + (x_folder / "node").string() +
                ": no root certificates are built into it; Debian's own Node uses OpenSSL's store: that is "
                "`system` with client node-18");
  EXPECT_EQ(node((x_folder / "gone").string()),
            "store-unreadable: " + (x_folder / "gone").string() + ": no such file");
  EXPECT_EQ(node(x_folder.string()), "store-unreadable: " + x_folder.string() + ": is no regular file");
  auto cut = root_pem("A");
  cut.erase(cut.size() / 2, 4);
  EXPECT_EQ(node(write("node", cut)).substr(0, 13), "store-damaged");
}

}  // namespace
}  // namespace rehearse::store
