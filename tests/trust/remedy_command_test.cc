#include "trust/remedy_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/directory.h"
#include "trust/authority.h"

namespace rehearse::trust {
namespace {

using Kind = store::Source::Kind;
using testing::StartsWith;

const cert::CertificatePtr& root() {
  return authority().root.certificate;
}

// What commands call the root.
std::string label() {
  return "root-" + root()->sha256.hex().substr(0, 8);
}

Remedy adding() {
  Remedy out;
  out.add.push_back({root()->sha256, "Root", "sent by the server", root()});
  return out;
}
Remedy removing() {
  Remedy out;
  out.remove.push_back({root()->sha256, "", root()});
  return out;
}

// One that holds the root and somebody else's.
store::Store store_at(const std::string& path, const std::string& kind, Kind origin = Kind::path) {
  auto out = pem_store("billing", {authority().other_root.certificate, root()});
  out.source = out.path = path;
  out.kind = kind;
  out.origin = origin;
  out.sha256 = root()->sha256;
  return out;
}

std::string command(const Remedy& change, const store::Store& store, const char* client = "openssl") {
  return instructions_for(change, store, *find_client(client)).command;
}

TEST(Addition, to_a_file_begins_a_line) {
  EXPECT_EQ(command(adding(), store_at("/opt/my ca.pem", "pem-file")),
            "{ echo; openssl x509 -in " + label() + ".pem; } >> '/opt/my ca.pem'");
}

TEST(Addition, to_a_directory_takes_the_first_free_number) {
  const auto store = store_at("/opt/o'hara/certs", "pem-directory");
  const auto quoted = std::string("'/opt/o'\\''hara/certs'");
  const auto hash = store::subject_hash(*root());
  EXPECT_EQ(command(adding(), store), "install -m 644 " + label() + ".pem " + quoted + "/ && ( cd " + quoted +
                                          " && n=0 && while test -e " + hash + ".$n || test -L " + hash +
                                          ".$n; do n=$((n + 1)); done && ln -s " + label() + ".pem " + hash +
                                          ".$n )");
  EXPECT_THAT(instructions_for(adding(), store, *find_client("openssl")).restart, StartsWith("nothing"));
  EXPECT_THAT(instructions_for(adding(), store, *find_client("go")).restart, StartsWith("every process"));
}

TEST(Addition, to_a_key_store_is_keytools) {
  for (const auto* kind : {"jks", "jceks", "pkcs12"}) {
    EXPECT_EQ(command(adding(), store_at("/opt/trust store", kind), "java-17"),
              "keytool -importcert -noprompt -alias " + label() + " -file " + label() +
                  ".pem -keystore '/opt/trust store' -storetype " + kind);
  }
}

TEST(Addition, to_what_the_distribution_keeps_is_the_distributions) {
  const auto debians = "install -m 644 " + label() + ".pem /usr/local/share/ca-certificates/" + label() +
                       ".crt && update-ca-certificates";
  EXPECT_EQ(command(adding(), store_at("/etc/ssl/certs/ca-certificates.crt", "pem-file", Kind::system)),
            debians);
  EXPECT_EQ(command(adding(), store_at("/etc/ssl/certs", "pem-directory", Kind::system)), debians);
  EXPECT_EQ(command(adding(), store_at("/etc/ssl/certs/java/cacerts", "jks", Kind::java), "java-17"),
            debians);
  EXPECT_EQ(command(adding(), store_at("/etc/ssl/certs/ca-certificates.crt", "pem-file")), debians)
      << "named by its path";
  EXPECT_EQ(command(adding(), store_at("/etc/ssl/certs/ca-certificates.crt", "pem-file", Kind::certifi)),
            debians)
      << "Debian's certifi";
  auto node = store_at("/usr/bin/node", "node", Kind::node);
  node.extra = "/etc/ssl/certs/ca-certificates.crt";
  EXPECT_EQ(command(adding(), node, "node"), debians);
  for (const auto* path :
       {"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/pki/ca-trust/extracted/java/cacerts"})
    EXPECT_EQ(command(adding(), store_at(path, "pem-file")), "trust anchor --store " + label() + ".pem");
}

TEST(Addition, to_certifi_says_what_undoes_it) {
  const auto said = instructions_for(adding(), store_at("/venv/cacert.pem", "pem-file", Kind::certifi),
                                     *find_client("python-3.11"));
  EXPECT_EQ(said.command, "{ echo; openssl x509 -in " + label() + ".pem; } >> /venv/cacert.pem");
  EXPECT_THAT(said.caution, testing::HasSubstr("REQUESTS_CA_BUNDLE"));
  EXPECT_THAT(instructions_for(adding(), store_at("/jdk/lib/security/cacerts", "pkcs12", Kind::java),
                               *find_client("java"))
                  .caution,
              testing::HasSubstr("an update of the JDK"));
}

TEST(Addition, to_node_goes_into_a_file_of_its_own) {
  auto store = store_at("/usr/bin/node", "node", Kind::node);
  auto two = adding();
  two.add.push_back(
      {authority().other_root.certificate->sha256, "Other", "", authority().other_root.certificate});
  const auto other = "other-" + authority().other_root.certificate->sha256.hex().substr(0, 8);
  EXPECT_EQ(command(two, store, "node"),
            "{ openssl x509 -in " + label() + ".pem; openssl x509 -in " + other + ".pem; } > node-extra-" +
                label() + ".pem\n" + "export NODE_EXTRA_CA_CERTS=\"$PWD/node-extra-" + label() + ".pem\"");
  EXPECT_THAT(instructions_for(two, store, *find_client("node")).caution, testing::HasSubstr("environment"));
  store.extra = "/opt/extra.pem";
  EXPECT_EQ(command(two, store, "node"), "{ echo; openssl x509 -in " + label() +
                                             ".pem; } >> /opt/extra.pem\n" + "{ echo; openssl x509 -in " +
                                             other + ".pem; } >> /opt/extra.pem");
}

TEST(Addition, has_no_command_where_a_format_holds_one_message) {
  EXPECT_EQ(command(adding(), store_at("/opt/ca.der", "der"), "java-17"), "");
  EXPECT_EQ(command(adding(), store_at("/opt/ca.p7b", "pkcs7"), "java-17"), "");
  EXPECT_EQ(command(adding(), store_at("", "pem-file")), "") << "what lies in no file is not edited";
}

TEST(Removal, from_a_file_is_held_to_the_bytes_that_were_read) {
  auto store = store_at("/opt/my ca.pem", "pem-file");
  store.entries.push_back(store.entries[1]);  // a second copy
  store.entries[1].line = 24;
  store.entries[2].line = 52;
  const auto cut = "test \"$(sha256sum < '/opt/my ca.pem')\" = '" + root()->sha256.hex() +
                   "  -' && sed -i --follow-symlinks -e '24,/^-----END /d' -e '52,/^-----END /d' "
                   "'/opt/my ca.pem'";
  EXPECT_EQ(command(removing(), store), cut);
  auto both = removing();
  both.add.push_back({authority().leaf.certificate->sha256, "Leaf", "", authority().leaf.certificate});
  EXPECT_THAT(command(both, store), StartsWith(cut + "\n{ echo; "));
}

TEST(Removal, from_key_stores_and_directories_goes_copy_by_copy) {
  auto keys = store_at("/opt/trust.jks", "jks");
  keys.entries[1].alias = "old root";
  EXPECT_EQ(command(removing(), keys, "java-17"),
            "keytool -delete -alias 'old root' -keystore /opt/trust.jks -storetype jks");
  auto directory = store_at("/opt/certs", "pem-directory");
  directory.entries[1].file = "4a6481c9.2";
  directory.entries.push_back(directory.entries[1]);
  directory.entries[2].file = "4a6481c9.10";
  const auto lines = command(removing(), directory);
  EXPECT_THAT(
      lines,
      StartsWith("( cd /opt/certs && test \"$(openssl x509 -in 4a6481c9.10 -outform DER | sha256sum)\" = '" +
                 root()->sha256.hex() + "  -' && n=10 && "))
      << "the last number first";
  EXPECT_THAT(lines, testing::HasSubstr(
                         "done && rm 4a6481c9.2 && if test $n != 2; then mv 4a6481c9.$n 4a6481c9.2; fi )"));
}

TEST(Removal, from_a_directory_takes_no_other_certificate_along) {
  auto directory = store_at("/opt/certs", "pem-directory");
  directory.entries[0].file = directory.entries[1].file = "4a6481c9.0";
  EXPECT_EQ(command(removing(), directory), "");
}

// A file that holds no certificate ends the look-up of its hash: nothing is found behind it, and it must not
// be moved into a gap before others.
TEST(Removal, and_addition_have_no_command_where_a_hash_has_a_dead_end) {
  const auto hash = store::subject_hash(*root());
  for (const auto& change : {adding(), removing()}) {
    auto directory = store_at("/opt/certs", "pem-directory");
    directory.entries[0].file = hash + ".0";
    directory.entries[1].file = hash + ".1";
    directory.dead_ends = {"deadbeef.0"};
    EXPECT_NE(command(change, directory), "");
    directory.dead_ends.push_back(hash + ".2");
    EXPECT_EQ(command(change, directory), "");
    EXPECT_THAT(instructions_for(change, directory, *find_client("openssl")).caution,
                StartsWith(hash + ".2 is"));
  }
}

// A root and an intermediate: the one that could be put in would pass for both.
TEST(Addition, of_two_has_no_command_where_one_hash_has_a_dead_end) {
  auto both = adding();
  const auto& between = authority().intermediate.certificate;
  both.add.push_back({between->sha256, "Intermediate", "sent by the server", between});
  for (const auto* blocked : {&root(), &between}) {
    auto directory = store_at("/opt/certs", "pem-directory");
    EXPECT_NE(command(both, directory), "");
    directory.dead_ends = {store::subject_hash(**blocked) + ".0"};
    const auto said = instructions_for(both, directory, *find_client("openssl"));
    EXPECT_EQ(said.command, "");
    EXPECT_THAT(said.caution, StartsWith(directory.dead_ends[0]));
  }
}

// It asks three times for another, and ends as if all were well.
TEST(Change, of_a_key_store_has_no_command_with_a_password_that_keytool_does_not_take) {
  for (const auto& change : {adding(), removing()}) {
    auto keys = store_at("/opt/trust.jks", "jks");
    keys.entries[1].alias = "old root";
    EXPECT_NE(command(change, keys, "java-17"), "");
    keys.is_password_short_for_keytool = true;
    const auto said = instructions_for(change, keys, *find_client("java-17"));
    EXPECT_EQ(said.command, "");
    EXPECT_THAT(said.caution, StartsWith("keytool takes no password"));
  }
}

TEST(Removal, has_no_command_where_somebody_else_keeps_the_store) {
  auto store = store_at("/etc/ssl/certs/ca-certificates.crt", "pem-file", Kind::system);
  store.entries[1].line = 24;
  auto both = removing();
  both.add = adding().add;
  const auto said = instructions_for(both, store, *find_client("openssl"));
  EXPECT_EQ(said.command, "") << "half a change would pass for the whole of it";
  EXPECT_THAT(said.caution, testing::HasSubstr("dpkg-reconfigure"));
  EXPECT_EQ(command(removing(), store_at("/opt/ca.pem", "pem-file")), "") << "where it stands is not known";
  EXPECT_EQ(command(removing(), store_at("/usr/bin/node", "node", Kind::node), "node"), "");
}

}  // namespace
}  // namespace rehearse::trust
