// PEM with everything clients disagree about, DER, PKCS#7, and who reads what.

#include <algorithm>

#include <gtest/gtest.h>
#include <openssl/objects.h>

#include "store/builders.h"
#include "store/detect.h"
#include "store/java_text.h"

namespace rehearse::store {
namespace {

using namespace std::string_view_literals;

std::string pem(const cert::Minted& minted) {
  return cert::to_pem(*minted.certificate);
}
std::string plain(const cert::Minted& minted, const std::string& label) {
  return pem_block(label, minted.certificate->der);
}

TEST(Detect, asks_the_bytes) {
  const struct {
    const char* name;
    std::string bytes;
    Format format;
  } rows[] = {
      {"nothing", "", Format::empty},
      {"white space", " \r\n", Format::blank},
      {"pem", pem(a()), Format::pem},
      {"pem behind text that begins like DER", "0 is a digit\n" + pem(a()), Format::pem},
      {"a certificate", a().certificate->der, Format::certificate},
      {"pkcs7", pkcs7({a().certificate}), Format::pkcs7},
      {"pkcs12", pkcs12({}), Format::pkcs12},
      {"pkcs12 of indefinite length", "\x30\x80\x02\x01\x03", Format::pkcs12},
      {"jks", KeystoreWriter().bytes(), Format::jks},
      {"jceks", KeystoreWriter(0xCECECECE).bytes(), Format::jceks},
      {"an NSS database", std::string("SQLite format 3\0..."sv), Format::nss},
      {"utf-16", std::string("\xFF\xFE-\0-\0"sv), Format::utf16},
      {"text", "hello", Format::unknown},
      {"a lone zero digit", "0", Format::unknown},
      {"a length of five bytes", "\x30\x85\x01\x01\x01\x01\x01\x02", Format::unknown},
  };
  for (const auto& row : rows) EXPECT_EQ(detect(row.bytes), row.format) << row.name;
}

TEST(Formats, what_is_not_read_is_said) {
  const std::pair<std::string, const char*> rows[] = {
      {"hello", "is none of PEM"},
      {std::string("SQLite format 3\0..."sv), "cert9.db"},
      {std::string("\xFF\xFE-\0-\0"sv), "UTF-16"},
      {"", "is empty"},
      {pem_block("X509 CRL", "abc"), "holds no PEM certificate"},
  };
  for (const auto& [bytes, detail] : rows) {
    const auto store = read_bytes(bytes, std::nullopt);
    ASSERT_FALSE(store) << detail;
    EXPECT_NE(store.error().detail.find(detail), std::string::npos) << store.error().detail;
  }
}

TEST(Formats, a_der_certificate) {
  const auto store = read_bytes(a().certificate->der, std::nullopt);
  ASSERT_TRUE(store);
  EXPECT_EQ(store->kind, "der");
  EXPECT_EQ(names(store->anchors), "A");
  EXPECT_EQ(read_bytes(a().certificate->der + "x", std::nullopt).error().code, "store-damaged");
}

TEST(Formats, pkcs7_in_der_and_in_pem) {
  const auto bytes = pkcs7({a().certificate, b().certificate, a().certificate});
  for (const auto& file : {bytes, pem_block("PKCS7", bytes)}) {
    const auto store = read_bytes(file, std::nullopt);
    ASSERT_TRUE(store) << store.error().detail;
    EXPECT_EQ(store->kind, "pkcs7");
    EXPECT_EQ(names(store->anchors), "A B");
    EXPECT_EQ(store->entries.size(), 3U);
  }
  EXPECT_EQ(read_bytes(bytes + "x", std::nullopt).error().code, "store-damaged");
  EXPECT_EQ(read_bytes(bytes.substr(0, 300), std::nullopt).error().code, "store-damaged");
  const auto beside = read_bytes(pem(b()) + pem_block("PKCS7", bytes), std::nullopt);
  ASSERT_TRUE(beside);
  EXPECT_EQ(names(beside->anchors), "B") << "who reads the certificate passes over the message";
  EXPECT_EQ(beside->notes.size(), 2U) << "and Java refuses it all";
}

struct Text {
  const char* name;
  std::string pem;
  const char* openssl;
  const char* java;
  const char* other;
};

// Each was put to OpenSSL 3.0 (X509_LOOKUP_load_file) and Java 17 (CertificateFactory.generateCertificates).
std::vector<Text> texts() {
  const auto trust = [](const cert::Minted& one, int usage) {
    return trusted_block(*one.certificate, "trust", usage);
  };
  const auto reject = [](const cert::Minted& one, int usage) {
    return trusted_block(*one.certificate, "reject", usage);
  };
  return {
      {"certificates", pem(a()) + pem(b()), "A B", "A B", "A B"},
      {"text_before_and_after", "ours\n" + pem(a()) + "- theirs\n", "A", "A", "A"},
      {"text_that_begins_with_a_zero", "0 is a digit\n" + pem(a()), "A", "", "A"},
      {"a_zero_between_blocks", pem(a()) + "0\n" + pem(b()), "A B", "", "A B"},
      {"a_line_of_hyphens", "-------- ours --------\n" + pem(a()), "A", "", "A"},
      {"a_begin_that_only_java_sees",  // OpenSSL reads lines of at most 254 bytes, which end in a line feed
       pem(a()) + "-----BEGIN X-----\r" + std::string(400, 'A') + "\r-----END X-----\rtext\n", "A", "", "A"},
      {"the_old_name", plain(a(), "X509 CERTIFICATE"), "A", "A", ""},
      {"settings_that_trust", pem(b()) + trust(a(), NID_server_auth), "B A", "", "B"},
      {"settings_that_trust_for_anything", trust(a(), NID_anyExtendedKeyUsage), "A", "", ""},
      {"settings_that_trust_for_mail", trust(a(), NID_email_protect), "", "", ""},
      {"settings_that_forbid_servers", pem(b()) + reject(a(), NID_server_auth), "B", "", "B"},
      {"settings_that_forbid_mail", reject(a(), NID_email_protect), "A", "", ""},
      {"settings_that_say_nothing", plain(a(), "TRUSTED CERTIFICATE"), "A", "A", ""},
      {"a_copy_behind_one_that_is_forbidden", reject(a(), NID_server_auth) + pem(a()), "", "", "A"},
      {"a_copy_before_one_that_is_forbidden", pem(a()) + reject(a(), NID_server_auth), "A", "", "A"},
      {"a_key_beside_it", a().key.to_pem() + pem(a()), "A", "", "A"},
      {"a_byte_order_mark", "\xEF\xBB\xBF" + pem(a()) + pem(b()), "A B", "", "B"},
  };
}

TEST(Formats, clients_do_not_agree_on_pem) {
  for (const auto& row : texts()) {
    const auto store = read_bytes(row.pem, std::nullopt);
    ASSERT_TRUE(store) << row.name << ": " << store.error().detail;
    EXPECT_EQ(names(anchors_for(*store, Reader::openssl)), row.openssl) << row.name;
    EXPECT_EQ(names(store->anchors), row.openssl) << row.name;
    EXPECT_EQ(names(anchors_for(*store, Reader::java)), row.java) << row.name;
    EXPECT_EQ(names(anchors_for(*store, Reader::plain)), row.other) << row.name;
  }
}

// Put to OpenSSL 3.0, Java 17, Go 1.19 and gnutls-cli 3.7.9, but for the rows with a certificate request,
// Windows line ends and blanks behind lines, which follow from how the clients read. What only others than
// OpenSSL see is not counted: Java and GnuTLS then count as refusing the text, though they read it.
TEST(Formats, clients_do_not_agree_on_where_base64_ends) {
  const auto with = [](std::string text, std::string_view from, std::string_view to) {
    return text.replace(text.find(from), from.size(), to);
  };
  const auto lines = [](std::string text, std::string_view end) {
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + end.size()))
      text.replace(at, 1, end);
    return text;
  };
  const auto one_line = [&](std::string text) {
    text = lines(std::move(text), "");
    return text + "\n";
  };
  const struct {
    const char* name;
    std::string text;
    const char *openssl, *java, *go, *gnutls;
  } rows[] = {
      {"an_end_behind_base64", with(pem(a()), "\n-----END", "-----END") + pem(b()), "A", "", "", ""},
      {"a_blank_before_the_end", with(pem(a()), "\n-----END", "\n -----END") + pem(b()), "A", "", "", ""},
      {"two_carriage_returns", lines(pem(a()), "\r\r\n") + pem(b()), "A B", "A B", "B", "A B"},
      {"a_form_feed", pem(b()) + with(pem(a()), "\n-----END", "\f\n-----END"), "B A", "", "B", ""},
      {"text_behind_begins_hyphens", with(pem(a()), "-----\nMII", "-----#\nMII") + pem(b()), "B", "", "B",
       ""},
      {"a_no_break_space", with(pem(a()), "\n-----END", "\xC2\xA0\n-----END"), "A", "", "", ""},
      {"a_certificate_request", pem(a()) + pem_block("CERTIFICATE REQUEST", "abc"), "A", "", "A", ""},
      {"windows", lines(pem(a()) + pem(b()), "\r\n"), "A B", "A B", "A B", "A B"},
      // GnuTLS reads B here, and Go in the last row.
      {"a_blank_before_begin", pem(a()) + " " + pem(b()), "A", "", "A", ""},
      {"base64_on_the_lines_of_begin_and_end", one_line(pem(b())) + pem(a()), "A", "", "A", ""},
      {"an_end_in_small_letters", with(pem(a()), "-----END CERTIFICATE", "-----end certificate") + pem(b()),
       "A", "", "", ""},
      {"blanks_behind_lines", lines(pem(a()) + pem(b()), " \t\n"), "A B", "A B", "A B", "A B"},
  };
  for (const auto& row : rows) {
    const auto store = read_bytes(row.text, std::nullopt);
    ASSERT_TRUE(store) << row.name << ": " << store.error().detail;
    EXPECT_EQ(names(anchors_for(*store, Reader::openssl)), row.openssl) << row.name;
    EXPECT_EQ(names(anchors_for(*store, Reader::java)), row.java) << row.name;
    EXPECT_EQ(names(anchors_for(*store, Reader::plain)), row.go) << row.name;
    EXPECT_EQ(names(anchors_for(*store, Reader::gnutls)), row.gnutls) << row.name;
  }
}

