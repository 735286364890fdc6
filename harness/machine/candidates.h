#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/secret.h"
#include "machine/tree.h"
#include "store/store.h"

namespace rehearse::machine {

/// Why a store is listed, and who uses it for that reason.
struct Reason {
  /// What the store is to its client: only of one that is `all` a client's trust can be judged alone.
  enum class Part : std::uint8_t {
    all,     ///< everything it trusts
    beside,  ///< added to what it trusts anyway: NODE_EXTRA_CA_CERTS
    unused,  ///< another file takes its place: cacerts beside jssecacerts
  };
  std::string why;     ///< for people: "SSL_CERT_FILE", "JDK at /usr/lib/jvm/x"; may hold names of files
  std::string client;  ///< "java-17", "python-3.11", "openssl"; empty = not known
  Part part = Part::all;
};

/// A trust store that is there, or that something says is there.
struct Candidate {
  std::filesystem::path path;  ///< where it really lies, as the tree sees it: what tells stores apart
  store::Source source;        ///< from where this process reads it
  /// What keytool and the JDK's own build protect their files with: to be tried where the store is locked.
  std::optional<SecretText> well_known_password;
  std::string not_read;  ///< why nobody needs to try; empty = it can be opened
  bool of_system = false;
  bool is_directory = false;
  std::optional<Instant> changed;  ///< its file; nothing where there is none
  std::vector<Reason> reasons;     ///< in the order found
};

/// The stores found so far: a file that is reached by several ways is one store with several reasons.
/// What comes after `most` of them is noted once, and not listed. A pointer is good until the next one is
/// added. Threads: one at a time.
class Candidates {
 public:
  static constexpr std::size_t kMost = 10'000;

  explicit Candidates(Tree& tree, std::size_t most = kMost) : x_tree(tree), x_most(most) {}

  /// The store at `path`, with one more reason. Null where nothing is there, or where there are too many.
  Candidate* add(const std::filesystem::path& path, Reason reason);
  /// The same where something names the path: one that is not there is listed too, and reading it will say
  /// so. Null where there are too many.
  Candidate* add_named(const std::filesystem::path& path, Reason reason);

  Tree& tree() { return x_tree; }
  std::vector<Candidate> take() && { return std::move(x_found); }

 private:
  enum class Presence : std::uint8_t { found, only_named };

  Candidate there(const std::filesystem::path& path) const;
  Candidate not_there(const std::filesystem::path& path) const;
  Candidate* at(const std::filesystem::path& path, Reason reason, Presence presence);

  Tree& x_tree;
  std::size_t x_most;
  std::vector<Candidate> x_found;
  std::unordered_map<std::string, std::size_t> x_index;  // by path
};

}  // namespace rehearse::machine
