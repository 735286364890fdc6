#include "store/gnutls_pem.h"

#include <algorithm>
#include <cstddef>

#include "store/base64.h"

namespace rehearse::store {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kHyphens = "-----", kEnd = "-----END ";

}  // namespace

Result<std::vector<std::string>> certificates_for_gnutls(std::string_view text) {
  std::vector<std::string> out;
  // The last END of all says whether one follows, without a look at the text for each BEGIN.
  const auto last_end = text.rfind(kEnd);
  for (auto at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at + 1)) {
    const auto label = text.substr(at + kBegin.size());
    if (!label.starts_with("CERTIFICATE") && !label.starts_with("X509 CERTIFICATE")) continue;
    const auto hyphens = text.find(kHyphens, at + 1);
    const auto start = hyphens == std::string_view::npos ? hyphens : hyphens + kHyphens.size();
    if (start == std::string_view::npos || last_end == std::string_view::npos || last_end < start)
      return fail("bad-certificate", "a block does not end");
    const auto body = text.substr(start, text.find('-', start) - start);
    auto bytes = from_base64(body, " \t\r\n");
    if (!bytes || bytes->empty()) return fail("bad-certificate", "a block holds what is no Base64 to it");
    out.push_back(*std::move(bytes));
  }
  return out;
}

}  // namespace rehearse::store
