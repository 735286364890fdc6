#pragma once
// A made-up machine in a temporary folder: files, links, and processes as /proc shows them.

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "base/instant.h"
#include "machine/find.h"

namespace rehearse::machine {

/// One line of it; "" where nothing of the kind is to be there.
struct MadeProcess {
  int id = 100;
  std::string name = "app";
  long started_ticks = 1000;  ///< at 100 a second, after MadeTree::kBoot
  std::string executable = "/usr/bin/app";
  std::vector<std::string> arguments = {"app"};
  std::vector<std::string> environment;
  std::vector<std::string> open;    ///< what links in fd say
  std::vector<std::string> mapped;  ///< files
  std::string folder = "/";
  std::string root = "/";
  std::string mounts;  ///< its mount namespace: "mnt:[1]"
  unsigned long flags = 0;
  char state = 'S';
};

class MadeTree {
 public:
  static constexpr long kBoot = 1'500'000'000;

  MadeTree();
  ~MadeTree();
  MadeTree(const MadeTree&) = delete;
  MadeTree& operator=(const MadeTree&) = delete;

  const std::filesystem::path& root() const { return x_root; }
  /// Writes a file, its folders with it.
  void write(std::string_view path, std::string_view text) const;
  /// A link that says `target`, whatever is there.
  void link(std::string_view path, std::string_view target) const;
  void folder(std::string_view path) const;
  /// When a file was changed last.
  void touch(std::string_view path, Instant at) const;
  /// /proc/stat and this process's folder in /proc.
  void start(const MadeProcess& process) const;

 private:
  std::filesystem::path outside(std::string_view path) const;

  std::filesystem::path x_root;
};

/// Makes root an ordinary user for as long as it lives: root may read everything.
class AsNobody {
 public:
  AsNobody() {
    if (x_user == 0 && seteuid(65534) != 0) throw std::runtime_error("cannot be nobody");
  }
  ~AsNobody() {
    if (x_user == 0 && seteuid(x_user) != 0) std::abort();
  }

 private:
  uid_t x_user = geteuid();
};

/// "JKS", "PKCS12": which bytes do not matter to who only looks for stores.
inline constexpr std::string_view kBytes = "bytes";

/// What a search finds: "path: why [client]; why [client]" in the order found.
std::vector<std::string> lines(const std::vector<Candidate>& found);
/// The candidate at a path; throws where there is none.
const Candidate& at(const std::vector<Candidate>& found, std::string_view path);

/// A self-signed authority and a server's certificate under it, as PEM.
const std::string& authority_pem();
const std::string& leaf_pem();

}  // namespace rehearse::machine
