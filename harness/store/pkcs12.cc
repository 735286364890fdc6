// What Java makes of the bags of a PKCS#12 file. Source: OpenJDK 17 and 25,
// sun.security.pkcs12.PKCS12KeyStore.loadSafeContents and findMatchedCertificate; docs/stores.md.

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "cert/native.h"
#include "store/java_certificate.h"
#include "store/java_text.h"
#include "store/pkcs12_safe.h"

namespace rehearse::store {
namespace {

// Oracle's own attribute: a certificate that has it is a trusted entry to Java, whatever usage it names.
constexpr std::string_view kTrustedKeyUsage = "2.16.840.1.113894.746875.1.1";

struct Attributes {
  std::optional<std::u16string> alias;
  std::optional<std::string> key_id;
  bool trusted = false;
};

struct Key {
  std::u16string alias;
  std::string key_id;
};

struct Bagged {
  std::size_t entry;  // index in Store::entries
  std::optional<std::u16string> alias;
  std::optional<std::string> key_id;
  bool trusted;
};

std::string_view view(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

bool is_trusted_key_usage(const ASN1_OBJECT* oid) {
  std::array<char, 80> text{};
  return OBJ_obj2txt(text.data(), text.size(), oid, 1) > 0 && kTrustedKeyUsage == text.data();
}

// The value of an attribute where it is of the type that Java reads; of any other Java refuses the file.
Result<std::string_view> value_of(X509_ATTRIBUTE* attribute, int type, std::string_view name) {
  const auto* value = X509_ATTRIBUTE_get0_type(attribute, 0);
  if (value == nullptr || ASN1_TYPE_get(value) != type)
    return fail("store-damaged", fmt::format("a {} of the wrong type", name));
  return view(value->value.asn1_string);
}

Result<void> read_attribute(X509_ATTRIBUTE* attribute, Attributes& out) {
  const auto* oid = X509_ATTRIBUTE_get0_object(attribute);
  const int nid = OBJ_obj2nid(oid);
  if (nid == NID_friendlyName) {
    const auto value = value_of(attribute, V_ASN1_BMPSTRING, "friendly name");
    if (!value) return std::unexpected(value.error());
    out.alias = from_utf16be(*value);
  } else if (nid == NID_localKeyID) {
    const auto value = value_of(attribute, V_ASN1_OCTET_STRING, "local key id");
    if (!value) return std::unexpected(value.error());
    out.key_id = *value;
  } else if (is_trusted_key_usage(oid)) {
    for (int i = 0; i < X509_ATTRIBUTE_count(attribute); ++i) {
      if (ASN1_TYPE_get(X509_ATTRIBUTE_get0_type(attribute, i)) != V_ASN1_OBJECT)
        return fail("store-damaged", "a trusted key usage of the wrong type");
    }
    out.trusted = X509_ATTRIBUTE_count(attribute) > 0;
  }
  return {};
}

Result<Attributes> attributes_of(const PKCS12_SAFEBAG* bag) {
  Attributes out;
  const auto* attributes = PKCS12_SAFEBAG_get0_attrs(bag);
  for (int i = 0; i < sk_X509_ATTRIBUTE_num(attributes); ++i) {
    if (auto read = read_attribute(sk_X509_ATTRIBUTE_value(attributes, i), out); !read)
      return std::unexpected(std::move(read.error()));
  }
  return out;
}

bool same_name(const std::u16string& a, const std::optional<std::u16string>& b) {
  return b && to_lower(a) == to_lower(*b);
}

// The issuer of `child` in the file, by name and, where both say one, by key id: PKCS12KeyStore.findIssuer.
const Entry* issuer_of(const cert::Certificate& child, const Store& store) {
  const Entry* by_name = nullptr;
  for (const auto& entry : store.entries) {
    const auto& candidate = *entry.certificate;
    if (candidate.subject != child.issuer) continue;
    if (child.authority_key_id.empty() || candidate.subject_key_id == child.authority_key_id) return &entry;
    if (candidate.subject_key_id.empty()) by_name = &entry;
  }
  return by_name;
}

class Bags {
 public:
  Result<Store> run(OpenedSafe safe) {
    x_store.kind = "pkcs12";
    x_store.integrity = safe.integrity;
    x_store.notes = std::move(safe.notes);
    for (const auto& bags : safe.contents) {
      for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags.get()); ++i) {
        if (auto added = add(sk_PKCS12_SAFEBAG_value(bags.get(), i), i); !added)
          return std::unexpected(std::move(added.error()));
      }
    }
    match_keys();
    if (auto found = find_anchors(); !found) return std::unexpected(std::move(found.error()));
    note_what_java_leaves();
    return std::move(x_store);
  }

