#include "trust/remedy_command.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/shell.h"

namespace rehearse::trust {
namespace {

using Kind = store::Source::Kind;

bool is_key_store(const store::Store& store) {
  return store.kind == "jks" || store.kind == "jceks" || store.kind == "pkcs12";
}

// Debian's update-ca-certificates writes them all: bundle, hashed directory, and Java's store where
// ca-certificates-java is installed. What is put into either by hand is gone with its next run.
bool is_of_debian(const store::Store& store) {
  const bool is_bundle = store.path == "/etc/ssl/certs/ca-certificates.crt" || store.path == "/etc/ssl/certs";
  return (store.origin == Kind::system && is_bundle) || store.path == "/etc/ssl/certs/java/cacerts";
}

std::string addition_to_key_store(const store::Store& store, const std::string& label) {
  return fmt::format("keytool -importcert -noprompt -alias {0} -file {0}.pem -keystore {1} -storetype {2}",
                     label, shell_quoted(store.path), store.kind);
}

// The empty line: a file without a line end at its end would be glued to the new block, and no client could
// load it.
std::string addition_to_file(const std::string& path, const std::string& label) {
  return fmt::format("{{ echo; openssl x509 -in {}.pem; }} >> {}", label, shell_quoted(path));
}

std::string addition_to(const store::Store& store, const std::string& label) {
  if (is_of_debian(store)) {
    return fmt::format(
        "install -m 644 {0}.pem /usr/local/share/ca-certificates/{0}.crt && update-ca-certificates", label);
  }
  if (store.origin == Kind::system) return fmt::format("trust anchor --store {}.pem", label);
  if (store.path.empty()) return {};
  if (is_key_store(store)) return addition_to_key_store(store, label);
  if (store.kind == "der" || store.kind == "pkcs7") return {};
  if (store.kind == "pem-directory") {
    const auto path = shell_quoted(store.path);
    return fmt::format("install -m 644 {0}.pem {1}/ && openssl rehash {1}", label, path);
  }
  return addition_to_file(store.path, label);
}

// Nothing can be put into the program itself: what Node adds at its start stands in one file of its own.
std::string additions_to_node(const Remedy& change, const store::Store& store) {
  std::string out;
  for (const auto& addition : change.add) {
    const auto label = label_of(addition);
    if (!store.extra.empty()) {
      out += (out.empty() ? "" : "\n") + addition_to_file(store.extra, label);
    } else {
      out += (out.empty() ? "cat " : " ") + label + ".pem";
    }
  }
  if (!out.empty() && store.extra.empty())
    out += " > node-extra-ca-certs.pem\nexport NODE_EXTRA_CA_CERTS=\"$PWD/node-extra-ca-certs.pem\"";
  return out;
}

bool goes(const store::Entry& entry, const Remedy& change) {
  return std::ranges::any_of(change.remove,
                             [&](const auto& one) { return one.sha256 == entry.certificate->sha256; });
}

// All of them in one go: the lines are counted in the file as it was read.
std::string removals_from_file(const Remedy& change, const store::Store& store) {
  std::string cuts;
  for (const auto& entry : store.entries) {
    if (!goes(entry, change)) continue;
    if (entry.line == 0) return {};
    cuts += fmt::format(" -e '{},/^-----END /d'", entry.line);
  }
  if (cuts.empty() || !store.sha256) return {};
  return fmt::format("test \"$(sha256sum < {0})\" = '{1}  -' && sed -i --follow-symlinks{2} {0}",
                     shell_quoted(store.path), store.sha256->hex(), cuts);
}

// Of each copy: a key store has one entry an alias, a directory one file a name.
std::string removals_one_by_one(const Remedy& change, const store::Store& store) {
  std::string out;
  const auto path = shell_quoted(store.path);
  for (const auto& entry : store.entries) {
    if (!goes(entry, change)) continue;
    if (!out.empty()) out += "\n";
    if (is_key_store(store)) {
      out += fmt::format("keytool -delete -alias {} -keystore {} -storetype {}", shell_quoted(entry.alias),
                         path, store.kind);
    } else {
      out += fmt::format("rm \"$(readlink -f {}/{})\" && openssl rehash {}", path, entry.file, path);
    }
  }
  return out;
}

std::string removals_from(const Remedy& change, const store::Store& store) {
  const bool is_own =
      store.origin == Kind::path || store.origin == Kind::certifi || store.origin == Kind::java;
  if (change.remove.empty() || store.path.empty() || !is_own || is_of_debian(store)) return {};
  if (is_key_store(store) || store.kind == "pem-directory") return removals_one_by_one(change, store);
  return store.kind == "pem-file" ? removals_from_file(change, store) : std::string();
}

std::string caution_about(const store::Store& store, const Remedy& change) {
  if (store.origin == Kind::certifi)
    return "an update of certifi undoes this; a bundle of your own that REQUESTS_CA_BUNDLE names stays";
  if (store.origin == Kind::java && !is_of_debian(store)) return "an update of the JDK may undo this";
  if (is_of_debian(store) && !change.remove.empty())
    return "what the distribution brings is taken out with dpkg-reconfigure ca-certificates";
  return {};
}

}  // namespace

Instructions instructions_for(const Remedy& change, const store::Store& store, const Client& client) {
  Instructions out;
  out.where = fmt::format("store {} ({})", store.name, store.source);
  // OpenSSL looks into a hashed directory at each look-up.
  const bool looked_up = store.kind == "pem-directory" && client.reads == store::Reader::openssl;
  out.restart = looked_up ? "nothing: the directory is looked into for each chain" : client.restart;
  out.caution = caution_about(store, change);
  out.command = removals_from(change, store);
  // Half a change would pass for the whole of it.
  if (!change.remove.empty() && out.command.empty()) return out;
  const auto append = [&](const std::string& line) {
    if (!line.empty()) out.command += (out.command.empty() ? "" : "\n") + line;
  };
  if (store.origin == Kind::node) {
    append(additions_to_node(change, store));
  } else {
    for (const auto& addition : change.add) append(addition_to(store, label_of(addition)));
  }
  return out;
}

}  // namespace rehearse::trust
