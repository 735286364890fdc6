#pragma once
// For the .cc files of a comparison alone.

#include <map>
#include <string>
#include <utility>

#include "judge/telling.h"

namespace rehearse::judge {

/// Handshakes and chains, and what the stores of the profile say of those.
class TlsComparison {
 public:
  TlsComparison(const CompareQuestion& question, Telling& telling) : q(question), x_telling(telling) {}

  /// REQUIRES: all samples are of the endpoint and showed a chain; there are some on both sides.
  void compare(const std::string& endpoint, const Samples& baseline, const Samples& candidate);

 private:
  struct Said {
    std::string text;
    bool trusted = false;
    cert::Chain path;  // where trusted
  };

  void compare_facts(const std::string& endpoint, const Samples& baseline, const Samples& candidate);
  Likeness compare_authority(const std::string& endpoint, const std::string& which, const Samples& baseline,
                             const Samples& candidate);
  AuthorityKey key_of(const Sample& sample, const std::string& which);
  const Said& said_of(const std::string& store, const cert::Chain& chain);
  void ask_stores(const std::string& endpoint, const Samples& baseline, const Samples& candidate);

  const CompareQuestion& q;
  Telling& x_telling;
  std::map<std::pair<std::string, std::string>, Said> x_said;  // by store and chain
};

}  // namespace rehearse::judge