 private:
  Result<void> add(const PKCS12_SAFEBAG* bag, int index) {
    const auto attributes = attributes_of(bag);
    if (!attributes)
      return fail("store-damaged",
                  fmt::format("after certificate {}: {}", x_store.entries.size(), attributes.error().detail));
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
      case NID_pkcs8ShroudedKeyBag:
        add_key(*attributes);
        return {};
      case NID_certBag:
        return add_certificate(bag, *attributes, index);
      case NID_secretBag:
        put(attributes->alias ? *attributes->alias : next_name(), std::nullopt);
        return {};
      default:  // keys in the clear, revocation lists, bags in bags: Java passes over them
        x_store.notes.emplace_back("a bag of a kind that Java passes over: so does this program");
        return {};
    }
  }

  // A lone key without an id belongs to the certificate that comes first: Java's way with such files.
  void add_key(const Attributes& attributes) {
    ++x_keys_seen;
    if (!attributes.key_id && x_keys_seen != 1) return;
    x_keys.push_back({attributes.alias ? *attributes.alias : next_name(), attributes.key_id.value_or("01")});
    put(x_keys.back().alias, x_keys.size() - 1);
  }

  Result<void> add_certificate(const PKCS12_SAFEBAG* bag, const Attributes& attributes, int index) {
    auto place = fmt::format("certificate {}", x_store.entries.size() + 1);
    const cert::X509Handle x509(PKCS12_SAFEBAG_get1_cert(bag));
    auto certificate = x509 ? cert::from_x509(x509.get())
                            : fail("bad-certificate", "does not decode: " + cert::take_openssl_error());
    if (!certificate) return fail("store-damaged", fmt::format("{}: {}", place, certificate.error().detail));
    if (const auto why = refused_by_java(**certificate); !why.empty())
      return fail("store-damaged", fmt::format("{}: Java refuses it: {}", place, why));
    Bagged one{.entry = x_store.entries.size(),
               .alias = attributes.alias,
               .key_id = attributes.key_id,
               .trusted = attributes.trusted};
    if (!one.key_id && x_keys_seen == 1 && index == 0) one.key_id = "01";
    if (one.trusted) {
      if (!one.alias) one.alias = next_name();
      put(*one.alias, std::nullopt, one.entry);
    }
    x_store.entries.push_back({.role = one.trusted ? Entry::Role::trusted : Entry::Role::bare,
                               .alias = one.alias ? to_utf8(*one.alias) : std::string(),
                               .certificate = *std::move(certificate),
                               .place = std::move(place)});
    x_bagged.push_back(std::move(one));
    return {};
  }

  // PKCS12KeyStore.getUnfriendlyName
  std::u16string next_name() { return from_utf8(std::to_string(++x_unnamed)).value_or(u""); }

  // An entry of Java's table: of a key, of a trusted certificate, or of a secret key, which only takes a
  // name.
  void put(const std::u16string& alias, std::optional<std::size_t> key,
           std::optional<std::size_t> entry = std::nullopt) {
    x_table.push_back({alias, key, entry});
  }

  // By id and name, else by id, else by name; of several the last. Certificates marked as trusted do not take
  // part.
  const Bagged* match(const Key& key) const {
    const Bagged *by_id = nullptr, *by_name = nullptr;
    for (const auto& one : x_bagged) {
      if (one.trusted) continue;
      const bool named = same_name(key.alias, one.alias);
      if (one.key_id == key.key_id) {
        if (named) return &one;
        by_id = &one;
      } else if (named) {
        by_name = &one;
      }
    }
    return by_id != nullptr ? by_id : by_name;
  }

  void match_keys() {
    x_leaves.resize(x_keys.size());
    for (std::size_t i = 0; i < x_keys.size(); ++i) {
      const auto* leaf = match(x_keys[i]);
      if (leaf == nullptr) continue;
      x_leaves[i] = leaf->entry;
      auto& entry = x_store.entries[leaf->entry];
      entry.role = Entry::Role::key_leaf;
      entry.alias = to_utf8(x_keys[i].alias);
    }
    for (const auto& leaf : x_leaves) {
      if (leaf) mark_chain(*leaf);
    }
  }

