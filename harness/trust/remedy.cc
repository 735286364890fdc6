#include "trust/remedy.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hostname.h"
#include "trust/facts.h"
#include "trust/related.h"
#include "trust/remedy_command.h"

namespace rehearse::trust {
namespace {

bool holds(const cert::Chain& certificates, const Sha256& sha256) {
  return std::ranges::any_of(certificates, [&](const auto& c) { return c->sha256 == sha256; });
}

// What is to be done to a store.
struct Change {
  std::vector<Known> add;
  std::vector<Sha256> remove;
  bool empty() const { return add.empty() && remove.empty(); }
};

// The store as it would be read after the change: by a client that reads the format, and by no other.
store::Store with(store::Store store, const Change& change) {
  const auto goes = [&](const Sha256& sha256) { return std::ranges::count(change.remove, sha256) > 0; };
  std::erase_if(store.entries, [&](const auto& entry) { return goes(entry.certificate->sha256); });
  std::erase_if(store.anchors, [&](const auto& anchor) { return goes(anchor->sha256); });
  for (const auto& addition : change.add) {
    store.entries.push_back({.certificate = addition.certificate, .label = "CERTIFICATE"});
    store.anchors.push_back(addition.certificate);
  }
  return store;
}

// The question that a remedy answers.
struct Sought {
  const store::Store& store;
  const Client& client;
  const PreparedChain& chain;
  Instant at;

