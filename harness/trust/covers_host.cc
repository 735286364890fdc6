#include <openssl/x509v3.h>

#include "base/address.h"
#include "base/hostname.h"
#include "cert/native.h"
#include "trust/verify.h"

namespace rehearse::trust {

bool covers_host(const cert::Certificate& leaf, std::string_view host, const Client& client, NameRule rule) {
  const auto x509 = cert::to_x509(leaf);
  if (!x509) return false;
  const bool strict = rule == NameRule::strict;
  const auto name = normal_host(host);
  if (const auto address = Address::parse(host); address) {
    return X509_check_ip_asc(x509.get(), address->text().c_str(), 0) == 1;
  }
  unsigned int flags = 0;
  if (strict || !client.name_from_subject) flags |= X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  if (strict || !client.partial_wildcards) flags |= X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  const bool covered = X509_check_host(x509.get(), name.data(), name.size(), flags, nullptr) == 1;
  cert::take_openssl_error();
  return covered;
}

}  // namespace rehearse::trust
