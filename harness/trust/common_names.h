#pragma once
// The common names of a subject with what clients differ about: how one is written, and which stand together.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "trust/facts.h"

namespace rehearse::trust {

struct CommonName {
  std::string text;      ///< UTF-8: hostile text
  std::uint8_t tag = 0;  ///< of the string, as Der::Tag has them
  std::size_t rdn = 0;   ///< which of the subject's sets it stands in
};

/// In the order of the certificate; none where the subject is no strict DER. Threads: safe.
std::vector<CommonName> common_names_of(const Facts& facts);

}  // namespace rehearse::trust
