#include "trust/pss.h"

#include <optional>

#include "trust/der.h"

namespace rehearse::trust {
namespace {

struct Digest {
  std::string_view oid;  ///< content octets
  char salt_bytes;
};
constexpr Digest kDigests[] = {
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x01", 32},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x02", 48},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x03", 64},
};
constexpr std::string_view kMgf1 = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x08";

bool is_null_or_absent(Der parameters) {
  if (parameters.empty()) return true;
  const auto value = parameters.next();
  return value && value->whole == std::string_view("\x05\x00", 2);
}

// The OID of a digest's AlgorithmIdentifier.
std::optional<std::string_view> digest_of(std::string_view identifier) {
  const auto content = Der(identifier).read(Der::sequence);
  if (!content) return std::nullopt;
  Der parts(*content);
  const auto oid = parts.read(Der::object_id);
  return oid && is_null_or_absent(parts) ? oid : std::nullopt;
}

std::optional<std::string_view> mask_digest_of(std::string_view identifier) {
  const auto content = Der(identifier).read(Der::sequence);
  if (!content) return std::nullopt;
  Der parts(*content);
  if (parts.read(Der::object_id) != kMgf1) return std::nullopt;
  const auto inner = parts.next();
  return inner ? digest_of(inner->whole) : std::nullopt;
}

}  // namespace

bool is_plain_pss(std::string_view algorithm_der) {
  const auto identifier = Der(algorithm_der).read(Der::sequence);
  if (!identifier) return false;
  Der parts(*identifier);
  const auto oid = parts.read(Der::object_id);
  const auto parameters = oid ? parts.read(Der::sequence) : std::nullopt;
  if (!parameters) return false;
  Der fields(*parameters);
  const auto hash = fields.read(Der::constructed(0)), mask = fields.read(Der::constructed(1)),
             salt = fields.read(Der::constructed(2));
  const auto digest = hash ? digest_of(*hash) : std::nullopt;
  const auto salt_bytes = salt ? Der(*salt).read(Der::integer) : std::nullopt;
  if (!digest || !mask || mask_digest_of(*mask) != digest || !salt_bytes || salt_bytes->size() != 1)
    return false;
  if (!fields.empty()) {
    const auto trailer = fields.read(Der::constructed(3));
    if (!trailer || Der(*trailer).read(Der::integer) != std::string_view("\x01")) return false;
  }
  for (const auto& known : kDigests) {
    if (known.oid == *digest) return salt_bytes->front() == known.salt_bytes;
  }
  return false;
}

}  // namespace rehearse::trust
