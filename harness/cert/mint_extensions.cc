#include "cert/mint_extensions.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include "base/address.h"
#include "base/handle.h"
#include "cert/native.h"

namespace rehearse::cert {

std::unexpected<Error> failed(std::string_view doing) {
  const auto why = take_openssl_error();
  return fail("mint-failed", why.empty() ? std::string(doing) : fmt::format("{}: {}", doing, why));
}

bool fits_int(std::string_view text) {
  return text.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
}

Result<void> set_octets(ASN1_STRING* out, std::string_view bytes) {
  if (!fits_int(bytes) || ASN1_STRING_set(out, bytes.data(), static_cast<int>(bytes.size())) != 1)
    return failed("a string");
  return {};
}

Result<void> add_extension(X509* x509, int nid, void* value, Critical critical) {
  if (X509_add1_ext_i2d(x509, nid, value, static_cast<int>(critical), X509V3_ADD_DEFAULT) != 1)
    return failed(OBJ_nid2sn(nid));
  return {};
}

namespace {

using GeneralName = Handle<GENERAL_NAME, GENERAL_NAME_free>;
using GeneralNames = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;

// dNSName is an IA5String. What a resolver would make of it is not asked: tests need hostile names too.
Result<GeneralName> dns_name(std::string_view text) {
  const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (text.empty() || !ascii) return fail("mint-failed", fmt::format("'{}' is no DNS name", text));
  GeneralName name(GENERAL_NAME_new());
  ASN1_IA5STRING* value = ASN1_IA5STRING_new();
  if (!name || value == nullptr) {
    ASN1_IA5STRING_free(value);
    return failed("a DNS name");
  }
  GENERAL_NAME_set0_value(name.get(), GEN_DNS, value);
  if (auto set = set_octets(value, text); !set) return std::unexpected(std::move(set).error());
  return name;
}

Result<GeneralName> ip_name(const std::string& text) {
  const auto address = Address::parse(text);
  if (!address) return fail("mint-failed", address.error().detail);
  GeneralName name(GENERAL_NAME_new());
  ASN1_OCTET_STRING* value = a2i_IPADDRESS(address->text().c_str());
  if (!name || value == nullptr) {
    ASN1_OCTET_STRING_free(value);
    return failed(fmt::format("address {}", address->text()));
  }
  GENERAL_NAME_set0_value(name.get(), GEN_IPADD, value);
  return name;
}

Result<void> add_subtrees(STACK_OF(GENERAL_SUBTREE) * &out, const std::vector<std::string>& names) {
  if (names.empty()) return {};  // an empty list must not be written
  out = sk_GENERAL_SUBTREE_new_null();
  if (out == nullptr) return failed("nameConstraints");
  for (const auto& text : names) {
    auto name = dns_name(text);
    if (!name) return std::unexpected(std::move(name).error());
    Handle<GENERAL_SUBTREE, GENERAL_SUBTREE_free> subtree(GENERAL_SUBTREE_new());
    if (!subtree) return failed("nameConstraints");
    GENERAL_NAME_free(subtree->base);
    subtree->base = name->release();
    if (sk_GENERAL_SUBTREE_push(out, subtree.get()) <= 0) return failed("nameConstraints");
    static_cast<void>(subtree.release());
  }
  return {};
}

}  // namespace

Result<void> set_alternative_names(X509* x509, const Mint& what) {
  if (what.dns_names.empty() && what.ip_addresses.empty()) return {};
  const GeneralNames names(GENERAL_NAMES_new());
  if (!names) return failed("subjectAltName");
  const auto push = [&names](Result<GeneralName> name) -> Result<void> {
    if (!name) return std::unexpected(std::move(name).error());
    if (sk_GENERAL_NAME_push(names.get(), name->get()) <= 0) return failed("subjectAltName");
    static_cast<void>(name->release());
    return {};
  };
  for (const auto& name : what.dns_names) {
    if (auto pushed = push(dns_name(name)); !pushed) return pushed;
  }
  for (const auto& address : what.ip_addresses) {
    if (auto pushed = push(ip_name(address)); !pushed) return pushed;
  }
  // Without a subject the names are all there is, and must be critical: RFC 5280 section 4.2.1.6.
  const auto critical = what.subject.attributes.empty() ? Critical::yes : Critical::no;
  return add_extension(x509, NID_subject_alt_name, names.get(), critical);
}

Result<void> set_name_constraints(X509* x509, const Mint& what) {
  if (what.permitted_dns.empty() && what.excluded_dns.empty()) return {};
  if (what.kind != Mint::Kind::authority)
    return fail("mint-failed", "name constraints: for authorities only");
  const Handle<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free> constraints(NAME_CONSTRAINTS_new());
  if (!constraints) return failed("nameConstraints");
  if (auto added = add_subtrees(constraints->permittedSubtrees, what.permitted_dns); !added) return added;
  if (auto added = add_subtrees(constraints->excludedSubtrees, what.excluded_dns); !added) return added;
  return add_extension(x509, NID_name_constraints, constraints.get(), Critical::yes);
}

}  // namespace rehearse::cert