TEST(Formats, gnutls_sees_a_block_behind_other_text) {
  for (const auto* before : {"# ", "see -----BEGIN CERTIFICATE----- below\n"}) {
    const auto store = read_bytes(before + pem(a()) + pem(b()), std::nullopt);
    ASSERT_TRUE(store);
    EXPECT_TRUE(anchors_for(*store, Reader::gnutls).empty()) << before;
    EXPECT_EQ(names(anchors_for(*store, Reader::plain)), before[0] == '#' ? "B" : "A B");
    EXPECT_NE(store->refused_by_gnutls, "");
  }
  const auto plain = read_bytes("\xEF\xBB\xBF" + pem(a()) + pem(b()), std::nullopt);
  ASSERT_TRUE(plain);
  EXPECT_EQ(names(anchors_for(*plain, Reader::gnutls)), "B");
}

TEST(Formats, node_counts_no_certificate_that_has_settings_somewhere) {
  const auto mail = trusted_block(*a().certificate, "trust", NID_email_protect);
  const auto store = read_bytes(pem(a()) + pem(b()) + mail, std::nullopt);
  ASSERT_TRUE(store);
  EXPECT_EQ(names(anchors_for(*store, Reader::node)), "B");
  EXPECT_EQ(names(anchors_for(*store, Reader::gnutls)), "A B");
}

