#pragma once

#include <string>
#include <vector>

#include "lab/http.h"
#include "profile/profile.h"

namespace rehearse::lab {

/// What the vendor's application knows.
struct Application {
  std::vector<std::string>
      paths;  ///< REST paths of the profile; one that ends in a slash covers what is below
  std::string session = "lab-session-4f6d0c1b";  ///< what a login yields
  std::string token = "lab-token-9a27e3d5";      ///< what /oauth/token yields

  static Application of(const profile::Profile& profile);
};

/// Answers as the vendor's application does, without looking anything up and without keeping a state.
///
///   - SOAP (text/xml, or a path below /apps/services/): `login` with a user name and password yields a
///     Session and a ServerUrl on the request's own host; empty or withheld ones the fault fns:INVALID_VALUE;
///     any other operation wants that session
///   - REST (a path of the profile, or below /v1/, /rest/v1/): 200 with credentials, else 401 and code
///     90000011; POST /oauth/token yields a token
///   - anything else 404; a request without exactly one plausible Host 400
/// Any credentials will do: the lab has no accounts. The word `withheld` is none.
/// Source: the vendor's published SOAP and REST references, and recordings of both refusals.
HttpResponse answer(const HttpRequest& request, const Application& application);

}  // namespace rehearse::lab
