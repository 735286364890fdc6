#pragma once
// A profile that somebody is to go on writing: text with its comments, from what was found out.

#include <optional>
#include <string>
#include <vector>

#include "profile/profile.h"

namespace rehearse::profile {

/// A call of a draft: exactly one of path, curl and body is set.
struct DraftCall {
  std::string name;
  std::string path = {};       ///< GET
  std::string curl = {};       ///< as it was pasted
  std::string soap_path = {};  ///< SOAP: where it is posted to
  std::string body = {};       ///< SOAP: the envelope
  std::string action = {};     ///< SOAP
  std::string comment = {};    ///< one line; may be empty
};

struct DraftEndpoint {
  std::string name;
  std::string url;
  std::vector<DraftCall> calls;
  std::vector<std::string> left_out = {};  ///< what makes no call, and why: a comment each
};

struct DraftStore {
  std::string name;
  std::string path;  ///< empty = the system's
};

struct Draft {
  std::string title;
  Expect expect;                   ///< as far as it is known; never empty
  std::string expect_comment;      ///< where that is from
  std::vector<std::string> names;  ///< that the announced certificate covers; may be empty
  std::string hosts;               ///< path of a hosts file for staging; empty = none
  std::vector<DraftEndpoint> endpoints;
  std::vector<DraftStore> stores;
};

/// A name that may stand in a profile and is not among `taken`: what cannot stand there becomes a hyphen, and
/// a number tells namesakes apart. It is put among `taken`.
std::string free_name(std::string_view wish, std::vector<std::string>& taken);

/// The YAML. What the loader refuses of it was refused in what it was made from. Threads: safe.
std::string to_yaml(const Draft& draft);

}  // namespace rehearse::profile
