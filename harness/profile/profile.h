#pragma once
// profile: YAML text -> Profile, every error with file:line:column. It knows what can be said, not what it is
// good for: nothing here resolves a name, opens a store or connects.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address.h"
#include "base/digest.h"
#include "base/distinguished_name.h"
#include "base/instant.h"
#include "base/secret.h"
#include "base/template.h"
#include "base/url.h"

namespace rehearse::profile {

/// When the vendor works. Both ends in UTC; `zone` is the one the notice speaks in.
struct Maintenance {
  Instant from;
  Instant to;  ///< after `from`
  std::string zone;
  friend bool operator==(const Maintenance&, const Maintenance&) = default;
};

/// The certificates that go away: whichever of these is said must match.
struct Replaced {
  std::optional<DistinguishedName> issuer;  ///< of the leaf
  std::vector<Sha256> fingerprints;         ///< of the leaf
  std::vector<Sha256> spkis;                ///< of the leaf
  bool empty() const { return !issuer && fingerprints.empty() && spkis.empty(); }
};

/// Which hosts the notice is about.
struct Change {
  std::vector<std::string> names;   ///< host name patterns (RFC 9525 wildcards); empty = every endpoint
  std::vector<std::string> except;  ///< likewise; wins over names
  Replaced replaces;
};

/// An authority as a notice names it. `key_id` and `fingerprint` narrow it where the vendor gave them.
struct Authority {
  DistinguishedName name;
  std::string key_id;  ///< subject key identifier, lower-case hex; empty = not said
  std::optional<Sha256> fingerprint;
};

enum class Intermediates : std::uint8_t { any, sent, omitted };

/// How to recognise the new certificate. At least one of issuer, anchor, fingerprints, spkis is said.
struct Expect {
  std::optional<Authority> issuer;
  std::optional<Authority> anchor;
  std::vector<Sha256> fingerprints;  ///< of the leaf: any of them
  std::vector<Sha256> spkis;         ///< of the leaf: any of them
  std::vector<Sha256> pins;          ///< SPKI or leaf SHA-256 that the integration itself pins
  Intermediates intermediates = Intermediates::any;
};

enum class Role : std::uint8_t { today, next, other };
/// "today"
std::string_view to_id(Role role);
enum class Credentials : std::uint8_t { send, withheld };

/// A network whose staged edges are found by what DNS says of the production name, or that has none for
/// certificates.
enum class Network : std::uint8_t { none, akamai_staging, fastly, cloudfront };
/// "akamai-staging"; empty for none
std::string_view to_id(Network network);

/// How a target differs from what DNS says. At most one of the members is set, but for those that may stand
/// beside one another; none = straight to the production name.
struct Redirect {
  std::vector<Address> addresses;     ///< `address:` connect there, keep the name
  std::optional<std::uint16_t> port;  ///< `port:` same name, other port (may stand beside `address`)
  std::string hosts;                  ///< `hosts:` text of a hosts file
  std::string hosts_name;             ///< where that text came from, for messages
  std::map<std::string, std::string>
      host;  ///< `host:` production host -> the vendor's other host; "*" = every endpoint
  std::vector<std::string> connect_to;  ///< `connect_to:` curl's HOST1:PORT1:HOST2:PORT2
  Network network = Network::none;      ///< `network:`, also as the one word of `redirect:`
  /// `edge:` production host -> the edge host name whose addresses are connected to, the name kept; "*" =
  /// every endpoint. May stand beside `network`, for names whose edge DNS does not show.
  std::map<std::string, std::string> edge;
  std::string pem;       ///< `pem:` text of a published chain: nothing is connected to
  std::string pem_name;  ///< where that text came from, for messages
  bool empty() const {
    return addresses.empty() && !port && hosts.empty() && host.empty() && connect_to.empty() &&
           network == Network::none && edge.empty() && pem.empty();
  }
};

enum class Addresses : std::uint8_t {
  first,  ///< of a name's addresses the first IPv4 one, else the first IPv6 one
  all,    ///< each is a row of its own
};

/// What shows that the staged edge was reached. Header names compare without case.
struct Prove {
  std::string header;               ///< empty = not asked
  std::vector<std::string> values;  ///< any of them; empty = the header's presence
};

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  SecretText authorization;  ///< "user:password" of a Basic proxy; may be empty
};

