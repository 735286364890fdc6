#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "e2e/rehearsal.h"

namespace rehearse::e2e {

/// A secret that the environment hands to the profile's calls.
struct Credential {
  const char* variable;
  std::string value;
};

/// One each in header, body, path, cookie and Basic authorization, with characters that every encoding
/// escapes.
const std::vector<Credential>& credentials();

/// Gives the rehearsal calls that use all of them, and sets them in its environment.
void use_credentials(Rehearsal& it);

/// The first credential that stands in `text`, as it is or as Base64, percent, XML or JSON encoding write it;
/// empty if none does.
std::string credential_in(std::string_view text);

/// Answers with everything it was sent, encoded in each of these ways, in body, headers, redirect and fault.
lab::HttpResponse echo(const lab::HttpRequest& request);

/// A new edge that echoes and records.
lab::Edge& recording_edge(Rehearsal& it, const lab::Identity& identity);

}  // namespace rehearse::e2e