  Result<Answer> after(const Change& change) const {
    return verify(AnchorSet(with(store, change), client), client, chain, at);
  }
};

// What could be added: the certificates sent above the leaf first, then what lies in the store itself and
// does not count, then what lies elsewhere; each once, none that the client has.
std::vector<Known> candidates(const Sought& sought, const Supply& supply) {
  std::vector<Known> out;
  const auto& chain = sought.chain.certificates();
  auto has = usable(sought.store, sought.client);
  // Under another subject's hash it is found by the way, if at all.
  for (const auto& entry : sought.store.entries) {
    if (entry.is_under_another_hash)
      std::erase_if(has, [&](const auto& one) { return one->sha256 == entry.certificate->sha256; });
  }
  const auto add = [&](const cert::CertificatePtr& certificate, const std::string& from) {
    const bool known = std::ranges::any_of(
        out, [&](const Known& k) { return k.certificate->sha256 == certificate->sha256; });
    // What has expired helps nobody for long, and GnuTLS's one path may be led there. One that a path builder
    // of our own cannot read would spoil the whole offer.
    if (known || sought.at >= certificate->not_after || holds(has, certificate->sha256)) return;
    if (sought.client.engine == Engine::openssl || facts_of(certificate)) out.push_back({certificate, from});
  };
  for (std::size_t i = 1; i < chain.size(); ++i) add(chain[i], "sent by the server");
  for (const auto& entry : sought.store.entries)
    add(entry.certificate, "in this store, where its client does not count it");
  for (const auto& known : supply.known) add(known.certificate, known.from);
  return out;
}

// Drops every part of one list of the change that the client can do without: what is left is smallest in the
// sense that nothing more can go.
template <class T>
Result<void> shrink(const Sought& sought, Change& change, std::vector<T> Change::* list) {
  for (std::size_t i = 0; i < (change.*list).size();) {
    auto fewer = change;
    (fewer.*list).erase((fewer.*list).begin() + static_cast<std::ptrdiff_t>(i));
    auto answer = sought.after(fewer);
    if (!answer) return std::unexpected(std::move(answer.error()));
    if (answer->trusted) {
      change = std::move(fewer);
    } else {
      ++i;
    }
  }
  return {};
}

// The smallest part of what is offered that helps; nothing if even all of it does not.
Result<Change> helpful(const Sought& sought, const Change& offered) {
  auto answer = sought.after(offered);
  if (!answer) return std::unexpected(std::move(answer.error()));
  if (!answer->trusted) return Change();
  Change used{.add = {}, .remove = offered.remove};
  for (const auto& known : offered.add) {
    if (holds(answer->path, known.certificate->sha256)) used.add.push_back(known);
  }
  // What is not on the path may have been what led to it: a path builder goes through all that it is offered.
  if (answer = sought.after(used); answer && !answer->trusted) used.add = offered.add;
  if (auto shrunk = shrink(sought, used, &Change::add); !shrunk)
    return std::unexpected(std::move(shrunk.error()));
  if (auto shrunk = shrink(sought, used, &Change::remove); !shrunk)
    return std::unexpected(std::move(shrunk.error()));
  return used;
}

// Certificates of the store that have expired and bear a name of the chain's, or of what issued it: what a
// path may be led astray by. One of a private key's entry stays: its alias is the key's.
std::vector<Sha256> expired_in_the_way(const Sought& sought) {
  using Role = store::Entry::Role;
  cert::Chain held, of_keys;
  for (const auto& entry : sought.store.entries) {
    held.push_back(entry.certificate);
    if (entry.role == Role::key_leaf || entry.role == Role::key_chain) of_keys.push_back(entry.certificate);
  }
  std::vector<Sha256> out;
  for (const auto& one : related(held, sought.chain.certificates())) {
    const bool expired = sought.at >= one->not_after;
    if (expired && !holds(of_keys, one->sha256) && std::ranges::count(out, one->sha256) == 0)
      out.push_back(one->sha256);
  }
  return out;
}

// The changes worth trying, the simplest first.
std::vector<Change> attempts(const Sought& sought, const Answer& answer, const Supply& supply) {
  const auto all = candidates(sought, supply);
  std::vector<Known> roots;
  std::ranges::copy_if(all, std::back_inserter(roots),
                       [](const Known& k) { return k.certificate->is_self_issued(); });
  const auto expired = expired_in_the_way(sought);
  const bool stumbles = answer.culprit && std::ranges::count(expired, answer.culprit->sha256) > 0;
  std::vector<Change> out = {{.add = roots, .remove = {}}, {.add = all, .remove = {}}};
  if (expired.empty()) return out;
  out.insert(stumbles ? out.begin() : out.end(), {.add = {}, .remove = expired});
  out.push_back({.add = roots, .remove = expired});
  out.push_back({.add = all, .remove = expired});
  return out;
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

void write(const Change& change, const store::Store& store, Remedy& out) {
  for (const auto& known : change.add) {
    out.add.push_back(
        {known.certificate->sha256, known.certificate->subject.short_name(), known.from, known.certificate});
  }
  for (const auto& sha256 : change.remove) {
    const auto entry = std::ranges::find_if(
        store.entries, [&](const auto& one) { return one.certificate->sha256 == sha256; });
    if (entry != store.entries.end()) out.remove.push_back({sha256, entry->place, entry->certificate});
  }
}

}  // namespace

std::string label_of(const Remedy::Addition& addition) {
  return plain_name(addition.name) + "-" + addition.sha256.hex().substr(0, 8);
}

Result<std::optional<Remedy>> find_remedy(const store::Store& store, const Client& client,
                                          const PreparedChain& chain, Instant at, const Supply& supply) {
  const auto& sent = chain.certificates();
  if (sent.empty()) return fail("empty-chain", "no certificate to judge");
  const Sought sought{store, client, chain, at};
  // Whatever is put into a store that its client cannot load, it cannot load it.
  if (!store.shut.empty() || usable(with(store, {.add = {{sent.front(), {}}}, .remove = {}}), client).empty())
    return std::optional<Remedy>();
  auto answer = sought.after({});
  if (!answer) return std::unexpected(std::move(answer.error()));

  Remedy remedy;
  for (const auto& offered : attempts(sought, *answer, supply)) {
    if (offered.empty()) continue;
    auto used = helpful(sought, offered);
    if (!used) return std::unexpected(std::move(used.error()));
    if (used->empty()) continue;
    write(*used, store, remedy);
    if (const auto then = sought.after(*used)) remedy.path = then->path;
    break;
  }
  remedy.proven = !remedy.add.empty() || !remedy.remove.empty();
  if (!remedy.proven && lacks_an_authority(answer->reason))
    remedy.add = announced_above(usable(store, client), sent, supply);
  if (remedy.add.empty() && remedy.remove.empty()) return std::optional<Remedy>();
  auto said = instructions_for(remedy, store, client);
  remedy.where = std::move(said.where);
  remedy.command = std::move(said.command);
  remedy.restart = std::move(said.restart);
  remedy.caution = std::move(said.caution);
  return std::optional<Remedy>(std::move(remedy));
}

}  // namespace rehearse::trust