TEST(Formats, a_text_with_a_nul_byte_is_damaged) {
  const auto store = read_bytes(pem(a()) + std::string("\0\n", 2) + pem(b()), std::nullopt);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-damaged");
}

TEST(Formats, nobody_reads_what_is_not_his) {
  const struct {
    const char* name;
    std::string bytes;
    const char *openssl, *java, *other;
  } rows[] = {
      {"der", a().certificate->der, "", "A", ""},
      {"pkcs7", pkcs7({a().certificate}), "", "A", ""},
      {"jks", KeystoreWriter().trusted("a", a().certificate->der).bytes(), "", "A", ""},
      {"pkcs12", pkcs12({.bags = {{.certificate = a().certificate, .trusted = true}}}), "", "A", ""},
  };
  for (const auto& row : rows) {
    const auto store = read_bytes(row.bytes, password("changeit"));
    ASSERT_TRUE(store) << row.name;
    EXPECT_EQ(names(anchors_for(*store, Reader::openssl)), row.openssl) << row.name;
    EXPECT_EQ(names(anchors_for(*store, Reader::java)), row.java) << row.name;
    EXPECT_EQ(names(anchors_for(*store, Reader::plain)), row.other) << row.name;
  }
}

TEST(Formats, settings_are_kept_for_who_applies_them) {
  const auto block = trusted_block(*a().certificate, "reject", NID_server_auth);
  const auto store = read_bytes(pem(b()) + block, std::nullopt);
  ASSERT_TRUE(store);
  EXPECT_EQ(store->entries[0].aux, "");
  EXPECT_EQ(store->entries[1].role, Entry::Role::trust_settings);
  EXPECT_TRUE(store->entries[1].aux.starts_with(a().certificate->der));
  EXPECT_GT(store->entries[1].aux.size(), a().certificate->der.size());
  EXPECT_EQ(store->notes.size(), 2U) << "one for OpenSSL's clients, one for Java";
}

