#include "trust/related.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/ascii.h"

namespace rehearse::trust {

namespace {

// OpenSSL and Java take names for the same that differ in case or in runs of spaces: RFC 5280 section 7.1.
std::string key_of(const DistinguishedName& name) {
  std::string out;
  for (const auto& attribute : name.attributes) {
    out += attribute.type + '=';
    for (const char c : attribute.value) {
      if (c != ' ' || !out.ends_with(' ')) out += ascii_lower(c);
    }
    out += '\n';
  }
  return out;
}

}  // namespace

cert::Chain related(const cert::Chain& held, const cert::Chain& sent) {
  std::set<std::string> names;
  for (const auto& one : sent) {
    names.insert(key_of(one->subject));
    names.insert(key_of(one->issuer));
  }
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& one : held) {
      if (names.contains(key_of(one->subject))) grown = names.insert(key_of(one->issuer)).second || grown;
    }
  }
  cert::Chain out;
  std::ranges::copy_if(held, std::back_inserter(out),
                       [&](const auto& one) { return names.contains(key_of(one->subject)); });
  return out;
}

}  // namespace rehearse::trust
