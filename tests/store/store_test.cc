#include "store/store.h"

#include <algorithm>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/x509.h>

#include "cert/native.h"
#include "store/builders.h"
#include "store/files.h"

namespace rehearse::store {
namespace {

namespace fs = std::filesystem;

// As OpenSSL names the file of a certificate with this subject.
std::string hash_of(const std::string& name) {
  const auto x509 = cert::to_x509(*cert::from_pem(root_pem(name))->front());
  return fmt::format("{:08x}", X509_subject_name_hash(x509.get()));
}

// Whether a look-up in the folder comes to this root.
bool is_found_by_openssl(const std::string& folder, const std::string& root) {
  const auto command = "openssl verify -no-CAfile -no-CAstore -attime 1544572800 -CApath " + folder + " " +
                       root + " >/dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}

class StoreFiles : public Files {
 protected:
  static Result<Store> open_path(const std::string& path) {
    return open("main", {.kind = Source::Kind::path, .path = path, .pem = {}});
  }
};

TEST_F(StoreFiles, a_bundle_gives_its_certificates_in_order_and_each_once) {
  const auto a = root_pem("A"), b = root_pem("B");
  const auto store = open_path(write("bundle.pem", "# a comment\n" + a + "text between\n" + b + a));
  ASSERT_TRUE(store) << store.error().text();
  ASSERT_EQ(store->anchors.size(), 2U);
  EXPECT_EQ(store->anchors[0]->subject.short_name(), "A");
  EXPECT_EQ(store->anchors[1]->subject.short_name(), "B");
  EXPECT_EQ(store->kind, "pem-file");
  EXPECT_TRUE(store->sha256.has_value());
}

TEST_F(StoreFiles, the_name_of_the_file_does_not_matter) {
  const auto store = open_path(write("keystore.jks", root_pem("A")));
  ASSERT_TRUE(store);
  EXPECT_EQ(store->anchors.size(), 1U);
}

TEST_F(StoreFiles, windows_line_ends_are_read) {
  std::string crlf;
  for (const char c : root_pem("A")) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto store = open_path(write("a.pem", crlf));
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ(store->anchors.size(), 1U);
}

TEST_F(StoreFiles, an_empty_file_is_a_store_that_holds_nothing) {
  const auto store = open_path(write("empty.pem", "\n"));
  ASSERT_TRUE(store);
  EXPECT_TRUE(store->anchors.empty());
}

TEST_F(StoreFiles, a_file_that_is_not_there_is_unreadable) {
  const auto store = open_path((x_folder / "none.pem").string());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-unreadable");
  EXPECT_NE(store.error().detail.find("no such file"), std::string::npos);
}

TEST_F(StoreFiles, a_file_of_another_format_is_unreadable_and_not_empty) {
  const auto path = write("cert9.db", std::string("SQLite format 3\0", 16));
  const auto store = open_path(path);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-unreadable");
  EXPECT_TRUE(store.error().detail.starts_with(path + ": ")) << store.error().detail;
}

TEST_F(StoreFiles, a_key_store_is_opened_with_its_password) {
  const auto path = write("ca.pem", KeystoreWriter().trusted("a", authority("A").certificate->der).bytes());
  const auto store = open("main", {.path = path, .password = password("changeit")});
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ(store->name, "main");
  EXPECT_EQ(store->kind, "jks");
  EXPECT_EQ(store->path, path);
  EXPECT_TRUE(store->sha256.has_value());
  EXPECT_FALSE(store->is_password_short_for_keytool);
  const auto locked = open("main", {.path = path, .password = password("guessed")});
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, "store-locked");
  EXPECT_TRUE(locked.error().text().starts_with(path + ": ")) << locked.error().text();
  EXPECT_EQ(locked.error().text().find("guessed"), std::string::npos);
}

TEST_F(StoreFiles, a_password_too_short_for_keytool_is_noted) {
  Pkcs12 what{.bags = {{.certificate = authority("A").certificate, .name = "a", .trusted = true}}};
  for (const std::string word : {"abc", "", "12345", "123456"}) {
    SCOPED_TRACE(word);
    what.password = word;
    const auto store = open("main", {.path = write("a.p12", pkcs12(what)), .password = password(word)});
    ASSERT_TRUE(store) << store.error().text();
    EXPECT_EQ(store->is_password_short_for_keytool, word.size() < 6);
  }
}

TEST_F(StoreFiles, a_file_of_more_than_64_mib_is_not_read) {
  const auto path = write("huge.pem", root_pem("A"));
  fs::resize_file(path, (64U << 20) + 1);
  EXPECT_NE(open_path(path).error().detail.find("larger than 64 MiB"), std::string::npos);
}

TEST_F(StoreFiles, a_fifo_is_unreadable_and_does_not_block) {
  const auto path = (x_folder / "fifo").string();
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_FALSE(open_path(path));
}

TEST_F(StoreFiles, a_damaged_certificate_damages_the_store_and_names_its_line) {
  auto damaged = root_pem("B");
  damaged[damaged.size() / 2] = '!';
  const auto good = root_pem("A");
  const auto store = open_path(write("half.pem", good + damaged));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-damaged");
  const auto line = std::count(good.begin(), good.end(), '\n') + 1;
  EXPECT_NE(store.error().detail.find("certificate 2 (line " + std::to_string(line) + ")"), std::string::npos)
      << store.error().detail;
}

TEST_F(StoreFiles, a_truncated_bundle_is_damaged_wherever_it_ends) {
  const auto good = root_pem("A"), last = root_pem("B");
  // From the first byte of the second certificate's base64 on: before that, the file is one whole certificate
  // and a rest.
  const auto begin = std::string("-----BEGIN CERTIFICATE-----").size();
  for (std::size_t cut = begin; cut < last.size() - 26; cut += 97) {
    const auto store = open_path(write("cut.pem", good + last.substr(0, cut)));
    EXPECT_FALSE(store) << "cut at " << cut;
  }
}

TEST_F(StoreFiles, a_directory_gives_what_a_look_up_by_hash_finds) {
  write("dir/b.pem", root_pem("B"));
  const auto a = write("dir/a.crt", root_pem("A"));
  write("elsewhere.pem", root_pem("C"));
  write("dir/4a6481c9.r0", "a revocation list");
  fs::create_symlink("a.crt", x_folder / "dir" / (hash_of("A") + ".0"));
  write("dir/" + hash_of("A") + ".1", root_pem("A"));
  write("dir/" + hash_of("A") + ".3", root_pem("A"));  // behind a gap
  fs::create_symlink("../elsewhere.pem", x_folder / "dir" / (hash_of("C") + ".0"));
  write("dir/deadbeef.0", root_pem("D"));  // under another's hash
  const auto store = open_path((x_folder / "dir").string());
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ(store->kind, "pem-directory");
  EXPECT_FALSE(store->sha256.has_value());
  std::string names;
  for (const auto& anchor : store->anchors) names += anchor->subject.short_name();
  std::ranges::sort(names);
  EXPECT_EQ(names, "AACD") << "B has no hash, and the third A stands behind a gap";
  const auto is_other = [](const Entry& entry) { return entry.is_under_another_hash; };
  ASSERT_EQ(std::ranges::count_if(store->entries, is_other), 1);
  EXPECT_EQ(std::ranges::find_if(store->entries, is_other)->file, "deadbeef.0");
  EXPECT_TRUE(store->notes[0].starts_with("deadbeef.0 holds certificates of other subjects"))
      << store->notes[0];
}

TEST_F(StoreFiles, a_directory_says_what_openssl_says_of_it) {
  const auto root = write("root.pem", root_pem("A"));
  write("dir/a.pem", root_pem("B"));
  const auto looks_up = [&](const std::string& folder) { return is_found_by_openssl(folder, root); };
  const auto folder = (x_folder / "dir").string();
  fs::copy(root, x_folder / "dir/root.pem");
  EXPECT_FALSE(looks_up(folder));
  EXPECT_TRUE(open_path(folder)->anchors.empty());
  ASSERT_EQ(std::system(("openssl rehash " + folder).c_str()), 0);
  EXPECT_TRUE(looks_up(folder));
  EXPECT_EQ(open_path(folder)->anchors.size(), 2U);
}

TEST_F(StoreFiles, files_glued_together_without_a_line_end_are_damaged) {
  auto first = root_pem("A");
  first.pop_back();
  const auto store = open_path(write("glued.pem", first + root_pem("B")));
  ASSERT_FALSE(store) << "no client of OpenSSL can load this file";
  EXPECT_EQ(store.error().code, "store-damaged");
}

TEST_F(StoreFiles, a_bundle_with_a_damaged_revocation_list_or_key_is_one_no_client_can_load) {
  for (const char* label : {"X509 CRL", "RSA PRIVATE KEY"}) {
    SCOPED_TRACE(label);
    const auto block = fmt::format("-----BEGIN {0}-----\nMAMCAQA=\n-----END {0}-----\n", label);
    const auto store = open_path(write("bundle.pem", root_pem("A") + block));
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, "store-damaged");
  }
}

TEST_F(StoreFiles, what_may_not_be_read_is_not_called_missing) {
  const auto store = open_path("/proc/self/mem");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-unreadable");
  EXPECT_NE(store.error().detail.find("could not be read to its end"), std::string::npos)
      << store.error().detail;
}

TEST_F(StoreFiles, a_private_key_beside_a_certificate_is_passed_over) {
  const auto store =
      open_path(write("both.pem", cert::Key::generate(cert::Key::Type::ec_p256)->to_pem() + root_pem("A")));
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ(store->anchors.size(), 1U);
}

// In a container's tree an absolute link means that tree, not this machine's own.
TEST_F(StoreFiles, links_of_a_directory_are_followed_below_its_root) {
  const auto file = hash_of("A") + ".0";
  write("root/usr/share/a.crt", root_pem("A"));
  fs::create_directories(x_folder / "root/certs");
  const auto read = [&](const std::string& target) {
    fs::remove(x_folder / "root/certs" / file);
    fs::create_symlink(target, x_folder / "root/certs" / file);
    return open("main", {.path = (x_folder / "root/certs").string(), .root = (x_folder / "root").string()});
  };
  const auto inside = read("/usr/share/a.crt");
  ASSERT_TRUE(inside) << inside.error().text();
  EXPECT_EQ(inside->anchors.size(), 1U);
  const auto out = read(write("outside.crt", root_pem("A")));
  ASSERT_TRUE(out) << out.error().text();
  EXPECT_TRUE(out->anchors.empty()) << "it lies outside of the root";
  fs::create_symlink("round", x_folder / "root/round");
  for (const auto& target : {"/round/" + file, std::string("/round")}) {
    const auto round = read(target);
    ASSERT_TRUE(round) << round.error().text();
    EXPECT_EQ(round->dead_ends, std::vector<std::string>{file});
  }
}

TEST_F(StoreFiles, an_empty_directory_holds_nothing) {
  fs::create_directory(x_folder / "dir");
  const auto store = open_path((x_folder / "dir").string());
  ASSERT_TRUE(store);
  EXPECT_TRUE(store->anchors.empty());
  EXPECT_EQ(store->notes, std::vector<std::string>{"holds no certificate that a look-up finds"});
}

// OpenSSL opens what bears the hash it needs, number by number, and stops at the first file that gives it no
// certificate.
TEST_F(StoreFiles, a_file_without_a_certificate_ends_the_look_up_of_its_hash) {
  const auto good = root_pem("A"), damaged = good.substr(0, 200) + "\n-----END CERTIFICATE-----\n";
  const auto root = write("root.pem", good);
  const auto key = cert::Key::generate(cert::Key::Type::ec_p256)->to_pem();
  const auto der = cert::from_pem(good)->front()->der;
  const auto sealed =
      "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
      "-----END CERTIFICATE-----\n";
  struct Case {
    std::string_view name;
    std::vector<std::pair<std::string, std::string>> files;  // by number, or another hash's
    bool found;
  };
  const Case cases[] = {
      {"junk_under_another_hash", {{"0", good}, {"deadbeef.0", "junk"}}, true},
      {"junk_behind_it", {{"0", good}, {"1", "junk"}}, true},
      {"junk_before_it", {{"0", "junk"}, {"1", good}}, false},
      {"nothing_before_it", {{"0", ""}, {"1", good}}, false},
      {"white_space_before_it", {{"0", "\n"}, {"1", good}}, false},
      {"a_key_before_it", {{"0", key}, {"1", good}}, false},
      {"der_before_it", {{"0", der}, {"1", good}}, false},
      {"a_damaged_certificate_before_it", {{"0", damaged}, {"1", good}}, false},
      {"a_damaged_certificate_before_it_in_the_file", {{"0", damaged + good}}, false},
      {"a_sealed_certificate_before_it", {{"0", sealed}, {"1", good}}, false},
      {"a_folder_before_it", {{"0/x", ""}, {"1", good}}, false},
      {"another_certificate_before_it", {{"0", root_pem("B")}, {"1", good}}, true},
  };
  for (const auto& [name, files, found] : cases) {
    SCOPED_TRACE(name);
    const auto folder = (x_folder / name).string();
    for (const auto& [number, text] : files) {
      const bool is_name = number.contains("deadbeef");
      write(fmt::format("{}/{}", name, is_name ? number : hash_of("A") + "." + number), text);
    }
    const auto store = open_path(folder);
    ASSERT_TRUE(store) << store.error().text();
    const bool has_other = name == "another_certificate_before_it";
    EXPECT_EQ(names(store->anchors), has_other ? "B A" : found ? "A" : "");
    EXPECT_EQ(store->dead_ends.empty(), has_other);
    EXPECT_FALSE(store->notes.empty());
    EXPECT_EQ(is_found_by_openssl(folder, root), found);
  }
}

TEST_F(StoreFiles, what_openssl_has_loaded_before_a_damaged_certificate_is_not_guessed) {
  write("dir/" + hash_of("A") + ".0", root_pem("A") + root_pem("A").substr(0, 200));
  EXPECT_EQ(open_path((x_folder / "dir").string()).error().code, "store-damaged");
}

TEST_F(StoreFiles, many_dead_ends_are_one_note) {
  for (const auto* hash : {"11111111", "22222222", "33333333", "44444444", "55555555"})
    write(fmt::format("dir/{}.0", hash), "junk");
  EXPECT_EQ(
      open_path((x_folder / "dir").string())->notes[0],
      "no certificate that OpenSSL can load, where a look-up of that hash ends: 11111111.0, 22222222.0, "
      "33333333.0 and 2 more");
}

TEST_F(StoreFiles, a_damaged_list_in_a_hashed_file_is_no_concern_of_a_look_up) {
  const std::string list = "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n";
  write("dir/" + hash_of("A") + ".0", root_pem("A") + list);
  const auto store = open_path((x_folder / "dir").string());
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ(store->anchors.size(), 1U);
  EXPECT_EQ(open_path(write("bundle.pem", root_pem("A") + list)).error().code, "store-damaged");
}

TEST_F(StoreFiles, a_directory_without_hashes_says_what_lies_in_it) {
  write("dir/a.pem", root_pem("A"));
  write("dir/b.crt", root_pem("B") + root_pem("C"));
  write("dir/README", "nothing to see");
  ASSERT_EQ(mkfifo((x_folder / "dir" / "fifo").c_str(), 0600), 0);
  const auto store = open_path((x_folder / "dir").string());
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_TRUE(store->anchors.empty());
  ASSERT_EQ(store->notes.size(), 1U);
  EXPECT_TRUE(store->notes[0].starts_with("holds 3 certificates in files that OpenSSL does not look up"))
      << store->notes[0];
}

TEST_F(StoreFiles, entries_of_a_directory_say_which_file_they_are_in) {
  write("dir/" + hash_of("A") + ".0", root_pem("A"));
  const auto store = open_path((x_folder / "dir").string());
  ASSERT_TRUE(store);
  ASSERT_EQ(store->entries.size(), 1U);
  EXPECT_EQ(store->entries[0].place, hash_of("A") + ".0: certificate 1 (line 1)");
}

TEST_F(StoreFiles, java_takes_jssecacerts_before_cacerts_and_knows_jdk_8s_place) {
  const auto home = (x_folder / "jdk").string();
  const auto open_java = [&] { return open("jdk", {.kind = Source::Kind::java, .path = home}); };
  const auto anchors = [&] {
    const auto store = open_java();
    return store ? names(store->anchors) : store.error().detail;
  };
  const auto keystore = [](const std::string& name) {
    return KeystoreWriter().trusted("a", authority(name).certificate->der).bytes();
  };
  EXPECT_EQ(anchors(), "java: " + home + " has no lib/security/cacerts");
  write("jdk/jre/lib/security/cacerts", keystore("eight"));
  EXPECT_EQ(anchors(), "eight");
  const auto cacerts = write("jdk/lib/security/cacerts", keystore("cacerts"));
  EXPECT_EQ(anchors(), "cacerts");
  EXPECT_EQ(open_java()->source, "java (" + cacerts + ")");
  EXPECT_EQ(open_java()->path, cacerts);
  fs::create_symlink("gone", x_folder / "jdk/lib/security/jssecacerts");
  EXPECT_EQ(anchors(), "cacerts") << "a link to nothing is no file to Java";
  fs::remove(x_folder / "jdk/lib/security/jssecacerts");
  write("jdk/lib/security/jssecacerts", keystore("jssecacerts"));
  EXPECT_EQ(anchors(), "jssecacerts");
}

TEST(Store, without_a_home_there_is_no_java) {
  EXPECT_EQ(open("jdk", {.kind = Source::Kind::java}).error().code, "store-unreadable");
}

TEST_F(StoreFiles, a_link_that_leads_nowhere_is_said) {
  fs::create_directory(x_folder / "dir");
  fs::create_symlink("gone.pem", x_folder / "dir" / (hash_of("A") + ".0"));
  const auto store = open_path((x_folder / "dir").string());
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ(store->dead_ends, std::vector<std::string>{hash_of("A") + ".0"});
}

// stat() gives up on it as on one that leads nowhere.
TEST_F(StoreFiles, a_link_to_itself_harms_no_other_hash) {
  const auto root = write("dir/" + hash_of("A") + ".0", root_pem("A"));
  fs::create_symlink("deadbeef.0", x_folder / "dir/deadbeef.0");
  const auto store = open_path((x_folder / "dir").string());
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ(store->dead_ends, std::vector<std::string>{"deadbeef.0"});
  EXPECT_EQ(names(store->anchors), "A");
  EXPECT_TRUE(is_found_by_openssl((x_folder / "dir").string(), root));
}

TEST_F(StoreFiles, a_directory_with_a_colon_in_its_path_is_two_to_openssl) {
  const auto root = write("co:lon/" + hash_of("A") + ".0", root_pem("A"));
  const auto folder = (x_folder / "co:lon").string();
  EXPECT_FALSE(is_found_by_openssl(folder, root));
  const auto store = open_path(folder);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-unreadable");
  EXPECT_NE(store.error().detail.find("colon"), std::string::npos) << store.error().detail;
}

TEST(Store, memory_is_read_like_a_file) {
  const auto store = open("lab:current", {.kind = Source::Kind::memory, .path = {}, .pem = root_pem("A")});
  ASSERT_TRUE(store);
  EXPECT_EQ(store->anchors.size(), 1U);
  EXPECT_EQ(store->name, "lab:current");
}

TEST(Store, the_systems_bundle_is_found) {
  const auto store = open("system", {.kind = Source::Kind::system, .path = {}, .pem = {}});
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_GT(store->anchors.size(), 50U);
  EXPECT_EQ(store->source, "system (/etc/ssl/certs/ca-certificates.crt)");
  EXPECT_TRUE(store->origin == Source::Kind::system);
}

}  // namespace
}  // namespace rehearse::store
