#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "trust/authority.h"
#include "trust/der_writer.h"

namespace rehearse::trust {

/// What a row of a table asks: a store, and what a server sends.
struct Question {
  cert::Chain store, sent;
};

using Extra = cert::Mint::Extension;
using Change = std::function<void(cert::Mint&)>;
inline void as_it_is(cert::Mint&) {}

cert::Minted authority_with(const char* name, const cert::Minted* issuer, const Change& change);
/// A server's certificate for api.example.com.
cert::Minted leaf_with(const cert::Minted& issuer, const Change& change = as_it_is);

/// The ordinary path with a leaf that differs.
Question with_leaf(const Change& change);
/// The ordinary root, an intermediate that differs, and a leaf under it.
Question under(const Change& change, const Change& leaf = as_it_is);
/// A root that differs, and a leaf right under it.
Question under_root(const Change& change, const Change& leaf = as_it_is);

Change says(const Extra& extension);
Extra usages(const std::string& oids);
/// One subtree; `list` is 0 for permitted and 1 for excluded, `type` the tag of the name.
Extra constraint(unsigned list, unsigned type, const std::string& base);
/// A SAN of api.example.com and one name more.
Extra names(unsigned type, const std::string& name);

/// The usages of a server's certificate in a constructed OCTET STRING, as BER allows and DER does not.
cert::CertificatePtr in_parts(const cert::Minted& server);
/// A certificate whose extensions are a SEQUENCE by a tag that says it holds no elements.
cert::CertificatePtr without_elements(const cert::Minted& minted);

/// Another certificate, in which the first `from` reads `to`: as long, so that lengths stay. Its signature no
/// longer fits.
cert::CertificatePtr patched(const cert::Certificate& certificate, std::string_view from,
                             std::string_view to);

}  // namespace rehearse::trust
