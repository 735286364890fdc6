#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "judge/evidence.h"
#include "judge/run.h"

namespace rehearse::judge {

/// What tells an authority from another of its name, as far as the chain shows it.
struct AuthorityKey {
  std::string spki;        ///< of its certificate, where that came along
  std::string key_id;      ///< its own, or as the certificate below it names it
  std::string signed_one;  ///< digest of that certificate: nobody else signed it
};

/// What one connection of one round saw of one address of an endpoint on one side.
struct Sample {
  std::string endpoint;
  std::string address;                       ///< "203.0.113.7:443"; empty where none is known
  std::string host;                          ///< that was asked for
  std::map<std::string, std::string> tls;    ///< "version" -> "TLSv1.3"; empty = no handshake showed a chain
  std::map<std::string, AuthorityKey> keys;  ///< of "anchor" and "issuer"
  std::string not_seen;                      ///< why there is no chain: a reason id
  std::string ended;  ///< why the handshake went no further than the chain; empty = it did
  cert::Chain chain;
  struct Call {
    std::string name;
    std::string outcome;                      ///< as call::Outcome
    std::map<std::string, std::string> http;  ///< "status", and in a saved run nothing else
    std::optional<call::Response> response;   ///< none in a saved run, and where none came
    std::string why_not;                      ///< it was not answered; empty = it was
  };
  std::vector<Call> calls;
};

/// One side of a comparison, asked once or several times.
struct Side {
  std::string name;
  std::vector<std::vector<Sample>> rounds;  ///< each with the endpoints in the order of the profile
  profile::Credentials credentials = profile::Credentials::send;
};

/// What a route left behind: the handshake that is judged, with the calls; then each other one that showed
/// something else. `at` is when certificates are in date.
std::vector<Sample> samples_of(const RouteEvidence& route, Instant at);
/// What a report says of one: no headers, no bodies, no durations.
std::vector<Sample> samples_of(const RouteReport& route, Instant at);

struct Difference {
  enum class Area : std::uint8_t { tls, http, body, time };
  Area area = Area::tls;
  std::string where;  ///< "soap", "soap/login"
  std::string path;   ///< "anchor", "header Content-Type", "/result/count"; may hold a peer's text
  std::string baseline;
  std::string candidate;
  int weight = 0;                    ///< 1 to 100: how much an integration would notice
  std::vector<std::string> at = {};  ///< addresses of the candidate; empty = all of them, or there is one
  std::size_t seen_in = 0, of = 0;   ///< how many of the candidate's answers or handshakes; 0 = not counted
};
std::string_view to_id(Difference::Area area);

/// Durations of one call, in milliseconds, ordered.
struct Timing {
  std::string where;
  std::vector<std::chrono::milliseconds> baseline, candidate;
};

struct NotCompared {
  std::string where;
  std::string reason;
};

struct CompareQuestion {
  Side baseline;  ///< asked at least once; what its rounds do not agree in is noise
  Side candidate;
  std::vector<std::string> ignore;  ///< patterns with `*`, against "AREA PATH" and "WHERE AREA PATH"
  Instant now;
  bool lab = false;  ///< a side was played on loopback
  /// Stores that are asked about both chains, and what they say; may be null.
  std::vector<std::string> stores = {};
  std::function<Result<trust::Answer>(const std::string& store, const cert::Chain& chain)> answer = nullptr;
  /// Takes secrets out of names of headers and keys of bodies while they stand as the peer wrote them; may be
  /// null.
  std::function<std::string(std::string_view)> scrub = nullptr;
};

struct Comparison {
  std::string baseline, candidate;
  Made made = {};
  Run::ProfileId profile = {};          ///< with an empty path where saved runs were compared
  bool lab = false;                     ///< of the question
  std::vector<Difference> differences;  ///< the weightiest first
  std::vector<NotCompared> not_compared;
  std::vector<Timing> timings;
  std::size_t ignored = 0;   ///< differences that a rule of the profile covers
  std::size_t compared = 0;  ///< endpoints and calls that were
  std::vector<std::string> proves;
  std::vector<std::string> proves_not;

  /// Time alone is no difference.
  bool differs() const;
  /// Whether everything was compared: without it, nothing can be called alike.
  bool is_whole() const { return not_compared.empty() && compared > 0; }
};

/// Holds the candidate against the baseline, endpoint by endpoint and call by call.
///
/// What some answer of the candidate has, at any of its addresses, and none of the baseline's, at any of its
/// own, differs. Of bodies and headers a fact that the baseline's answers do not agree in is noise. Headers
/// that change by nature (Date, Age, request ids) are looked at by name alone, those of one hop not at all.
/// Authorities are told apart by name and key; where the chains show no key, by what the stores find, and
/// where they do not either, that is not compared. Whose hosts are not the same have certificates of other
/// names: those are not compared, only whether each covers its own. Threads: safe, if `answer` and `scrub`
/// are.
Comparison compare(const CompareQuestion& question);

/// Whether `text` fits a pattern in which `*` stands for any run of characters. Threads: safe.
bool fits(std::string_view pattern, std::string_view text);

}  // namespace rehearse::judge
