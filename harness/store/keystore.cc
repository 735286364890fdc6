// JKS and JCEKS. Source: OpenJDK 17 and 25, sun.security.provider.JavaKeyStore.engineLoad and
// com.sun.crypto.provider.JceKeyStore.engineLoad; docs/stores.md has the bytes.

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/printable.h"
#include "cert/native.h"
#include "store/byte_reader.h"
#include "store/formats.h"
#include "store/java_certificate.h"
#include "store/java_text.h"
#include "store/sealed_object.h"

namespace rehearse::store {
namespace {

constexpr std::uint32_t kMagicJks = 0xFEED'FEED;
constexpr std::size_t kDigestBytes = 20;
constexpr std::size_t kShownAlias = 60;

std::string in_quotes(const std::u16string& alias) {
  return fmt::format("'{}'", printable(to_utf8(alias), kShownAlias));
}

// CertificateFactory.getInstance() finds these names in any case; nothing else is a certificate to Java.
bool is_x509(const std::u16string& type) {
  const auto lower = to_lower(type);
  return lower && (*lower == u"x.509" || *lower == u"x509");
}

// The first DER element of `bytes`. What stands behind it Java does not look at (X509Factory.readOneBlock).
std::string_view first_element(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const begin = at;
  long length = 0;
  int tag = 0, type = 0;
  const int flags = ASN1_get_object(&at, &length, &tag, &type, static_cast<long>(bytes.size()));
  const bool definite = (flags & 0x80) == 0 && (flags & 1) == 0;
  cert::take_openssl_error();
  return definite ? bytes.substr(0, static_cast<std::size_t>(at - begin) + static_cast<std::size_t>(length))
                  : bytes;
}

class Parser {
 public:
  explicit Parser(std::string_view bytes) : x_bytes(bytes), x_reader(bytes) {}

  Result<Store> run(const Password& password) {
    Result<void> step = header();
    const auto count = x_reader.i32();  // Java counts up to it: a negative one is a store without entries
    if (step && x_reader.truncated()) step = damaged("the count of entries");
    for (std::int32_t i = 0; step && i < count; ++i) step = entry(i + 1);
    if (step) step = find_anchors();
    if (step) step = check_integrity(password);
    if (!step) return std::unexpected(std::move(step.error()));
    return std::move(x_store);
  }

 private:
  std::unexpected<Error> damaged(std::string_view why) const {
    return fail("store-damaged",
                x_reader.truncated()
                    ? fmt::format("{}{}", x_where.empty() ? "" : x_where + ": ", *x_reader.truncated())
                    : fmt::format("{}: {}", x_where.empty() ? "its header" : x_where, why));
  }

  Result<void> header() {
    x_is_jks = x_reader.u32() == kMagicJks;
    x_version = x_reader.u32();
    if (x_reader.truncated()) return damaged("truncated");
    x_store.kind = x_is_jks ? "jks" : "jceks";
    if (x_version == 1 || x_version == 2) return {};
    return fail("store-damaged",
                fmt::format("version {} of this format is not known, only 1 and 2", x_version));
  }

  Result<void> entry(std::int32_t number) {
    x_where = fmt::format("entry {}", number);
    const auto tag = x_reader.u32();
    if (x_reader.truncated()) return damaged("truncated");
    if (tag < 1 || tag > (x_is_jks ? 2U : 3U)) return damaged(fmt::format("is of unknown kind {}", tag));
    const auto alias = from_modified_utf8(x_reader.take(x_reader.u16()));
    x_reader.u64();  // when it was made
    if (x_reader.truncated()) return damaged("truncated");
    if (!alias) return damaged("its alias is not modified UTF-8");
    x_aliases.push_back(*alias);
    x_place = x_where;
    x_where += " " + in_quotes(*alias);
    if (tag == 1) return key();
    if (tag == 2) return certificate(Entry::Role::trusted, x_place);
    if (auto skipped = skip_sealed_object(x_reader); !skipped) return damaged(skipped.error().detail);
    return {};
  }

  Result<void> key() {
    const auto length = x_reader.i32();
    if (length < 0) return damaged("its key has a negative length");
    x_reader.take(static_cast<std::size_t>(length));
    const auto count = x_reader.i32();
    if (x_reader.truncated()) return damaged("truncated");
    if (count < 0 && !x_is_jks) return damaged("its chain has a negative length");  // there Java throws
    for (std::int32_t i = 0; i < count; ++i) {
      const auto role = i == 0 ? Entry::Role::key_leaf : Entry::Role::key_chain;
      if (auto added = certificate(role, fmt::format("{}, certificate {}", x_place, i + 1)); !added)
        return added;
    }
    return {};
  }

