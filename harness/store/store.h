#pragma once
// store: the bytes of each trust store format -> anchors, with where they came from. It decides what a store
// holds, not what that is good for: which client uses it and what that client accepts is trust's business.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/instant.h"
#include "base/result.h"
#include "base/secret.h"
#include "cert/certificate.h"

namespace rehearse::store {

/// What a JVM is told of its trust store by properties.
struct JavaProperties {
  /// javax.net.ssl.trustStore. None = not set; NONE = there is to be no store; one that is not there, as an
  /// empty one: cacerts.
  std::optional<std::string> file;
  std::string type;          ///< javax.net.ssl.trustStoreType; empty = not set
  std::string by;            ///< for people: who names the file
  std::string unclear = {};  ///< why what Java does cannot be told: the store is unreadable then
};

/// Where a store is to be read from.
struct Source {
  enum class Kind : std::uint8_t {
    path,     ///< a file or a directory; what it is, is found out from its bytes
    system,   ///< the distribution's own bundle, wherever this machine has it
    memory,   ///< bytes handed over (the lab's stores)
    java,     ///< what the Java below `path` uses, as `java` tells it
    certifi,  ///< certifi's bundle in the Python environment at `path`
    node,     ///< what is built into the Node program at `path`, and what `extra` adds to it
  };
  Kind kind = Kind::path;
  std::string path;   ///< for `path`; else the home, environment or program
  std::string extra;  ///< for `node`: the PEM file that NODE_EXTRA_CA_CERTS names, or empty
  std::string pem;    ///< for `memory`
  /// Of a JKS, JCEKS or PKCS#12 store. None and an empty one are different things: PKCS#12 knows stores that
  /// are encrypted with no characters at all.
  std::optional<SecretText> password;
  /// Where nobody has a password: the application gives none either, so that a store which needs one is not
  /// locked but empty to it.
  bool is_opened_without = false;
  JavaProperties java = {};  ///< for `java`
  /// The root folder that `path` stands below, where that is not this process's own: what a directory's links
  /// lead to is looked for in it (a container's tree). Empty = "/".
  std::string root;
};

/// One certificate of a store, as the file has it.
struct Entry {
  enum class Role : std::uint8_t {
    trusted,         ///< to be trusted: a PEM block, a JKS trusted entry, PKCS#12 with Java's attribute
    trust_settings,  ///< a TRUSTED CERTIFICATE block: OpenSSL's own settings are in `aux`
    key_leaf,        ///< the first certificate of a private key's entry
    key_chain,       ///< the others of it
    bare,            ///< of a PKCS#12 file, where nothing is said of trust
  };
  Role role = Role::trusted;
  std::string alias;  ///< UTF-8, hostile text; empty in formats that have none
  cert::CertificatePtr certificate;
  std::string aux;    ///< for trust_settings: the block's bytes, as d2i_X509_AUX() reads them; else empty
  std::string place;  ///< for people: "certificate 3 (line 52)", "entry 2"
  std::string label;  ///< of a PEM block that every client finds: they differ in which they take; else empty
  bool is_seen_by_go = true;  ///< whether Go finds this PEM block
  std::size_t line = 0;       ///< of a PEM block's BEGIN, from 1; 0 in other formats
  std::string file;           ///< in a directory: the name of its file
  /// In a directory: another subject's hash names the file, so that only a look-up of that one comes to it.
  bool is_under_another_hash = false;
};

/// Whether anybody would notice a change to the file. The same file may be any of the last two, by password.
enum class Integrity : std::uint8_t {
  none,         ///< the file has no protection
  not_checked,  ///< it has, but no password was given
  checked,      ///< it has, and it holds
};

/// A trust store that was read whole.
struct Store {
  std::string name;    ///< what the profile calls it
  std::string source;  ///< for people: the path, "system (/etc/ssl/certs/ca-certificates.crt)"
  /// Stable id: `pem-file`, `pem-directory`, `der`, `pkcs7`, `jks`, `jceks`, `pkcs12`, `node`; `none` where a
  /// property says that there is none.
  std::string kind;
  std::string path;                          ///< where it lies on this machine, empty for memory
  std::string extra;                         ///< of `node`: Source::extra
  Source::Kind origin = Source::Kind::path;  ///< who keeps it: that is who has to change it
  std::optional<Sha256> sha256;              ///< of a file's bytes; a directory has none
  /// What the format's own client uses, without duplicates, in the order of the file: OpenSSL for PEM, Java
  /// for JKS, JCEKS and PKCS#12, everything for DER and PKCS#7.
  std::vector<cert::CertificatePtr> anchors;
  std::vector<Entry> entries;  ///< all of them, duplicates included, in the order of the file
  Integrity integrity = Integrity::none;
  std::vector<std::string> notes;  ///< for people; may hold text of the file: print through printable()
  /// Why the application finds nothing in it, whatever is put into it, and what would help; or empty.
  std::string shut;
  /// Of a directory: the names at which the look-up of their hash ends, for OpenSSL loads no certificate from
  /// them. What bears a higher number is not found.
  std::vector<std::string> dead_ends = {};
  /// Of a key store: it was opened with fewer characters than keytool takes for a password.
  bool is_password_short_for_keytool = false;
  std::string refused_by_gnutls;  ///< why GnuTLS takes nothing from this PEM text, or empty
  std::string refused_by_java;  ///< why Java's CertificateFactory takes nothing from this PEM text, or empty
};

/// Reads a store. It is read whole or not at all; one that reads well and holds nothing is a store with no
/// anchors, and a note that says so.
///
/// The format is found out from the bytes: docs/stores.md has the table of what is read, and of what each
/// client makes of it. Where Java is more lenient than a careful reader would be (bytes behind a JKS store's
/// end), Java decides and a note says so: an application that loads such a store works.
///
/// A directory is read the way OpenSSL's clients look a certificate up in it: by the hash of its subject in
/// the file's name ("4a6481c9.0", then ".1", without a gap), links followed. All certificates of such a file
/// are entries, whoever's hash it bears. One that holds no certificate ends the look-up of its own hash, and
/// a note says so. Other files in it are for people; `openssl rehash` makes them count.
///
/// Errors: store-unreadable (missing, no permission, no regular file, over 64 MiB, of a format or cipher that
/// is not read), store-damaged (truncated, a part that does not decode: names it), store-locked (a password
/// is needed, or the one given does not open it). No error holds a password. Threads: safe.
Result<Store> open(std::string name, const Source& source);

/// The same for bytes of which only the content is known: `name`, `source` and `path` stay empty.
Result<Store> read_bytes(std::string_view bytes, const std::optional<SecretText>& password);

/// Whether keytool keeps it: JKS, JCEKS, PKCS#12.
inline bool is_key_store(const Store& store) {
  return store.kind == "jks" || store.kind == "jceks" || store.kind == "pkcs12";
}

/// Who reads a store, as far as formats go.
enum class Reader : std::uint8_t {
  openssl,  ///< OpenSSL's X509_LOOKUP: curl, Python, PHP. PEM only, TRUSTED CERTIFICATE blocks included
  java,     ///< key stores, and for PEM, DER and PKCS#7 the CertificateFactory
  plain,    ///< Go: PEM only, and no block but CERTIFICATE that Go finds
  node,     ///< CERTIFICATE too, no directory, and no certificate of which a TRUSTED CERTIFICATE block speaks
  gnutls,   ///< CERTIFICATE too, no directory, and nothing at all where a block begins behind other text
};

/// The certificates of `store` that such a reader ends up with as anchors, without duplicates. Empty where it
/// does not read the format at all: curl cannot load a JKS store.
///
/// A block whose settings forbid TLS servers is left out for `openssl`, together with later copies of its
/// certificate: OpenSSL keeps the first copy only. What else the settings say is for trust to apply, from
/// Entry::aux. Threads: safe. Source: docs/stores.md.
cert::Chain anchors_for(const Store& store, Reader reader);

/// The entries whose certificate is no longer valid at `at`. Borrowed from `store`.
std::vector<const Entry*> expired_at(const Store& store, Instant at);

/// The entries whose certificate an earlier entry has already. Borrowed from `store`.
std::vector<const Entry*> duplicates(const Store& store);

}  // namespace rehearse::store
