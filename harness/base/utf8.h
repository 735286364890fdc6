#pragma once

#include <string>

namespace rehearse {

/// The UTF-8 of a code point; of a surrogate what its bits make, which is no UTF-8. REQUIRES: below 0x200000.
std::string utf8(unsigned long code);

}  // namespace rehearse