TEST(Formats, a_damaged_setting_damages_the_store) {
  for (const auto& bytes : {a().certificate->der + "x", a().certificate->der.substr(1)}) {
    const auto store = read_bytes(pem(b()) + pem_block("TRUSTED CERTIFICATE", bytes), std::nullopt);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, "store-damaged");
    EXPECT_NE(store.error().detail.find("certificate 2 (line "), std::string::npos) << store.error().detail;
  }
}

TEST(Formats, header_lines_damage_the_store_as_openssl_has_it) {
  const auto store =
      read_bytes(pem_block("CERTIFICATE", a().certificate->der, "X-Note: hello\n"), std::nullopt);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().detail.find("header lines"), std::string::npos) << store.error().detail;
}

TEST(Formats, an_encrypted_list_asks_nobody_for_its_password) {
  const auto list = pem_block("X509 CRL", "12345678",
                              "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
                              "00112233445566778899AABBCCDDEEFF\n");
  const auto store = read_bytes(pem(a()) + list, std::nullopt);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-damaged");
}

TEST(Formats, entries_have_their_lines) {
  const auto store = read_bytes("# ours\n" + pem(a()) + "# theirs\n" + pem(b()), std::nullopt);
  ASSERT_TRUE(store);
  EXPECT_EQ(store->entries[0].place, "certificate 1 (line 2)");
  const auto lines = static_cast<std::size_t>(std::ranges::count(pem(a()), '\n'));
  EXPECT_EQ(store->entries[1].place, "certificate 2 (line " + std::to_string(3 + lines) + ")");
}

TEST(Formats, expired_and_doubled_entries_are_found) {
  const auto store = read_bytes(pem(a()) + pem(leaf()) + pem(a()), std::nullopt);
  ASSERT_TRUE(store);
  const auto end = leaf().certificate->not_after;
  EXPECT_TRUE(expired_at(*store, end - std::chrono::seconds(1)).empty());
  ASSERT_EQ(expired_at(*store, end).size(), 1U);
  EXPECT_EQ(expired_at(*store, end)[0], &store->entries[1]);
  ASSERT_EQ(duplicates(*store).size(), 1U);
  EXPECT_EQ(duplicates(*store)[0], &store->entries[2]);
}

TEST(JavaText, small_letters_are_unicodes) {
  EXPECT_EQ(to_lower(u"Root CA"), u"root ca");
  EXPECT_EQ(to_lower(u"\u00DC\u0416"), u"\u00FC\u0436");
  EXPECT_EQ(to_lower(u"\u0130"), u"i\u0307");
  EXPECT_EQ(to_lower(u"\U00010400"), u"\U00010428");
}

TEST(JavaText, modified_utf8_is_read_as_java_does) {
  EXPECT_EQ(from_modified_utf8("\xC0\x80z"), std::u16string(u"\0z", 2));
  EXPECT_EQ(from_modified_utf8("\xED\xA0\xBD\xED\xB4\x92"), u"\U0001F512");
  for (const auto* const bad : {"\x80", "\xC3", "\xC3(", "\xF0\x9F\x94\x92", "\xE8\xAA"})
    EXPECT_FALSE(from_modified_utf8(bad)) << bad;
  EXPECT_EQ(to_utf8(u"\U0001F512"), "\xF0\x9F\x94\x92");
  EXPECT_EQ(to_utf8(std::u16string(1, char16_t{0xD800})), "\xEF\xBF\xBD") << "half a pair";
  for (const auto* const bad : {"\xC0\x80", "\xED\xA0\xBD", "\xF5\x80\x80\x80", "\xE0\x80\x80"})
    EXPECT_FALSE(from_utf8(bad)) << bad;
}

}  // namespace
}  // namespace rehearse::store
