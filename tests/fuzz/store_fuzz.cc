// Any bytes as a store: what is read keeps the promises of store.h, a refusal has an id and a reason that
// holds no password, and OpenSSL's queue of errors is empty afterwards.
//
// An input whose first byte is small names one of the stores below, and the rest are changes to it: two bytes
// of position, one of value. No format begins like that. All other inputs are the bytes of a store.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <openssl/err.h>
#include <openssl/objects.h>

#include "store/builders.h"

namespace {

using namespace rehearse;

constexpr std::string_view kPassword = "changeit";
constexpr std::uint32_t kJceks = 0xCECECECE;
constexpr std::size_t kStores = 12;

void require(bool holds) {
  if (!holds) std::abort();
}

// Minted here once, with a key that nobody kept: an input must mean the same in every run.
constexpr std::string_view kCertificate =
    "3082011d3081d0a00302010202106769038114e831d1b0e08cd3df9086ca300506032b6570300f310d300b0603550403"
    "0c0453656564301e170d3138303130313030303030305a170d3238303130313030303030305a300f310d300b06035504"
    "030c0453656564302a300506032b65700321008f9331ae9aa7a1d039024efb95bb7e441e9061e82b95a110c9bc189da3"
    "9cfb65a3423040300f0603551d130101ff040530030101ff300e0603551d0f0101ff040403020106301d0603551d0e04"
    "160414da59a948e25ece1550d6021638ce6fd01a075ba9300506032b6570034100c2c3ac48e4c09129fa4866ce38ef9e"
    "0910f6f50f063e2da41baa88b16dad0c8d1d5e84ded37c491efeb5202af872b2f734ef7a99db9b10c0fe6bfd044de5a5"
    "0f";

std::string unhex(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  return out;
}

std::vector<std::string> make_stores() {
  const auto der = unhex(kCertificate);
  const auto certificate = *cert::from_der(der);
  const store::Bag trusted{.certificate = certificate, .name = "a", .trusted = true};
  const store::Bag key{.certificate = nullptr, .name = "k", .key_id = "1"};
  const store::Bag leaf{.certificate = certificate, .key_id = "1"};
  return {
      cert::to_pem(*certificate) + "# between\n" + cert::to_pem(*certificate),
      store::trusted_block(*certificate, "reject", NID_server_auth) + cert::to_pem(*certificate),
      der,
      store::pkcs7({certificate}),
      store::pem_block("PKCS7", store::pkcs7({certificate})),
      store::KeystoreWriter().trusted("a", der).key("k", {der, der}).bytes(),
      store::KeystoreWriter(0xFEEDFEED, 1).trusted("a", der).bytes(),
      store::KeystoreWriter(kJceks).secret("s", store::sealed_key()).trusted("a", der).bytes(),
      store::pkcs12({.bags = {trusted, key, leaf}, .cipher = -1, .digest = -1}),
      store::pkcs12({.bags = {trusted, key, leaf}, .cipher = -1, .iterations = 1}),
      store::pkcs12({.bags = {trusted}, .iterations = 1}),
      store::pkcs12(
          {.bags = {trusted}, .cipher = NID_pbe_WithSHA1And40BitRC2_CBC, .digest = -1, .iterations = 1}),
  };
}

std::string store_of(std::string_view input) {
  static const auto stores = make_stores();
  require(stores.size() == kStores);
  if (input.empty() || static_cast<unsigned char>(input[0]) >= stores.size()) return std::string(input);
  auto bytes = stores[static_cast<unsigned char>(input[0])];
  for (auto rest = input.substr(1); rest.size() >= 3; rest.remove_prefix(3)) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    const auto at = static_cast<std::size_t>(byte(0) << 8 | byte(1));
    if (at < bytes.size()) bytes[at] = rest[2];
    if (at >= 0xF000) bytes.resize(bytes.size() * byte(2) / 256);
  }
  return bytes;
}

void require_known(const store::Store& read, const cert::Chain& anchors) {
  for (const auto& anchor : anchors) {
    require(
        std::ranges::any_of(read.entries, [&](const auto& entry) { return entry.certificate == anchor; }));
    require(std::ranges::find(anchors, anchor->sha256, [](const auto& one) { return one->sha256; }) ==
            std::ranges::find(anchors, anchor));
  }
}

std::vector<Sha256> digests_of(const store::Store& read) {
  std::vector<Sha256> out;
  for (const auto& anchor : read.anchors) out.push_back(anchor->sha256);
  return out;
}

void check(const store::Store& read, bool with_password) {
  static constexpr std::array kKinds = {"pem-file", "der", "pkcs7", "jks", "jceks", "pkcs12"};
  require(std::ranges::find(kKinds, read.kind) != kKinds.end());
  require(with_password || read.integrity != store::Integrity::checked);
  require(!read.entries.empty() || !read.notes.empty());
  for (const auto& entry : read.entries) {
    require(entry.certificate != nullptr && !entry.place.empty());
    require(entry.aux.empty() == (entry.role != store::Entry::Role::trust_settings));
  }
  require_known(read, read.anchors);
  for (const auto reader : {store::Reader::openssl, store::Reader::java, store::Reader::plain})
    require_known(read, store::anchors_for(read, reader));
  require(store::duplicates(read).size() <= read.entries.size());
}

void check(const Error& error, std::string_view bytes) {
  require(error.code == "store-unreadable" || error.code == "store-damaged" || error.code == "store-locked");
  require(!error.detail.empty());
  require(bytes.find(kPassword) != std::string_view::npos ||
          error.detail.find(kPassword) == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = store_of({reinterpret_cast<const char*>(data), size});
  ERR_clear_error();
  const auto open = [&](bool with_password) {
    auto read =
        store::read_bytes(bytes, with_password ? store::password(std::string(kPassword)) : std::nullopt);
    require(ERR_peek_error() == 0);
    if (read)
      check(*read, with_password);
    else
      check(read.error(), bytes);
    return read;
  };
  const auto without = open(false), with = open(true);
  if (size == 1 && data[0] < kStores) require(with.has_value());  // a store as it was written
  // A password may open a store, but it never changes what is in it.
  if (without && with) require(digests_of(*without) == digests_of(*with));
  return 0;
}
