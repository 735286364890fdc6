#include "trust/remedy_command.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/shell.h"
#include "trust/remedy_directory.h"

namespace rehearse::trust {
namespace {

using Kind = store::Source::Kind;

// Debian's update-ca-certificates writes them all: bundle, hashed directory, and Java's store where
// ca-certificates-java is installed. What is put into one of them by hand is gone with its next run, whoever
// named it: certifi's own file is Debian's bundle there.
bool is_of_debian(std::string_view path) {
  return path == "/etc/ssl/certs/ca-certificates.crt" || path == "/etc/ssl/certs" ||
         path == "/etc/ssl/certs/java/cacerts";
}

// Likewise what update-ca-trust extracts.
bool is_of_red_hat(const store::Store& store) {
  return store.path.starts_with("/etc/pki/ca-trust/extracted/") || store.origin == Kind::system;
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

std::string addition_for_debian(const std::string& label) {
  return fmt::format(
      "install -m 644 {0}.pem /usr/local/share/ca-certificates/{0}.crt && update-ca-certificates", label);
}

std::string addition_to(const store::Store& store, const Remedy::Addition& addition) {
  const auto label = label_of(addition);
  if (is_of_debian(store.path)) return addition_for_debian(label);
  if (is_of_red_hat(store)) return fmt::format("trust anchor --store {}.pem", label);
  if (store.path.empty()) return {};
  if (is_key_store(store)) return addition_to_key_store(store, label);
  if (store.kind == "der" || store.kind == "pkcs7") return {};
  if (store.kind == "pem-directory") return addition_to_directory(store, addition);
  return addition_to_file(store.path, label);
}

// Nothing can be put into the program itself: what Node adds at its start stands in one file of its own.
std::string additions_to_node(const Remedy& change, const store::Store& store) {
  std::string out;
  if (!store.extra.empty()) {
    for (const auto& addition : change.add) {
      const auto label = label_of(addition);
      out += (out.empty() ? "" : "\n") +
             (is_of_debian(store.extra) ? addition_for_debian(label) : addition_to_file(store.extra, label));
    }
    return out;
  }
  for (const auto& addition : change.add)
    out += fmt::format("{} openssl x509 -in {}.pem;", out.empty() ? "{" : "", label_of(addition));
  if (out.empty()) return out;
  const auto file = fmt::format("node-extra-{}", label_of(change.add.front()));
  return fmt::format("{} }} > {}.pem\nexport NODE_EXTRA_CA_CERTS=\"$PWD/{}.pem\"", out, file, file);
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

// Of each copy: one entry an alias.
std::string removals_from_key_store(const Remedy& change, const store::Store& store) {
  std::string out;
  for (const auto& entry : store.entries) {
    if (!goes(entry, change)) continue;
    out += fmt::format("{}keytool -delete -alias {} -keystore {} -storetype {}", out.empty() ? "" : "\n",
                       shell_quoted(entry.alias), shell_quoted(store.path), store.kind);
  }
  return out;
}

bool is_kept_by_the_distribution(const store::Store& store) {
  return is_of_debian(store.path) || is_of_red_hat(store);
}

std::string removals_from(const Remedy& change, const store::Store& store) {
  if (change.remove.empty() || store.path.empty() || is_kept_by_the_distribution(store)) return {};
  if (is_key_store(store)) return removals_from_key_store(change, store);
  if (store.kind == "pem-directory") return removals_from_directory(change, store);
  return store.kind == "pem-file" ? removals_from_file(change, store) : std::string();
}

std::string caution_about(const store::Store& store, const Remedy& change) {
  if (store.is_password_short_for_keytool)
    return "keytool takes no password of less than six characters, and ends as if it had: the store needs a "
           "longer one first";
  if (is_of_debian(store.path))
    return change.remove.empty()
               ? ""
               : "what the distribution brings is taken out with dpkg-reconfigure ca-certificates";
  if (is_of_red_hat(store)) return {};
  if (store.origin == Kind::certifi)
    return "an update of certifi undoes this; a bundle of your own that REQUESTS_CA_BUNDLE names stays";
  if (store.origin == Kind::java) return "an update of the JDK may undo this";
  if (store.origin == Kind::node && store.extra.empty())
    return "the variable has to stand in the environment that starts the application";
  if (store.kind != "pem-directory") return {};
  if (const auto name = in_the_way(change, store); !name.empty())
    return name + " is no certificate and hides what has a higher number: it has to go first";
  if (!change.remove.empty())
    return "the next rehash brings back what still lies in the directory under another name";
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
  if (store.is_password_short_for_keytool) return out;
  out.command = removals_from(change, store);
  // Half a change would pass for the whole of it.
  if (!change.remove.empty() && out.command.empty()) return out;
  const auto append = [&](const std::string& line) {
    if (!line.empty()) out.command += (out.command.empty() ? "" : "\n") + line;
  };
  if (store.origin == Kind::node) {
    append(additions_to_node(change, store));
  } else {
    for (const auto& addition : change.add) {
      const auto line = addition_to(store, addition);
      if (line.empty()) {
        out.command.clear();
        return out;
      }
      append(line);
    }
  }
  return out;
}

}  // namespace rehearse::trust