  void mark_chain(std::size_t leaf) {
    std::set<const Entry*> walked;
    const Entry* one = &x_store.entries[leaf];
    while (one != nullptr && walked.insert(one).second && !one->certificate->is_self_issued()) {
      one = issuer_of(*one->certificate, x_store);
      if (one == nullptr || one->role != Entry::Role::bare) continue;
      x_store.entries[static_cast<std::size_t>(one - x_store.entries.data())].role = Entry::Role::key_chain;
    }
  }

  Result<void> find_anchors() {
    std::vector<std::u16string> names;
    for (const auto& row : x_table) {
      auto lower = to_lower(row.alias);
      if (!lower)
        return fail("store-unreadable", "this machine has no C.UTF-8 locale to compare its names with");
      names.push_back(*std::move(lower));
    }
    const auto found = found_by_alias(names);
    if (!found)
      return fail("store-unreadable", "this machine has no C.UTF-8 locale to compare its names with");
    std::set<std::size_t> counted;
    for (const auto index : *found) {
      const auto& row = x_table[index];
      const auto entry = row.key ? x_leaves[*row.key] : row.entry;
      if (entry) counted.insert(*entry);
    }
    x_store.anchors = certificates_of(x_store, [&](const Entry& entry) {
      return counted.contains(static_cast<std::size_t>(&entry - x_store.entries.data()));
    });
    if (found->size() < x_table.size())
      x_store.notes.push_back(fmt::format("{} of its entries do not count: a later one has the same name",
                                          x_table.size() - found->size()));
    return {};
  }

  void note_what_java_leaves() {
    const auto bare = std::ranges::count(x_store.entries, Entry::Role::bare, &Entry::role);
    if (bare == 0) return;
    x_store.notes.push_back(
        fmt::format("{} of its {} certificates are nothing to Java: they lack the attribute that makes a "
                    "certificate trusted, "
                    "which `keytool -importcert` writes and `openssl pkcs12 -export -nokeys` does not",
                    bare, x_store.entries.size()));
  }

  struct Row {
    std::u16string alias;
    std::optional<std::size_t> key;    // index in x_keys
    std::optional<std::size_t> entry;  // index in Store::entries
  };

  Store x_store;
  std::vector<Row> x_table;
  std::vector<Key> x_keys;
  std::vector<std::optional<std::size_t>> x_leaves;  // of each key
  std::vector<Bagged> x_bagged;                      // of each certificate
  int x_keys_seen = 0;
  int x_unnamed = 0;
};

}  // namespace

Result<Store> read_pkcs12(std::string_view bytes, const Password& password) {
  auto safe = open_safe(bytes, password);
  if (!safe) return std::unexpected(std::move(safe.error()));
  auto store = Bags().run(*std::move(safe));
  if (store && password && password->empty())
    store->notes.emplace_back(
        "its password is empty: javax.net.ssl.trustStorePassword takes that for none at all");
  return store;
}

bool has_clear_certificates(std::string_view pkcs12) {
  const auto* at = reinterpret_cast<const unsigned char*>(pkcs12.data());
  const Handle<PKCS12, PKCS12_free> file(d2i_PKCS12(nullptr, &at, static_cast<long>(pkcs12.size())));
  if (!file) return false;
  bool out = false;
  auto* messages = PKCS12_unpack_authsafes(file.get());
  for (int i = 0; i < sk_PKCS7_num(messages); ++i) {
    auto* message = sk_PKCS7_value(messages, i);
    if (!PKCS7_type_is_data(message)) continue;
    auto* bags = PKCS12_unpack_p7data(message);
    for (int j = 0; j < sk_PKCS12_SAFEBAG_num(bags); ++j) {
      const auto kind = PKCS12_SAFEBAG_get_nid(sk_PKCS12_SAFEBAG_value(bags, j));
      out = out || kind == NID_certBag || kind == NID_safeContentsBag;
    }
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
  }
  sk_PKCS7_pop_free(messages, PKCS7_free);
  cert::take_openssl_error();
  return out;
}

}  // namespace rehearse::store