/// How a password is said: at most one of the two.
struct Password {
  std::optional<SecretText> text;  ///< secret as a whole, also where it was written out
  std::string command;             ///< for a shell; its first line is the password
};

/// The certificate that the integration shows to servers which ask for one. A credential: see Credentials.
struct ClientCertificate {
  std::string path;  ///< PEM or PKCS#12, relative to the profile
  std::string key;   ///< PEM, likewise; empty = the key stands in `path`
  Password password;
};

struct Target {
  std::string name;
  Role role = Role::other;
  Redirect redirect;
  std::optional<Prove> prove;
  Credentials credentials = Credentials::send;  ///< the loader's default for role next is withheld
  std::optional<Proxy> proxy;
  std::optional<ClientCertificate> certificate;
  Addresses which = Addresses::first;  ///< `addresses:`
  std::optional<std::size_t> samples;  ///< `samples:` handshakes an address, at least; none = not said
  bool also_without_sni = false;       ///< `sni: off`: an extra row for clients that send none
};

enum class CallKind : std::uint8_t { rest, soap };
/// "rest"
std::string_view to_id(CallKind kind);
enum class HttpVersion : std::uint8_t { http1_1, http2 };
enum class Must : std::uint8_t { answered, pass };

/// A question to an answer, in one of the languages for it.
struct Query {
  enum class Kind : std::uint8_t {
    json,     ///< a jq expression
    pointer,  ///< a JSON Pointer, RFC 6901
    xpath,    ///< XPath 1.0, with the prefixes of Profile::namespaces
    header,   ///< the name of a header
    matches,  ///< a regular expression (ECMAScript): its first group, or all of the match
  };
  Kind kind = Kind::json;
  std::string text;
};
/// "json"
std::string_view to_id(Query::Kind kind);

/// A value that later calls may use.
struct Capture {
  std::string name;
  Query query;
  bool secret = true;  ///< kept out of every report
};

/// What a header's value has to hold, without regard to case; empty = the header alone has to be there.
struct HeaderExpect {
  std::string name;
  std::string holds;
};

/// What stands at a place of a JSON body.
struct PointerExpect {
  std::string pointer;
  std::string value;  ///< a JSON text; where is_text, the characters of a string
  bool is_text = false;
};

/// What the answer should look like. Empty members are not looked at.
struct CallExpect {
  std::vector<int> status;
  std::vector<HeaderExpect> headers;
  std::vector<std::string> contains;  ///< each must stand in the body
  std::vector<std::string> matches;   ///< regular expressions, each found in the body
  std::vector<std::string> json;      ///< jq expressions, each of which must yield true
  std::vector<PointerExpect> pointers;
  std::vector<std::string> xpath;  ///< XPath expressions, each of which must be true
  std::string fault;               ///< SOAP: the fault code, prefix included ("fns:INVALID_VALUE")
  std::optional<std::chrono::milliseconds> duration;  ///< from the request's first byte to the answer's last
  std::vector<std::string> secrets;                   ///< what variables yielded in all of them
  /// Whether anything is said of what the body holds.
  bool is_about_content() const {
    return !contains.empty() || !matches.empty() || !json.empty() || !pointers.empty() || !xpath.empty() ||
           !fault.empty();
  }
  bool empty() const { return status.empty() && headers.empty() && !is_about_content() && !duration; }
};

