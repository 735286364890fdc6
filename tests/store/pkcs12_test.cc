// PKCS#12. What Java makes of each file here was asked of Java 17.

#include <functional>

#include <gtest/gtest.h>
#include <openssl/objects.h>

#include "store/builders.h"

namespace rehearse::store {
namespace {

Bag trusted(const cert::Minted& minted, const std::string& name) {
  return {.certificate = minted.certificate, .name = name, .trusted = true};
}
Bag bare(const cert::Minted& minted, const std::string& name = "", const std::string& id = "") {
  return {.certificate = minted.certificate, .name = name, .key_id = id};
}
Bag key(const std::string& name, const std::string& id) {
  return {.certificate = nullptr, .name = name, .key_id = id};
}

struct Read {
  const char* name;
  Pkcs12 file;
  const char* anchors;
  const char* roles;  // one letter an entry: trusted, leaf, chain, bare
};

const Read kReads[] = {
    {"trusted_entries", {.bags = {trusted(a(), "a"), trusted(b(), "b")}}, "A B", "tt"},
    {"trusted_entries_without_names", {.bags = {trusted(a(), ""), trusted(b(), "")}}, "A B", "tt"},
    {"certificates_that_nobody_marked", {.bags = {bare(a()), bare(b())}}, "", "bb"},
    {"the_last_of_one_name", {.bags = {trusted(a(), "same"), trusted(b(), "SAME")}}, "B", "tt"},
    {"a_key_and_its_chain_by_id",
     {.bags = {key("server", "1"), bare(leaf(), "server", "1"), bare(a()), bare(b())}},
     "leaf",
     "lcb"},
    {"a_key_behind_its_certificate",
     {.bags = {bare(leaf(), "", "1"), bare(a()), key("server", "1")}},
     "leaf",
     "lc"},
    {"a_key_and_its_certificate_by_name_alone",
     {.bags = {key("server", "1"), bare(a(), "ca"), bare(leaf(), "SERVER")}},
     "leaf",
     "cl"},
    {"a_lone_key_without_an_id",
     {.bags = {key("server", ""), bare(a()), bare(leaf(), "server")}},
     "leaf",
     "cl"},
    {"two_keys_of_which_one_has_no_id",
     {.bags = {key("one", "1"), key("two", ""), bare(leaf(), "", "1"), bare(b(), "two")}},
     "leaf",
     "lb"},
    {"a_key_whose_certificate_is_missing", {.bags = {key("server", "1"), bare(b(), "", "2")}}, "", "b"},
    {"a_marked_certificate_is_not_the_keys",
     {.bags = {key("server", "1"),
               {.certificate = a().certificate, .name = "a", .key_id = "1", .trusted = true}}},
     "A",
     "t"},
    {"three_des", {.bags = {trusted(a(), "a")}, .cipher = NID_pbe_WithSHA1And3_Key_TripleDES_CBC}, "A", "t"},
    {"rc2_of_40_bits", {.bags = {trusted(a(), "a")}, .cipher = NID_pbe_WithSHA1And40BitRC2_CBC}, "A", "t"},
    {"rc4_of_128_bits", {.bags = {trusted(a(), "a")}, .cipher = NID_pbe_WithSHA1And128BitRC4}, "A", "t"},
    {"md5_and_des", {.bags = {trusted(a(), "a")}, .cipher = NID_pbeWithMD5AndDES_CBC}, "A", "t"},
    {"a_mac_of_sha_1", {.bags = {trusted(a(), "a")}, .digest = NID_sha1}, "A", "t"},
    {"no_certificate_at_all", {.bags = {}}, "", ""},
};

std::string roles(const Store& store) {
  std::string out;
  for (const auto& entry : store.entries) {
    switch (entry.role) {
      case Entry::Role::trusted:
        out += 't';
        break;
      case Entry::Role::key_leaf:
        out += 'l';
        break;
      case Entry::Role::key_chain:
        out += 'c';
        break;
      case Entry::Role::bare:
        out += 'b';
        break;
      case Entry::Role::trust_settings:
        out += '?';
        break;
    }
  }
  return out;
}

class Pkcs12Reads : public testing::TestWithParam<Read> {};

TEST_P(Pkcs12Reads, gives_what_java_finds) {
  const auto& row = GetParam();
  const auto bytes = pkcs12(row.file);
  const auto store = read_bytes(bytes, password("changeit"));
  ASSERT_TRUE(store) << store.error().detail;
  EXPECT_EQ(store->kind, "pkcs12");
  EXPECT_EQ(names(store->anchors), row.anchors);
  EXPECT_EQ(roles(*store), row.roles);
  EXPECT_EQ(store->integrity, Integrity::checked);
  const auto locked = read_bytes(bytes, std::nullopt);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, "store-locked");
  EXPECT_NE(locked.error().detail.find("a password is needed"), std::string::npos);
  const auto wrong = read_bytes(bytes, password("changeme"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, "store-locked");
  EXPECT_EQ(wrong.error().detail.find("changeme"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Rows, Pkcs12Reads, testing::ValuesIn(kReads),
                         [](const auto& row) { return row.param.name; });

Pkcs12 one_trusted() {
  return {.bags = {trusted(a(), "a")}};
}

struct Refused {
  const char* name;
  std::function<std::string()> bytes;
  const char* code;
  const char* detail;
};

// Replaces one run of bytes: both must be there, and of one length.
std::string with(std::string bytes, std::string_view piece, std::string_view other) {
  const auto at = bytes.find(piece);
  EXPECT_NE(at, std::string::npos);
  return bytes.replace(at, piece.size(), other);
}

// The file with another number of rounds written into it everywhere, of which nobody has done any.
std::string with_rounds(Pkcs12 what, std::uint32_t rounds) {
  what.iterations = 100'000;
  auto bytes = pkcs12(what);
  const auto written = "\x02\x03" + u32(100'000).substr(1), wanted = "\x02\x03" + u32(rounds).substr(1);
  for (auto at = bytes.find(written); at != std::string::npos; at = bytes.find(written, at + 5))
    bytes.replace(at, 5, wanted);
  return bytes;
}

std::string clear(const std::function<void(Pkcs12&)>& change = {}) {
  auto what = one_trusted();
  what.cipher = what.digest = -1;
  if (change) change(what);
  return pkcs12(what);
}

const Refused kRefused[] = {
    {"a_cipher_that_java_does_not_read",
     [] {
       auto what = one_trusted();
       what.cipher = NID_aes_192_cbc;
       return pkcs12(what);
     },
     "store-unreadable", "its cipher is aes-192-cbc"},
    {"md5_and_des_with_a_salt_that_java_does_not_take",
     [] {
       auto what = one_trusted();
       what.cipher = NID_pbeWithMD5AndDES_CBC;
       what.salt_bytes = 16;
       return pkcs12(what);
     },
     "store-unreadable", "the salt of its cipher is not of 8 bytes"},
    {"a_short_salt_of_pbes2",
     [] {
       auto what = one_trusted();
       what.salt_bytes = 7;
       return pkcs12(what);
     },
     "store-unreadable", "the salt of its cipher is shorter than 8 bytes"},
    {"a_short_salt_of_3des",
     [] {
       auto what = one_trusted();
       what.cipher = NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
       what.salt_bytes = 7;
       return pkcs12(what);
     },
     "store-unreadable", "the salt of its cipher is shorter than 8 bytes"},
    {"a_short_salt_of_rc2",
     [] {
       auto what = one_trusted();
       what.cipher = NID_pbe_WithSHA1And40BitRC2_CBC;
       what.salt_bytes = 7;
       return pkcs12(what);
     },
     "store-unreadable", "the salt of its cipher is shorter than 8 bytes"},
    {"a_short_salt_of_the_mac",
     [] {
       auto what = one_trusted();
       what.mac_salt_bytes = 7;
       return pkcs12(what);
     },
     "store-unreadable", "the salt of its integrity check is shorter than 8 bytes"},
    {"md5_and_rc2",
     [] {
       auto what = one_trusted();
       what.cipher = NID_pbeWithMD5AndRC2_CBC;
       return pkcs12(what);
     },
     "store-unreadable", "its cipher is pbeWithMD5AndRC2-CBC"},
    {"a_mac_that_java_does_not_know",
     [] {
       auto what = one_trusted();
       what.digest = NID_md5;
       return pkcs12(what);
     },
     "store-unreadable", "its integrity digest is md5"},
    {"more_rounds_than_java_does",
     [] {
       auto what = one_trusted();
       what.digest = -1;
       return with_rounds(what, 8'388'607);
     },
     "store-unreadable", "part 1: derives a key in more rounds"},
    {"more_rounds_for_the_mac_than_java_does",
     [] {
       auto what = one_trusted();
       what.cipher = -1;
       return with_rounds(what, 8'388'607);
     },
     "store-unreadable", "derives a key in more rounds"},
    {"more_rounds_in_all_than_anybody_waits_for",
     [] {
       auto what = one_trusted();
       what.parts = 2;
       return with_rounds(what, 5'000'000);
     },
     "store-unreadable", "part 2: derives its keys in more than 10000000 rounds"},
    {"version_4", [] { return with(clear(), std::string_view("\x02\x01\x03", 3), "\x02\x01\x04"); },
     "store-damaged", "its version is not 3"},
    {"a_friendly_name_of_another_type",
     [] {
       return with(clear(), std::string_view("\x1E\x02\x00\x61", 4), std::string_view("\x0C\x02\x61\x61", 4));
     },
     "store-damaged", "friendly name of the wrong type"},
    {"a_certificate_that_does_not_decode",
     [] {
       return with(clear(), a().certificate->der.substr(0, 6), "\x31" + a().certificate->der.substr(1, 5));
     },
     "store-damaged", "certificate 1: does not decode"},
    {"a_flipped_bit_under_the_mac",
     [] {
       auto bytes = pkcs12(one_trusted());
       bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
       return bytes;
     },
     "store-locked", "tampered with"},
    {"pbmac1",
     [] {
       // The MAC's algorithm: an OID as long as SHA-256's, whose digits say PBMAC1.
       return with(pkcs12(one_trusted()),
                   std::string_view("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01", 11),
                   std::string_view("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0E", 11));
     },
     "store-unreadable", "PBMAC1"},
};

class Pkcs12Refuses : public testing::TestWithParam<Refused> {};

TEST_P(Pkcs12Refuses, and_says_why) {
  const auto& row = GetParam();
  const auto store = read_bytes(row.bytes(), password("changeit"));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, row.code) << store.error().detail;
  EXPECT_NE(store.error().detail.find(row.detail), std::string::npos) << store.error().detail;
}

INSTANTIATE_TEST_SUITE_P(Rows, Pkcs12Refuses, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST(Pkcs12, in_the_clear_it_needs_no_password) {
  const auto store = read_bytes(clear(), std::nullopt);
  ASSERT_TRUE(store) << store.error().detail;
  EXPECT_EQ(names(store->anchors), "A");
  EXPECT_EQ(store->integrity, Integrity::none);
  EXPECT_TRUE(read_bytes(clear(), password("whatever"))) << "there is nothing to hold a password against";
}

TEST(Pkcs12, in_the_clear_under_a_mac_it_is_read_unchecked) {
  const auto bytes = clear([](Pkcs12& what) { what.digest = 0; });
  EXPECT_EQ(read_bytes(bytes, std::nullopt)->integrity, Integrity::not_checked);
  EXPECT_EQ(read_bytes(bytes, password("changeit"))->integrity, Integrity::checked);
  EXPECT_EQ(read_bytes(bytes, password("other")).error().code, "store-locked");
}

TEST(Pkcs12, encrypted_without_a_mac_a_wrong_password_is_no_damage) {
  auto what = one_trusted();
  what.digest = -1;
  EXPECT_EQ(read_bytes(pkcs12(what), password("changeit"))->integrity, Integrity::none);
  EXPECT_EQ(read_bytes(pkcs12(what), password("other")).error().code, "store-locked");
}

TEST(Pkcs12, an_empty_password_opens_both_ways_of_writing_it) {
  for (const int cipher : {0, NID_pbe_WithSHA1And3_Key_TripleDES_CBC}) {
    for (const auto& secret : {std::optional<std::string>(""), std::optional<std::string>()}) {
      auto what = one_trusted();
      what.password = secret;
      what.cipher = cipher;
      const auto store = read_bytes(pkcs12(what), password(""));
      ASSERT_TRUE(store) << store.error().detail;
      EXPECT_EQ(names(store->anchors), "A");
      ASSERT_EQ(store->notes.size(), 1U);
      EXPECT_NE(store->notes[0].find("its password is empty"), std::string::npos);
      EXPECT_FALSE(read_bytes(pkcs12(what), std::nullopt)) << "no password is not an empty one";
    }
  }
}

TEST(Pkcs12, a_password_beyond_ascii_is_none_that_java_17_takes) {
  auto what = one_trusted();
  what.password = "p\xC3\xA4ss";
  const auto store = read_bytes(pkcs12(what), password("p\xC3\xA4ss"));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-locked");
  EXPECT_NE(store.error().detail.find("printable ASCII"), std::string::npos);
  EXPECT_EQ(store.error().detail.find("p\xC3\xA4ss"), std::string::npos);
}

TEST(Pkcs12, says_that_bare_certificates_are_nothing_to_java) {
  const auto store = read_bytes(pkcs12({.bags = {bare(a()), bare(b())}}), password("changeit"));
  ASSERT_TRUE(store);
  ASSERT_EQ(store->notes.size(), 1U);
  EXPECT_NE(store->notes[0].find("2 of its 2 certificates are nothing to Java"), std::string::npos);
}

TEST(Pkcs12, bytes_behind_its_end_are_noted) {
  const auto store = read_bytes(pkcs12(one_trusted()) + "rubbish", password("changeit"));
  ASSERT_TRUE(store);
  EXPECT_NE(store->notes.at(0).find("7 bytes behind its end"), std::string::npos);
}

TEST(Pkcs12, cut_anywhere_it_is_no_store) {
  const auto whole = pkcs12(one_trusted());
  for (std::size_t length = 5; length < whole.size(); ++length) {
    const auto cut = read_bytes(whole.substr(0, length), password("changeit"));
    ASSERT_FALSE(cut) << length;
    EXPECT_EQ(cut.error().code, "store-damaged") << length << ": " << cut.error().detail;
  }
}

}  // namespace
}  // namespace rehearse::store
