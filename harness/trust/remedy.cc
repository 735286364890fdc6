#include "trust/remedy.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hostname.h"
#include "base/shell.h"

namespace rehearse::trust {
namespace {

bool holds(const cert::Chain& certificates, const Sha256& sha256) {
  return std::ranges::any_of(certificates, [&](const auto& c) { return c->sha256 == sha256; });
}

// What could be added: the certificates sent above the leaf first, then what lies elsewhere; each once, none
// the store has.
std::vector<Known> candidates(const cert::Chain& usable, const cert::Chain& chain, const Supply& supply) {
  std::vector<Known> out;
  const auto add = [&](const cert::CertificatePtr& certificate, const std::string& from) {
    const bool known = std::ranges::any_of(
        out, [&](const Known& k) { return k.certificate->sha256 == certificate->sha256; });
    if (!known && !holds(usable, certificate->sha256)) out.push_back({certificate, from});
  };
  for (std::size_t i = 1; i < chain.size(); ++i) add(chain[i], "sent by the server");
  for (const auto& known : supply.known) add(known.certificate, known.from);
  return out;
}

// The store as it would be read after the change: by a client that reads the format, and by no other.
store::Store with(store::Store store, const std::vector<Known>& additions) {
  for (const auto& addition : additions) {
    store.entries.push_back({.certificate = addition.certificate, .label = "CERTIFICATE"});
    store.anchors.push_back(addition.certificate);
  }
  return store;
}

// Drops every addition that the client can do without: what is left is smallest in the sense that nothing
// more can go.
Result<std::vector<Known>> smallest(const store::Store& store, const Client& client,
                                    const PreparedChain& chain, Instant at, std::vector<Known> additions) {
  for (std::size_t i = 0; i < additions.size();) {
    auto fewer = additions;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    auto answer = verify(AnchorSet(with(store, fewer), client), client, chain, at);
    if (!answer) return std::unexpected(std::move(answer.error()));
    if (answer->trusted) {
      additions = std::move(fewer);
    } else {
      ++i;
    }
  }
  return additions;
}

// The additions on the path that the client takes when everything is offered; none if even that does not
// help.
Result<std::vector<Known>> helpful(const store::Store& store, const Client& client,
                                   const PreparedChain& chain, Instant at,
                                   const std::vector<Known>& offered) {
  auto answer = verify(AnchorSet(with(store, offered), client), client, chain, at);
  if (!answer) return std::unexpected(std::move(answer.error()));
  std::vector<Known> used;
  if (!answer->trusted) return used;
  for (const auto& known : offered) {
    if (holds(answer->path, known.certificate->sha256)) used.push_back(known);
  }
  return smallest(store, client, chain, at, std::move(used));
}

// "comodo-rsa-certification-authority"
std::string plain_name(std::string_view subject) {
  std::string out;
  for (const char c : normal_host(subject)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) out += c;
    if (!plain && !out.empty() && out.back() != '-') out += '-';
    if (out.size() >= 60) break;
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "certificate" : out;
}

std::string command_for(const store::Store& store, const Remedy::Addition& addition) {
  const auto name = label_of(addition);
  const bool of_debian = store.path == "/etc/ssl/certs/ca-certificates.crt" || store.path == "/etc/ssl/certs";
  if (store.of_system && of_debian) {
    return fmt::format(
        "install -m 644 {0}.pem /usr/local/share/ca-certificates/{0}.crt && update-ca-certificates", name);
  }
  if (store.of_system) return fmt::format("trust anchor --store {}.pem", name);
  if (store.path.empty()) return {};
  const auto path = shell_quoted(store.path);
  if (store.kind == "jks" || store.kind == "jceks" || store.kind == "pkcs12") {
    return fmt::format("keytool -importcert -noprompt -alias {0} -file {0}.pem -keystore {1} -storetype {2}",
                       name, path, store.kind);
  }
  if (store.kind == "der" || store.kind == "pkcs7") return {};
  if (store.kind == "pem-directory")
    return fmt::format("install -m 644 {0}.pem {1}/ && openssl rehash {1}", name, path);
  // The empty line: a file without a line end at its end would be glued to the new block, and no client could
  // load it.
  return fmt::format("{{ echo; openssl x509 -in {}.pem; }} >> {}", name, path);
}

void describe(Remedy& remedy, const store::Store& store, const Client& client) {
  remedy.where = fmt::format("store {} ({})", store.name, store.source);
  // OpenSSL looks into a hashed directory at each look-up.
  const bool looked_up = store.kind == "pem-directory" && client.reads == store::Reader::openssl;
  remedy.restart = looked_up ? "nothing: the directory is looked into for each chain" : client.restart;
  for (const auto& addition : remedy.add) {
    const auto line = command_for(store, addition);
    if (!line.empty()) remedy.command += (remedy.command.empty() ? "" : "\n") + line;
  }
}

// Whether an authority more could mend it. What is expired or weak stays so.
bool lacks_an_authority(Reason reason) {
  return reason == Reason::no_anchors || reason == Reason::issuer_not_found ||
         reason == Reason::anchor_not_in_store;
}

// What the notice says is above the topmost certificate sent, where nobody has the certificate itself.
std::vector<Remedy::Addition> announced_above(const cert::Chain& usable, const cert::Chain& chain,
                                              const Supply& supply) {
  std::vector<Remedy::Addition> out;
  const auto top = cert::path_of(chain).back();
  for (const auto& announced : supply.announced) {
    const bool named = top->issuer.has_all_of(announced.name);
    const bool keyed = announced.key_id.empty() || top->authority_key_id.empty() ||
                       announced.key_id == top->authority_key_id;
    if (!named || !keyed || holds(usable, announced.sha256) || holds(chain, announced.sha256)) continue;
    out.push_back({announced.sha256, announced.name.short_name(), "from the vendor", nullptr});
  }
  return out;
}

}  // namespace

std::string label_of(const Remedy::Addition& addition) {
  return plain_name(addition.name) + "-" + addition.sha256.hex().substr(0, 8);
}

Result<std::optional<Remedy>> find_remedy(const store::Store& store, const Client& client,
                                          const PreparedChain& chain, Instant at, const Supply& supply) {
  const auto& sent = chain.certificates();
  if (sent.empty()) return fail("empty-chain", "no certificate to judge");
  // Whatever is put into a store that its client cannot load, it cannot load it.
  if (usable(with(store, {{sent.front(), {}}}), client).empty()) return std::optional<Remedy>();
  const auto of_use = usable(store, client);  // what lies in it and is of no use may be proposed
  const auto all = candidates(of_use, sent, supply);
  std::vector<Known> roots;
  std::ranges::copy_if(all, std::back_inserter(roots),
                       [](const Known& k) { return k.certificate->is_self_issued(); });

  Remedy remedy;
  for (const std::vector<Known>* offered : {&std::as_const(roots), &all}) {
    if (offered->empty()) continue;
    auto used = helpful(store, client, chain, at, *offered);
    if (!used) return std::unexpected(std::move(used.error()));
    for (const auto& known : *used) {
      remedy.add.push_back({known.certificate->sha256, known.certificate->subject.short_name(), known.from,
                            known.certificate});
    }
    if (!remedy.add.empty()) break;
  }
  remedy.proven = !remedy.add.empty();
  if (!remedy.proven) {
    auto answer = verify(AnchorSet(store, client), client, chain, at);
    if (!answer) return std::unexpected(std::move(answer.error()));
    if (lacks_an_authority(answer->reason)) remedy.add = announced_above(of_use, sent, supply);
  }
  if (remedy.add.empty()) return std::optional<Remedy>();
  describe(remedy, store, client);
  return std::optional<Remedy>(std::move(remedy));
}

}  // namespace rehearse::trust
