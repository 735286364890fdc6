#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "judge/run.h"

namespace rehearse::judge {

/// One run of several, and where it comes from.
struct Member {
  std::string machine;  ///< its host name; with the file's where two have one
  std::string file;
  Run run;
};

/// The runs of many machines, joined: what breaks on which, and where machines differ.
struct Fleet {
  struct Machine {
    std::string name, file, host, os, user;
    Instant started, now;
    Sha256 profile;
    bool lab = false;
    bool interrupted = false;
    Verdict verdict = Verdict::inconclusive;
    Summary summary;
  };
  /// What one machine has to do about a cause.
  struct Place {
    std::string machine;
    std::string store;
    std::string client;
    std::vector<std::string> endpoints;
    std::string where;    ///< of the remedy; empty where there is none
    std::string command;  ///< likewise
    std::string restart;
  };
  /// Rows that break, or could not be told, for one reason, and that one change mends.
  struct Cause {
    Verdict verdict = Verdict::will_break;
    const Row* row = nullptr;  ///< the first of them, for its reason and its remedy; of a member's run
    std::vector<std::string> machines;
    std::vector<Place> places;
    /// Where nothing that its runs saw mends it: the place in `causes` of one with the same reason that
    /// something mends.
    std::optional<std::size_t> like;
  };
  /// A store of one name that is not the same on every machine.
  struct Differing {
    struct Variant {
      const StoreReport* store = nullptr;  ///< the first of them; of a member's run
      std::vector<std::string> machines;
    };
    std::string store;
    std::vector<Variant> variants;     ///< in the order met
    std::vector<std::string> missing;  ///< machines whose run does not name it
  };
  Made made = {};
  Verdict verdict = Verdict::inconclusive;  ///< the worst of the machines
  bool interrupted = false;
  std::vector<Machine> machines;  ///< in the order given
  std::vector<Cause> causes;      ///< what breaks before what could not be told, else in the order met
  std::vector<Differing> stores;
  std::vector<std::pair<Sha256, std::vector<std::string>>> profiles;  ///< with more than one: who ran which
  /// The same of the windows they rehearsed for.
  std::vector<std::pair<std::optional<profile::Maintenance>, std::vector<std::string>>> windows;
};

/// REQUIRES: there is a member; all outlive the fleet. Threads: safe.
Fleet join(const std::vector<Member>& members);

}  // namespace rehearse::judge
