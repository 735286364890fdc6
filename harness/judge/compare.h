#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "judge/evidence.h"
#include "judge/run.h"

namespace rehearse::judge {

/// What one round of asking saw of one endpoint on one side.
struct Sample {
  std::string endpoint;
  std::string host;                        ///< that was asked for
  std::map<std::string, std::string> tls;  ///< "version" -> "TLSv1.3"; empty = no handshake showed a chain
  std::string not_seen;                    ///< why, then: a reason id
  cert::Chain chain;                       ///< empty where it comes from a saved run
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
};

/// What a route left behind.
Sample sample_of(const RouteEvidence& route);
/// What a report says of one: no headers, no bodies, no durations.
Sample sample_of(const RouteReport& route);

struct Difference {
  enum class Area : std::uint8_t { tls, http, body, time };
  Area area = Area::tls;
  std::string where;  ///< "soap", "soap/login"
  std::string path;   ///< "anchor", "header Content-Type", "/result/count"; may hold a peer's text
  std::string baseline;
  std::string candidate;
  int weight = 0;  ///< 1 to 100: how much an integration would notice
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
  /// Stores that are asked about both chains, and what they say; may be null.
  std::vector<std::string> stores = {};
  std::function<Result<trust::Answer>(const std::string& store, const cert::Chain& chain)> answer = nullptr;
};

struct Comparison {
  std::string baseline, candidate;
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
/// A fact that the baseline's rounds do not agree in is noise; of handshakes, statuses and outcomes, what
/// none of them had is another all the same. What has several rounds on the candidate's side differs only if
/// it does so in all of them. Headers that change by nature (Date, Age, Set-Cookie's values, request ids) are
/// looked at by name alone. Whose hosts are not the same have certificates of other names: those are not
/// compared, only whether each covers its own. Threads: safe, if `answer` is.
Comparison compare(const CompareQuestion& question);

/// Whether `text` fits a pattern in which `*` stands for any run of characters. Threads: safe.
bool fits(std::string_view pattern, std::string_view text);

}  // namespace rehearse::judge
