#include "trust/common_names.h"

#include <utility>

#include "trust/der.h"

namespace rehearse::trust {
namespace {

constexpr std::string_view kCommonName = "\x55\x04\x03";  // 2.5.4.3

// Tags and places of the common names; nothing where this is no name.
std::optional<std::vector<CommonName>> places_in(std::string_view der) {
  const auto content = Der(der).read(Der::sequence);
  if (!content) return std::nullopt;
  std::vector<CommonName> out;
  Der name(*content);
  for (std::size_t rdn = 0; !name.empty(); ++rdn) {
    const auto set = name.read(Der::set);
    if (!set) return std::nullopt;
    for (Der attributes(*set); !attributes.empty();) {
      const auto attribute = attributes.read(Der::sequence);
      if (!attribute) return std::nullopt;
      Der parts(*attribute);
      const auto type = parts.read(Der::object_id);
      const auto value = type ? parts.next() : std::nullopt;
      if (!value) return std::nullopt;
      if (*type == kCommonName) out.push_back({.text = {}, .tag = value->tag, .rdn = rdn});
    }
  }
  return out;
}

}  // namespace

std::vector<CommonName> common_names_of(const Facts& facts) {
  auto out = places_in(facts.subject_der);
  if (!out) return {};
  std::size_t i = 0;
  for (const auto& attribute : facts.certificate->subject.attributes) {
    if (attribute.type != "CN") continue;
    if (i == out->size()) return {};
    (*out)[i++].text = attribute.value;
  }
  return i == out->size() ? *std::move(out) : std::vector<CommonName>();
}

}  // namespace rehearse::trust