  Result<void> certificate(Entry::Role role, std::string place) {
    if (x_version == 2) {
      const auto type = from_modified_utf8(x_reader.take(x_reader.u16()));
      if (x_reader.truncated()) return damaged("truncated");
      if (!type || !is_x509(*type)) return damaged("its certificate is not of type X.509");
    }
    const auto length = x_reader.i32();
    if (length < 0) return damaged("its certificate has a negative length");
    const auto field = x_reader.take(static_cast<std::size_t>(length));
    if (x_reader.truncated()) return damaged("truncated");
    const auto der = first_element(field);
    auto decoded = cert::from_der(der);
    if (!decoded) return damaged("certificate " + decoded.error().detail);
    if (const auto why = refused_by_java(**decoded); !why.empty())
      return damaged("Java refuses its certificate: " + why);
    if (der.size() != field.size())
      x_store.notes.push_back(fmt::format("{}: {} bytes behind its certificate, which Java does not look at",
                                          x_where, field.size() - der.size()));
    x_store.entries.push_back({.role = role,
                               .alias = to_utf8(x_aliases.back()),
                               .certificate = *std::move(decoded),
                               .place = std::move(place)});
    x_owners.push_back(x_aliases.size() - 1);
    return {};
  }

  Result<void> find_anchors() {
    const auto found = found_by_alias(x_aliases);
    if (!found)
      return fail("store-unreadable", "this machine has no C.UTF-8 locale to compare its aliases with");
    x_store.anchors = certificates_of(x_store, [&](const Entry& one) {
      const auto index = static_cast<std::size_t>(&one - x_store.entries.data());
      return one.role != Entry::Role::key_chain && found->contains(x_owners[index]);
    });
    for (std::size_t i = 0; i < x_aliases.size(); ++i) {
      if (found->contains(i)) continue;
      x_store.notes.push_back(
          fmt::format("entry {} {} does not count: Java looks names up in small letters, and takes the last "
                      "one of a name",
                      i + 1, in_quotes(x_aliases[i])));
    }
    return {};
  }

  // SHA-1 over the password as UTF-16, two words and everything before the digest: getPreKeyedHash().
  std::string digest(const std::u16string& password) const {
    std::string text = to_utf16be(password);
    text.reserve(text.size() + x_reader.at() + 16);
    text += "Mighty Aphrodite";
    text += x_bytes.substr(0, x_reader.at());
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    const int done = EVP_Digest(text.data(), text.size(), out.data(), &length, EVP_sha1(), nullptr);
    OPENSSL_cleanse(text.data(), text.size());
    return done == 1 ? std::string(out.begin(), out.begin() + length) : std::string();
  }

  Result<void> check_integrity(const Password& password) {
    if (x_reader.left() > kDigestBytes)
      x_store.notes.push_back(fmt::format("{} bytes behind its end, which Java does not look at",
                                          x_reader.left() - kDigestBytes));
    if (!password) {
      x_store.integrity = Integrity::not_checked;
      x_store.notes.emplace_back(
          x_reader.left() < kDigestBytes
              ? "its integrity digest is cut off: Java loads it only without a password"
              : "its integrity was not checked: no password was given");
      return {};
    }
    const auto text = from_utf8(password->reveal());
    if (!text) return fail("store-locked", "the password given is not UTF-8");
    x_where = "its integrity digest";
    const auto expected = digest(*text);
    const auto written = x_reader.take(kDigestBytes);
    if (x_reader.truncated()) return damaged("truncated");
    if (written != expected)
      return fail("store-locked",
                  "the password given is wrong, or the file was tampered with: nobody can tell which");
    x_store.integrity = Integrity::checked;
    return {};
  }

  std::string_view x_bytes;
  ByteReader x_reader;
  Store x_store;
  bool x_is_jks = false;
  std::uint32_t x_version = 0;
  std::string x_where;  // for errors: "entry 3 'vendorca'"
  std::string x_place;  // for Entry: "entry 3"
  std::vector<std::u16string> x_aliases;
  std::vector<std::size_t> x_owners;  // of each certificate, its index in x_aliases
};

}  // namespace

Result<Store> read_keystore(std::string_view bytes, const Password& password) {
  auto store = Parser(bytes).run(password);
  if (store && store->kind == "jceks")
    store->notes.emplace_back("Java reads this format only where it is told to: trustStoreType=JCEKS");
  return store;
}

}  // namespace rehearse::store
