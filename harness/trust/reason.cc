#include "trust/verify.h"

namespace rehearse::trust {

std::string_view to_id(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "";
    case Reason::no_anchors:
      return "no-anchors";
    case Reason::issuer_not_found:
      return "issuer-not-found";
    case Reason::anchor_not_in_store:
      return "anchor-not-in-store";
    case Reason::expired:
      return "expired";
    case Reason::not_yet_valid:
      return "not-yet-valid";
    case Reason::bad_signature:
      return "bad-signature";
    case Reason::weak_key:
      return "weak-key";
    case Reason::weak_signature:
      return "weak-signature";
    case Reason::not_a_ca:
      return "not-a-ca";
    case Reason::path_too_long:
      return "path-too-long";
    case Reason::name_constraints:
      return "name-constraints";
    case Reason::wrong_purpose:
      return "wrong-purpose";
    case Reason::critical_extension:
      return "critical-extension";
    case Reason::rejected_by_store:
      return "rejected-by-store";
    case Reason::malformed:
      return "malformed";
    case Reason::other:
      return "other";
  }
  return "other";
}

}  // namespace rehearse::trust