/// One smoke call. In url, path, query, headers, body and form, "{{name}}" stands for a variable of the
/// profile or for what an earlier call of the endpoint captured.
struct Call {
  std::string name;
  CallKind kind = CallKind::rest;
  std::string method = "GET";  ///< upper case; the loader's default for SOAP is POST, as for a form
  SecretText url;              ///< empty = the endpoint's; else another endpoint's, or what an answer gave
  SecretText path;             ///< empty = that URL's own; else replaces its path and query
  std::vector<std::pair<std::string, SecretText>> query;  ///< added to the path, percent-encoded
  std::vector<std::pair<std::string, SecretText>> headers;
  std::vector<std::string> without;  ///< headers that are not added either, where they would be by default
  SecretText body;
  std::vector<std::pair<std::string, SecretText>> form;  ///< in place of a body, percent-encoded
  std::string action;                                    ///< SOAP: the action, without quotes
  HttpVersion http = HttpVersion::http1_1;               ///< the newest that is offered to the server
  bool safe = false;                                     ///< the user says that it changes nothing
  Must must = Must::answered;
  CallExpect expect;
  std::vector<Capture> captures;
  std::vector<std::string> secrets;  ///< what headers hold encoded: a redactor has to know it as it is too
};

/// Every question that a call asks of its answer.
std::vector<Query> queries_of(const Call& call);

/// The names of all places in a call, each once: what has to be known before it can be made.
std::vector<std::string> places_in(const Call& call);

struct Endpoint {
  std::string name;
  Url url;
  std::vector<std::string> stores;  ///< names; the loader fills in all of them where the profile says none
  std::vector<Call> calls;
};

/// A trust store that the integration uses, and the client that uses it.
struct Store {
  enum class Kind : std::uint8_t { path, system, java, certifi, node };
  std::string name;
  Kind kind = Kind::path;
  /// The file; the JDK's home, the Python environment, the Node program, each empty where this machine's own
  /// is meant. Relative paths are relative to the profile.
  std::string path;
  std::string extra_ca_certs;          ///< of node: what NODE_EXTRA_CA_CERTS names
  std::optional<SecretText> password;  ///< secret as a whole, also where it was written out
  std::string password_command;        ///< for a shell; its first line is the password
  bool no_password = false;            ///< the application gives none
  std::string client;                  ///< one of LoadContext::clients; empty = the one that uses such a file
  std::string owner;                   ///< who changes it: "payments team"; empty = not said
};
/// "system"
std::string_view to_id(Store::Kind kind);

struct Limits {
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds handshake{10'000};
  std::chrono::milliseconds total{30'000};
  std::size_t body_bytes = 1U << 20;
  std::size_t header_bytes = 64U << 10;
  std::size_t chain_bytes = 100U << 10;  ///< OpenSSL's own limit: what its clients refuse as well
};

/// What a comparison of two targets leaves out.
struct Compare {
  std::vector<std::string> ignore;  ///< patterns with `*`: "http header Server", "soap/login body /result/*"
};

/// One vendor change as data.
struct Profile {
  std::string path;  ///< as the user named it
  std::string title;
  std::optional<Maintenance> maintenance;
  Change change;
  Expect expect;
  std::vector<Target> targets;                    ///< in the order of the file; at least one of role next
  std::vector<Endpoint> endpoints;                ///< in the order of the file; at least one
  std::vector<Store> stores;                      ///< in the order of the file
  Values variables;                               ///< what stands for "{{name}}" in every call
  std::map<std::string, std::string> namespaces;  ///< prefix -> URI, for fault codes and XPath
  Limits limits;
  Compare compare;
  std::string resolver;  ///< DNS server, "ADDR" or "ADDR:PORT"; empty = the machine's own
  /// Variables that were not set and got a stand-in (LoadContext::Unset::stand_in), as they are written:
  /// "${env:ZUORA_PASSWORD}". A secret's stand-in is that very text; a configuration value's is recognisable:
  /// host "unset-name.invalid", address 192.0.2.1, port 1; a window with one is left out.
  std::vector<std::string> stand_ins;

  /// Every secret piece of every variable, call, proxy and client certificate, for a Redactor.
  std::vector<std::string> secrets() const;
};

}  // namespace rehearse::profile
