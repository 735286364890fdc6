#pragma once
// What more than one report says in the same words. Nothing here is escaped: that is the business of the page
// it goes to.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/run.h"

namespace rehearse::report {

/// "will break": a verdict as a person reads it.
std::string_view in_words(judge::Verdict verdict);

/// "✗": the sign that stands before it.
std::string_view sign(judge::Verdict verdict);

/// "trust: the root of this chain is not in the store"; empty for a plain ready.
std::string why(const judge::Row& row);
/// "observed: OpenSSL 3.0.19"; empty where the verdict is predicted.
std::string observed_by(const judge::Row& row);

/// Whether a finding says what the lab is: it stands at the top then, not among the others.
bool is_of_lab(const Finding& finding);

/// "2018-12-12 09:00 UTC"
std::string utc(Instant at);

/// "2018-12-12": enough where a certificate's end is meant.
std::string utc_date(Instant at);

/// "1 row", "3 rows"
std::string count(std::size_t number, std::string_view one, std::string_view many);

/// "142 anchors, 3 expired, 1 twice"
std::string content_of_store(std::size_t anchors, std::size_t expired, std::size_t duplicates);

/// What a store holds, or why that is not known: "142 anchors", "unreadable", "not judged".
std::string content_of(const judge::StoreReport& store);

/// "store billing: add 1 certificate": what a row that breaks asks for, as a title.
std::string change_asked_for(const judge::Row& row);

/// Why nothing mends a row that breaks, and whom to ask.
std::string_view without_remedy(const judge::Row& row);

/// Whether the remedy was tried.
std::string_view tried(const trust::Remedy& remedy);

/// The maintenance window as people read it.
struct WindowText {
  std::string local;  ///< "2018-12-12 01:00 to 11:00 PST"; empty where its zone is UTC or unknown
  std::string utc;    ///< "2018-12-12 09:00 to 19:00 UTC"
  std::string until;  ///< "in 11 days", "open now, 7 hours left", "over for 3 days"
};
WindowText in_words(const profile::Maintenance& window, Instant now);

/// "app-1, Debian GNU/Linux 12, as deploy"; empty where nothing is known.
std::string in_words(const judge::Run::Machine& machine);

/// The first `shown` names, each as `show` has it, and how many more there are: "rest, soap and 4 more". "and
/// 1 more" is no shorter than the name, and is not said.
std::string some_of(const std::vector<std::string>& names, std::size_t shown,
                    const std::function<std::string(std::string_view)>& show);

/// Where a route ended: "203.0.113.7:443", "a published chain", "unresolved".
std::string place_of(const judge::RouteReport& report);

/// "4 will break, 4 ready (8 endpoint-store pairs)", the worst first; "nothing was judged".
std::string in_words(const judge::Summary& summary);

}  // namespace rehearse::report
