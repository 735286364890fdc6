#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "trust/go_parse.h"

namespace rehearse::trust {

/// Whether every label of a domain has at least one character, all of them visible ASCII. No name at all is a
/// domain too. Threads: safe. Source: Go, src/crypto/x509/verify.go, domainToReverseLabels().
bool is_domain_for_go(std::string_view domain, const GoRules& rules);

struct Mailbox {
  std::string_view local, domain;
};
/// "local@domain", or nothing. A quoted or escaped local part is none here, though it is to Go: it would be
/// refused, never let pass. Threads: safe. Source: Go, src/crypto/x509/verify.go, parseRFC2821Mailbox().
std::optional<Mailbox> mailbox_for_go(std::string_view text, const GoRules& rules);

/// The host of a URI, with its port, as Go's net/url has it: empty where there is none, nothing where the URI
/// does not parse. A host with escapes is taken for one that does not. Threads: safe.
/// Source: Go, src/net/url/url.go, parse().
std::optional<std::string_view> uri_host_for_go(std::string_view uri);

/// Why `authority` must not stand above `below` (leaf first), by its name constraints; empty where it may.
///
/// Names in the subject are not looked at, and constraints on directory names do not count: critical ones
/// make the authority unusable before this is asked. Threads: safe.
/// Source: Go, src/crypto/x509/verify.go, isValid() and checkNameConstraints().
std::string violated_constraint_for_go(const GoCertificate& authority,
                                       std::span<const GoCertificate* const> below, const GoRules& rules);

}  // namespace rehearse::trust
