#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse::machine {

/// As what a host name stands in a text.
enum class How : std::uint8_t {
  url,         ///< in a URL of https or another scheme of TLS, or of one that may be
  plain_url,   ///< in an http or ws URL: no certificate is shown there
  value,       ///< the value of a key that names a host: `api.host=...`
  name,        ///< by itself, under one of the names that were asked for
  fallback,    ///< what a place takes where nothing fills it in: "${HOST:api.example.com}"
  namespace_,  ///< in the name of an XML namespace or a SOAP action: nobody calls it; spelt `namespace`
  asked,       ///< a person named it
};
/// "plain-url"
std::string_view to_id(How how);

/// One place in a text where a host is named.
struct Mention {
  /// normal_host() of a name, with A-labels; an address; or, where `is_unfinished`, the text as it stands.
  std::string host;
  std::uint16_t port = 443;
  How how = How::url;
  bool is_unfinished = false;  ///< a part of it is filled in elsewhere: which host it is cannot be told
  bool in_comment = false;
  std::size_t line = 0;    ///< from 1; of a HAR file the entry
  std::uint64_t path = 0;  ///< tells URLs of one host apart; 0 = none stands there. Paths may hold secrets
};

}  // namespace rehearse::machine
