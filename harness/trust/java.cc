#include "trust/java.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/address.h"
#include "trust/java_search.h"

namespace rehearse::trust {
namespace {

using Certificates = JavaSearch::Certificates;

Certificates as_java(const std::vector<Facts>& all) {
  Certificates out;
  out.reserve(all.size());
  for (const auto& facts : all) out.push_back(java_certificate(facts));
  return out;
}

Answer untrusted(JavaRefusal refusal, const JavaPath& path) {
  Answer out{
      .reason = refusal.reason, .detail = std::move(refusal.detail), .culprit = std::move(refusal.culprit)};
  for (const auto* certificate : path) out.path.push_back(certificate->facts->certificate);
  return out;
}

Answer trusted(const JavaPath& path, const JavaCertificate& anchor) {
  Answer out{.trusted = true};
  for (const auto* certificate : path) out.path.push_back(certificate->facts->certificate);
  out.path.push_back(anchor.facts->certificate);
  return out;
}

// Why Java does not even read what it was given.
std::optional<Answer> unread(const Certificates& anchors, const Certificates& sent) {
  for (const auto* certificates : {&sent, &anchors}) {
    for (const auto& certificate : *certificates) {
      if (!certificate.refusal.empty())
        return untrusted(java_refusal(Reason::malformed, certificate, certificate.refusal), {&sent.front()});
    }
  }
  return std::nullopt;
}

// PKIXCertPathValidator's choice of anchors worth a try: by name, and by the key id and serial number that
// the topmost certificate asks for.
bool is_worth_a_try(const JavaCertificate& anchor, const JavaCertificate& top) {
  if (anchor.subject != top.issuer) return false;
  const auto& wanted = top.facts->authority_key_id;
  if (!wanted) return true;
  const bool has_key_id = anchor.facts->find_extension(oid::kSubjectKeyId) != nullptr;
  if (wanted->key_id && has_key_id && anchor.facts->subject_key_id != wanted->key_id) return false;
  return !wanted->serial_der || anchor.facts->version < 3 || anchor.facts->serial_der == *wanted->serial_der;
}

// The path as it came, under every anchor that bears the name. Java takes the first that holds, in an order
// of its hash tables: so every one that holds must pass what is asked afterwards.
Answer validate(const JavaPath& path, const Certificates& anchors, const JavaQuestion& question) {
  auto refusal = java_refusal(Reason::anchor_not_in_store, *path.back(),
                              "Path does not chain with any of the trust anchors");
  const JavaCertificate* found = nullptr;
  for (const auto& anchor : anchors) {
    if (!is_worth_a_try(anchor, *path.back())) continue;
    auto refused = java_check_path(path, anchor, question);
    if (java_blocks(anchor.certificate().sha256.hex()))
      refused = java_refusal(Reason::rejected_by_store, anchor, "Java blocks this very certificate");
    if (refused && refused->is_final) return untrusted(*std::move(refused), path);
    if (refused) {
      refusal = *std::move(refused);
      continue;
    }
    if (auto late = java_check_found(*path.front(), anchor, question))
      return untrusted(*std::move(late), path);
    found = &anchor;
  }
  return found != nullptr ? trusted(path, *found) : untrusted(std::move(refusal), path);
}

Result<Answer> build(const Certificates& anchors, const Certificates& sent, const JavaQuestion& question) {
  auto found = JavaSearch(anchors, sent, question).run();
  if (!found) return std::unexpected(std::move(found).error());
  return found->anchor != nullptr ? trusted(found->path, *found->anchor)
                                  : untrusted(std::move(found->refusal), found->path);
}

bool is_trusted_key(const JavaCertificate& certificate, const Certificates& anchors) {
  return std::ranges::any_of(anchors, [&](const auto& anchor) {
    return anchor.is_same_as(certificate) ||
           (anchor.subject == certificate.subject &&
            anchor.certificate().spki_sha256 == certificate.certificate().spki_sha256);
  });
}

// PKIXValidator.engineValidate()
Result<Answer> decide(const Certificates& anchors, const Certificates& sent, const JavaQuestion& question) {
  const auto& leaf = sent.front();
  const auto is_leaf = [&](const auto& anchor) { return anchor.is_same_as(leaf); };
  if (std::ranges::any_of(anchors, is_leaf))
    return Answer{.trusted = true, .path = {leaf.facts->certificate}, .culprit = nullptr};
  JavaPath path = {&leaf};
  for (std::size_t i = 1; i < sent.size(); ++i) {
    if (sent[i].subject != sent[i - 1].issuer) return build(anchors, sent, question);
    if (is_trusted_key(sent[i], anchors)) return validate(path, anchors, question);
    path.push_back(&sent[i]);
  }
  const auto is_issuer = [&](const auto& anchor) { return anchor.subject == sent.back().issuer; };
  if (std::ranges::any_of(anchors, is_issuer)) return validate(path, anchors, question);
  return build(anchors, sent, question);
}

// InetAddress.getByAddress(): an IPv4 address in an IPv6 one is the IPv4 address. So it is on the host's
// side.
std::string_view as_inet_address(std::string_view bytes) {
  static constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12);
  return bytes.size() == 16 && bytes.starts_with(kMapped) ? bytes.substr(kMapped.size()) : bytes;
}

}  // namespace

Result<Answer> verify_java(const Anchors& anchors, const Client& client, const PreparedChain& chain,
                           Instant at) {
  if (client.java == nullptr) return fail("wrong-client", fmt::format("'{}' has no Java rules", client.id));
  if (chain.certificates().empty()) return fail("empty-chain", "no certificate to judge");
  if (anchors.facts().empty()) return without_anchors(chain.certificates());
  const auto facts = facts_of_all(chain.certificates());
  if (!facts) return std::unexpected(facts.error());
  const auto sent = as_java(*facts), trusted_ones = as_java(anchors.facts());
  if (auto answer = unread(trusted_ones, sent)) return *std::move(answer);
  const JavaQuestion question{.rules = *client.java, .signatures = anchors.signatures(), .at = at};
  return decide(trusted_ones, sent, question);
}

bool covers_host_for_java(const cert::Certificate& leaf, const std::string& host, const JavaRules& rules) {
  const auto facts = facts_of(cert::CertificatePtr(cert::CertificatePtr(), &leaf));  // borrows
  if (!facts) return false;
  const auto certificate = java_certificate(*facts);
  if (certificate.has_unreadable_names && rules.minds_unparseable) return false;
  const auto names = certificate.names.value_or(std::vector<GeneralName>());
  // EDIPartyName never finds the party in what is well formed, and throws where the SAN is asked for.
  if (std::ranges::count(names, GeneralName::Type::edi_party, &GeneralName::type) > 0) return false;
  const auto wanted = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  if (const auto address = Address::parse(wanted)) {
    const auto bytes = address_bytes(address->text());
    return bytes && std::ranges::any_of(names, [&](const GeneralName& name) {
             return name.type == GeneralName::Type::ip && as_inet_address(name.value) == *bytes;
           });
  }
  bool has_dns = false;
  for (const auto& name : names) {
    if (name.type != GeneralName::Type::dns) continue;
    has_dns = true;
    if (java_name_matches(wanted, name.value, rules)) return true;
  }
  if (has_dns) return false;
  const auto common_name = java_common_name(*facts);
  return common_name && java_name_matches(wanted, *common_name, rules);
}

}  // namespace rehearse::trust
