// JKS and JCEKS. What Java makes of each store here was asked of Java 17: OpenJDK's keystores, loaded and
// walked as sun.security.validator.TrustStoreUtil does.

#include <functional>

#include <gtest/gtest.h>

#include "store/builders.h"

namespace rehearse::store {
namespace {

constexpr std::uint32_t kJks = 0xFEEDFEED, kJceks = 0xCECECECE;

const std::string& der(const cert::Minted& minted) {
  return minted.certificate->der;
}

// With a NULL outside that the signed part has not: not two algorithms to Java.
std::string with_outer_null() {
  const std::string ecdsa = "\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02";
  auto bytes = der(a());
  const auto at = bytes.rfind("\x30\x0A" + ecdsa);
  bytes.replace(at, ecdsa.size() + 2, "\x30\x0C" + ecdsa + std::string("\x05\x00", 2));
  return bytes.replace(2, 2, u16(static_cast<std::uint16_t>(bytes.size() - 4)));
}

struct Read {
  const char* name;
  std::function<std::string()> bytes;
  const char* anchors;
  const char* note;  // part of one, empty = none beyond the integrity's
};

const Read kReads[] = {
    {"two_trusted_entries",
     [] { return KeystoreWriter().trusted("a", der(a())).trusted("b", der(b())).bytes(); }, "A B", ""},
    {"version_1_has_no_certificate_types",
     [] { return KeystoreWriter(kJks, 1).trusted("a", der(a())).bytes(); }, "A", ""},
    {"a_null_in_one_of_the_signature_algorithms",
     [] { return KeystoreWriter().trusted("a", with_outer_null()).bytes(); }, "A", ""},
    {"no_entries", [] { return KeystoreWriter().bytes(); }, "", "holds no certificate"},
    {"a_negative_count_is_no_entries", [] { return KeystoreWriter().count(0xFFFFFFFF).bytes(); }, "",
     "holds no certificate"},
    {"the_type_may_be_written_without_its_dot",
     [] { return KeystoreWriter().trusted("a", der(a()), "x509").bytes(); }, "A", ""},
    {"of_a_key_the_first_certificate_counts",
     [] { return KeystoreWriter().key("k", {der(leaf()), der(a())}).trusted("b", der(b())).bytes(); },
     "leaf B", ""},
    {"a_key_without_a_chain", [] { return KeystoreWriter().key("k", {}).trusted("b", der(b())).bytes(); },
     "B", ""},
    {"one_certificate_twice",
     [] { return KeystoreWriter().trusted("1", der(a())).trusted("2", der(a())).bytes(); }, "A", ""},
    {"the_last_of_one_alias_counts",
     [] { return KeystoreWriter().trusted("same", der(a())).trusted("same", der(b())).bytes(); }, "B",
     "entry 1 'same' does not count"},
    {"an_alias_in_capitals_is_never_found",
     [] { return KeystoreWriter().trusted("UPPER", der(a())).trusted("b", der(b())).bytes(); }, "B",
     "entry 1 'UPPER' does not count"},
    {"nor_one_with_capitals_beyond_ascii",
     [] { return KeystoreWriter().trusted("\xC3\x9C", der(a())).trusted("\xC3\xBC", der(b())).bytes(); }, "B",
     "does not count"},
    {"an_alias_may_be_empty", [] { return KeystoreWriter().trusted("", der(a())).bytes(); }, "A", ""},
    {"bytes_behind_the_end", [] { return KeystoreWriter().trusted("a", der(a())).bytes() + "rubbish"; }, "A",
     "7 bytes behind its end"},
    {"bytes_behind_a_certificate", [] { return KeystoreWriter().trusted("a", der(a()) + "xy").bytes(); }, "A",
     "2 bytes behind its certificate"},
    {"jceks", [] { return KeystoreWriter(kJceks).trusted("a", der(a())).bytes(); }, "A",
     "trustStoreType=JCEKS"},
    {"a_secret_key_is_gone_past",
     [] { return KeystoreWriter(kJceks).secret("s", sealed_key()).trusted("a", der(a())).bytes(); }, "A",
     "trustStoreType=JCEKS"},
    {"a_secret_key_takes_the_name_of_a_certificate",
     [] { return KeystoreWriter(kJceks).trusted("a", der(a())).secret("a", sealed_key()).bytes(); }, "",
     "entry 1 'a' does not count"},
};

class KeystoreReads : public testing::TestWithParam<Read> {};

TEST_P(KeystoreReads, gives_what_java_finds) {
  const auto& row = GetParam();
  const auto store = read_bytes(row.bytes(), password("changeit"));
  ASSERT_TRUE(store) << store.error().detail;
  EXPECT_EQ(names(store->anchors), row.anchors);
  EXPECT_EQ(store->integrity, Integrity::checked);
  std::string notes;
  for (const auto& note : store->notes) notes += note + "\n";
  if (*row.note == '\0')
    EXPECT_EQ(notes, "");
  else
    EXPECT_NE(notes.find(row.note), std::string::npos) << notes;
  const auto without = read_bytes(row.bytes(), std::nullopt);
  ASSERT_TRUE(without);
  EXPECT_EQ(names(without->anchors), row.anchors);
  EXPECT_EQ(without->integrity, Integrity::not_checked);
}

struct Refused {
  const char* name;
  std::function<std::string()> bytes;
  const char* code;
  const char* detail;
};

std::string header(std::uint32_t version, std::uint32_t count) {
  return u32(kJks) + u32(version) + u32(count);
}
std::string entry(std::uint32_t kind) {
  return header(2, 1) + u32(kind) + utf("vendorca") + std::string(8, '\0');
}
// A sealed key with one piece of it replaced by another.
std::string with_sealed(const std::string& piece, const std::string& other) {
  auto sealed = sealed_key();
  sealed.replace(sealed.find(piece), piece.size(), other);
  return KeystoreWriter(kJceks).secret("s", sealed).bytes();
}
// What no certificate that Java decodes may have: another algorithm outside than inside.
std::string with_two_algorithms() {
  auto bytes = der(a());
  const std::string ecdsa_sha256 = "\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02";
  bytes[bytes.rfind(ecdsa_sha256) + 9] = '\x03';
  return bytes;
}

const Refused kRefused[] = {
    {"cut_in_the_magic", [] { return std::string("\xFE\xED\xFE\xED"); }, "store-damaged",
     "truncated at byte 4"},
    {"cut_in_the_count", [] { return header(2, 1).substr(0, 10); }, "store-damaged", "truncated at byte 10"},
    {"cut_in_the_kind", [] { return header(2, 1) + std::string(2, '\0'); }, "store-damaged",
     "entry 1: truncated"},
    {"cut_in_the_alias", [] { return header(2, 1) + u32(2) + u16(8) + "vendor"; }, "store-damaged",
     "entry 1: truncated at byte 24"},
    {"cut_in_the_date", [] { return header(2, 1) + u32(2) + utf("x") + "1234"; }, "store-damaged",
     "truncated"},
    {"cut_in_the_type", [] { return entry(2) + u16(5) + "X.5"; }, "store-damaged",
     "entry 1 'vendorca': truncated"},
    {"cut_in_the_length", [] { return entry(2) + utf("X.509") + std::string(1, '\0'); }, "store-damaged",
     "truncated"},
    {"cut_in_the_certificate", [] { return entry(2) + utf("X.509") + u32(500) + "0"; }, "store-damaged",
     "500 bytes should follow"},
    {"cut_in_the_key", [] { return entry(1) + u32(64) + "sealed"; }, "store-damaged", "truncated"},
    {"cut_in_the_digest",
     [] {
       const auto whole = KeystoreWriter().trusted("a", der(a())).bytes();
       return whole.substr(0, whole.size() - 1);
     },
     "store-damaged", "its integrity digest: truncated"},
    {"version_3", [] { return header(3, 0); }, "store-damaged", "version 3"},
    {"more_entries_than_there_are",
     [] { return KeystoreWriter().trusted("a", der(a())).count(0x7FFFFFFF).bytes(); }, "store-damaged",
     "entry 2"},
    {"a_certificate_of_two_gigabytes", [] { return entry(2) + utf("X.509") + u32(0x7FFFFFFF); },
     "store-damaged", "2147483647 bytes should follow"},
    {"a_certificate_of_negative_length", [] { return entry(2) + utf("X.509") + u32(0x80000000); },
     "store-damaged", "negative"},
    {"a_key_of_negative_length", [] { return entry(1) + u32(0xFFFFFFFF); }, "store-damaged", "negative"},
    {"another_kind_of_certificate", [] { return KeystoreWriter().trusted("a", der(a()), "PGP").bytes(); },
     "store-damaged", "not of type X.509"},
    {"an_alias_that_is_no_text", [] { return KeystoreWriter().trusted("\xFF", der(a())).bytes(); },
     "store-damaged", "modified UTF-8"},
    {"an_unknown_kind_of_entry", [] { return entry(4); }, "store-damaged", "unknown kind 4"},
    {"a_secret_key_in_jks", [] { return KeystoreWriter(kJks).secret("s", sealed_key()).bytes(); },
     "store-damaged", "unknown kind 3"},
    {"a_certificate_that_does_not_decode",
     [] { return KeystoreWriter().trusted("a", der(a())).trusted("vendorca", "\x30\x02\x05\x00").bytes(); },
     "store-damaged", "entry 2 'vendorca': certificate does not decode"},
    {"a_certificate_that_java_refuses",
     [] { return KeystoreWriter().trusted("a", with_two_algorithms()).bytes(); }, "store-damaged",
     "signature algorithms differ"},
    {"another_password", [] { return KeystoreWriter().trusted("a", der(a())).bytes(u"other"); },
     "store-locked", "wrong, or the file was tampered with"},
    {"one_bit_of_a_certificate",
     [] {
       auto bytes = KeystoreWriter().trusted("a", der(a())).bytes();
       bytes[bytes.size() - 25] = static_cast<char>(bytes[bytes.size() - 25] ^ 1);
       return bytes;
     },
     "store-locked", "wrong, or the file was tampered with"},
    {"an_object_of_another_class", [] { return with_sealed("SealedObjectFor", "ClassFromAnyone"); },
     "store-damaged", "not of the form"},
    {"a_class_of_another_version", [] { return with_sealed("\xCD\x57", "\xCD\x58"); }, "store-damaged",
     "not of the form"},
    {"an_array_longer_than_the_file", [] { return with_sealed(u32(4) + "defg", u32(0x7FFFFFFF)); },
     "store-damaged", "2147483647 bytes should follow"},
    {"a_reference_to_nothing", [] { return with_sealed("\x71" + u32(0x7E0005), "\x71" + u32(0x7E0050)); },
     "store-damaged", "not of the form"},
    {"no_serialised_object", [] { return KeystoreWriter(kJceks).secret("s", "not one").bytes(); },
     "store-damaged", "no stream header"},
};

class KeystoreRefuses : public testing::TestWithParam<Refused> {};

TEST_P(KeystoreRefuses, and_says_why) {
  const auto& row = GetParam();
  const auto store = read_bytes(row.bytes(), password("changeit"));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, row.code);
  EXPECT_NE(store.error().detail.find(row.detail), std::string::npos) << store.error().detail;
  EXPECT_EQ(store.error().detail.find("changeit"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Rows, KeystoreReads, testing::ValuesIn(kReads),
                         [](const auto& row) { return row.param.name; });
INSTANTIATE_TEST_SUITE_P(Rows, KeystoreRefuses, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST(Keystore, cut_anywhere_it_is_damaged) {
  const auto whole =
      KeystoreWriter(kJceks).trusted("a", der(a())).key("k", {der(leaf())}).secret("s", sealed_key()).bytes();
  ASSERT_TRUE(read_bytes(whole, password("changeit")));
  for (std::size_t length = 4; length < whole.size(); ++length) {
    const auto store = read_bytes(whole.substr(0, length), password("changeit"));
    ASSERT_FALSE(store) << length;
    EXPECT_EQ(store.error().code, "store-damaged") << length;
  }
}

TEST(Keystore, without_a_password_a_store_without_its_digest_is_read) {
  const auto store = read_bytes(KeystoreWriter().trusted("a", der(a())).without_digest(), std::nullopt);
  ASSERT_TRUE(store) << "Java loads it";
  EXPECT_EQ(store->notes, std::vector<std::string>{
                              "its integrity digest is cut off: Java loads it only without a password"});
}

TEST(Keystore, passwords_are_utf_16_and_may_be_empty) {
  const auto snowman = KeystoreWriter().trusted("a", der(a())).bytes(u"p\u00E4ss\u2603\U0001F512");
  EXPECT_TRUE(read_bytes(snowman, password("p\xC3\xA4ss\xE2\x98\x83\xF0\x9F\x94\x92")));
  const auto latin_1 = read_bytes(snowman, password("p\xE4ss"));
  ASSERT_FALSE(latin_1);
  EXPECT_NE(latin_1.error().detail.find("UTF-8"), std::string::npos) << latin_1.error().detail;
  const auto empty = KeystoreWriter().trusted("a", der(a())).bytes(u"");
  EXPECT_EQ(read_bytes(empty, password(""))->integrity, Integrity::checked);
}

TEST(Keystore, entries_say_what_they_are_and_where) {
  const auto store = read_bytes(KeystoreWriter()
                                    .key("k\xC3\xA4y", {der(leaf()), der(a())})
                                    .trusted("\xED\xA0\xBD\xED\xB4\x92", der(b()))
                                    .bytes(),
                                password("changeit"));
  ASSERT_TRUE(store);
  ASSERT_EQ(store->entries.size(), 3U);
  EXPECT_EQ(store->kind, "jks");
  EXPECT_EQ(store->entries[0].role, Entry::Role::key_leaf);
  EXPECT_EQ(store->entries[0].place, "entry 1, certificate 1");
  EXPECT_EQ(store->entries[1].role, Entry::Role::key_chain);
  EXPECT_EQ(store->entries[1].alias, "k\xC3\xA4y");
  EXPECT_EQ(store->entries[2].role, Entry::Role::trusted);
  EXPECT_EQ(store->entries[2].alias, "\xF0\x9F\x94\x92") << "two surrogates of three bytes are one character";
  EXPECT_EQ(store->entries[2].place, "entry 2");
}

TEST(Keystore, a_negative_chain_is_none_in_jks_and_an_error_in_jceks) {
  const auto with = [](std::uint32_t magic) {
    return KeystoreWriter(magic)
        .raw(u32(1) + utf("k") + std::string(8, '\0') + u32(0) + u32(0xFFFFFFFF))
        .count(1)
        .bytes();
  };
  EXPECT_TRUE(read_bytes(with(kJks), password("changeit")));
  EXPECT_FALSE(read_bytes(with(kJceks), password("changeit")));
}

}  // namespace
}  // namespace rehearse::store
