#pragma once
// Stores as bytes, written here and by nobody's tool: good ones, and whatever a test wants broken.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cert/mint.h"
#include "store/store.h"

namespace rehearse::store {

/// A self-signed authority, valid 2018-01-01 to 2027-12-30.
cert::Minted authority(const std::string& name);
/// A server's certificate by `issuer`, valid 2018.
cert::Minted server(const std::string& name, const cert::Minted& issuer);

std::optional<SecretText> password(const std::string& text);

/// Numbers and texts as java.io.DataOutputStream writes them.
std::string u16(std::uint16_t value);
std::string u32(std::uint32_t value);
std::string utf(std::string_view text);

/// JKS or JCEKS, part by part. Nothing is checked: a test may write what no tool would.
class KeystoreWriter {
 public:
  explicit KeystoreWriter(std::uint32_t magic = 0xFEEDFEED, std::uint32_t version = 2);

  KeystoreWriter& trusted(std::string_view alias, std::string_view der, std::string_view type = "X.509");
  KeystoreWriter& key(std::string_view alias, const std::vector<std::string>& chain);
  /// With `sealed` for the serialised object.
  KeystoreWriter& secret(std::string_view alias, const std::string& sealed);
  KeystoreWriter& raw(std::string_view bytes);
  KeystoreWriter& count(std::uint32_t entries);

  std::string without_digest() const;
  std::string bytes(std::u16string_view password = u"changeit") const;

 private:
  std::string certificate(std::string_view der, std::string_view type) const;

  std::uint32_t x_magic, x_version;
  std::uint32_t x_written = 0;
  std::optional<std::uint32_t> x_count;
  std::string x_entries;
};

/// A sealed key as Java's JceKeyStore serialises it, in its own field order.
std::string sealed_key();

/// Two authorities, and a server's certificate under the first. Minted once a program.
const cert::Minted& a();
const cert::Minted& b();
const cert::Minted& leaf();

/// What one bag of a PKCS#12 file is to say.
struct Bag {
  cert::CertificatePtr certificate;  ///< null: the (empty) encrypted key of an entry
  std::string name;                  ///< UTF-8; empty = no friendly name
  std::string key_id;                ///< empty = none
  bool trusted = false;              ///< Java's attribute
};

struct Pkcs12 {
  std::vector<Bag> bags;
  std::optional<std::string> password = "changeit";  ///< of the encryption and the MAC; none = no characters
  int cipher = 0;                                    ///< NID; 0 = PBES2 with AES-256, -1 = in the clear
  int digest = 0;                                    ///< NID of the MAC; 0 = SHA-256, -1 = no MAC
  int iterations = 1000;
  int salt_bytes = 8;      ///< of the cipher; at most 16
  int mac_salt_bytes = 8;  ///< at most 16
  int parts = 1;           ///< how often the bags are written
  bool first_part_is_clear = false;
};
std::string pkcs12(const Pkcs12& what);

/// A TRUSTED CERTIFICATE block with one setting: "trust" or "reject" of this usage.
std::string trusted_block(const cert::Certificate& certificate, std::string_view setting, int usage_nid);

/// PKCS#7 in DER, certificates only.
std::string pkcs7(const cert::Chain& certificates);

/// `bytes` as a PEM block.
std::string pem_block(const std::string& label, const std::string& bytes, const std::string& header = "");

/// The subjects of a list, in its order: "A B".
std::string names(const cert::Chain& chain);

/// The certificate of authority() as PEM.
std::string root_pem(const std::string& name);

}  // namespace rehearse::store
