#include "report/phrases.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/zone.h"
#include "report/words.h"

namespace rehearse::report {
namespace {

// "11 days", "7 hours": whole units, the largest that fits.
std::string span(std::chrono::seconds length) {
  using namespace std::chrono;
  const auto whole = [](auto number) { return static_cast<std::size_t>(number.count()); };
  if (length >= days(1)) return count(whole(duration_cast<days>(length)), "day", "days");
  if (length >= hours(1)) return count(whole(duration_cast<hours>(length)), "hour", "hours");
  return count(whole(duration_cast<minutes>(length)), "minute", "minutes");
}

std::string until_window(const profile::Maintenance& window, Instant now) {
  if (now < window.from) return "in " + span(window.from - now);
  if (now <= window.to) return fmt::format("open now, {} left", span(window.to - now));
  return fmt::format("over for {}", span(now - window.to));
}

// "2018-12-12 01:00 to 11:00 PST": what both ends share is said once.
std::string joined(const std::string& from, const std::string& to) {
  constexpr std::size_t kDate = 10;
  constexpr std::size_t kZone = 16;
  if (from.size() <= kZone || to.size() <= kZone) return from + " to " + to;
  const bool same_zone = from.substr(kZone) == to.substr(kZone);
  const bool same_date = from.substr(0, kDate) == to.substr(0, kDate);
  return (same_zone ? from.substr(0, kZone) : from) + " to " + (same_date ? to.substr(kDate + 1) : to);
}

}  // namespace

std::string_view in_words(judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::ready:
      return "ready";
    case judge::Verdict::will_break:
      return "will break";
    case judge::Verdict::not_affected:
      return "not affected";
    case judge::Verdict::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

std::string_view sign(judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::ready:
      return "✓";
    case judge::Verdict::will_break:
      return "✗";
    case judge::Verdict::not_affected:
      return "·";
    case judge::Verdict::inconclusive:
      return "?";
  }
  return "?";
}

std::string observed_by(const judge::Row& row) {
  if (row.how == "predicted") return {};
  return row.client_version.empty() ? row.how : row.how + ": " + row.client_version;
}

std::string why(const judge::Row& row) {
  if (!row.stage && row.reason.empty()) return {};
  const std::string stage = row.stage ? std::string(to_id(*row.stage)) : std::string();
  const std::string reason(in_words(row.reason));
  if (stage.empty()) return reason;
  return reason.empty() ? stage : fmt::format("{}: {}", stage, reason);
}

bool is_of_lab(const Finding& finding) {
  return finding.id.starts_with("lab-");
}

std::string utc(Instant at) {
  const std::string text = to_rfc3339(at);
  const auto t = text.find('T');
  return t == std::string::npos ? text : text.substr(0, t) + " " + text.substr(t + 1, 5) + " UTC";
}

std::string utc_date(Instant at) {
  const std::string text = to_rfc3339(at);
  return text.substr(0, text.find('T'));
}

std::string count(std::size_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string content_of_store(std::size_t anchors, std::size_t expired, std::size_t duplicates) {
  auto out = count(anchors, "anchor", "anchors");
  if (expired != 0) out += fmt::format(", {} expired", expired);
  if (duplicates != 0) out += fmt::format(", {} twice", duplicates);
  return out;
}

std::string content_of(const judge::StoreReport& store) {
  if (store.not_judged) return "not judged";
  if (!store.error.empty()) return "unreadable";
  return content_of_store(store.anchors, store.expired, store.duplicates);
}

std::string change_asked_for(const judge::Row& row) {
  if (!row.remedy) return row.stage == judge::StageName::trust ? "store " + row.store : why(row);
  const auto& [add, remove] = std::pair(row.remedy->add.size(), row.remedy->remove.size());
  std::string change;
  if (add != 0) change = "add " + count(add, "certificate", "certificates");
  if (remove != 0)
    change += (change.empty() ? "" : ", ") + ("remove " + count(remove, "certificate", "certificates"));
  return fmt::format("store {}: {}", row.store, change.empty() ? "change it" : change);
}

std::string_view without_remedy(const judge::Row& row) {
  if (row.stage == judge::StageName::name) return "no store mends this: the vendor has to, or the URL";
  if (row.stage == judge::StageName::call) return "no store mends this: look at the call and its answer";
  if (row.reason == "expired")
    return "no certificate that was seen or announced mends this: ask the vendor for the renewal of what has "
           "expired";
  return "no certificate that was seen or announced mends this: ask the vendor for the whole chain";
}

std::string_view tried(const trust::Remedy& remedy) {
  if (remedy.proven) return "with this change the client accepts the chain";
  const auto is_at_hand = [](const auto& one) { return one.certificate != nullptr; };
  // Of published authorities alone; where one certificate of a remedy is not at hand, nothing was to be
  // tried.
  if (!remedy.add.empty() && std::ranges::all_of(remedy.add, is_at_hand))
    return "no: without a server's certificate there is no chain to try it with";
  return "no: the certificate itself is not at hand, only what was announced";
}

WindowText in_words(const profile::Maintenance& window, Instant now) {
  WindowText out{{}, joined(utc(window.from), utc(window.to)), until_window(window, now)};
  const auto from = to_local(window.from, window.zone);
  const auto to = to_local(window.to, window.zone);
  if (from && to) out.local = joined(*from, *to);
  if (out.local == out.utc) out.local.clear();
  return out;
}

std::string in_words(const judge::Run::Machine& machine) {
  std::string out = machine.host;
  if (!machine.os.empty()) out += (out.empty() ? "" : ", ") + machine.os;
  if (!machine.user.empty()) out += (out.empty() ? "as " : ", as ") + machine.user;
  return out;
}

std::string some_of(const std::vector<std::string>& names, std::size_t shown,
                    const std::function<std::string(std::string_view)>& show) {
  std::string out;
  const std::size_t last = names.size() <= shown + 1 ? names.size() : shown;
  for (std::size_t i = 0; i < last; ++i) out += (i == 0 ? "" : ", ") + show(names[i]);
  if (last < names.size()) out += fmt::format(" and {} more", names.size() - last);
  return out;
}

std::string place_of(const judge::RouteReport& report) {
  const auto& route = report.route;
  if (route.why == route::Why::pem) return "a published chain";
  if (!route.address) return "unresolved";
  return fmt::format("{}:{}{}", route.address->bracketed(), route.port,
                     route.without_sni ? " without SNI" : "");
}

std::string in_words(const judge::Summary& sum) {
  std::string counts;
  const auto add = [&](std::size_t number, judge::Verdict verdict) {
    if (number != 0) counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", number, in_words(verdict));
  };
  add(sum.will_break, judge::Verdict::will_break);
  add(sum.inconclusive, judge::Verdict::inconclusive);
  add(sum.ready, judge::Verdict::ready);
  add(sum.not_affected, judge::Verdict::not_affected);
  const std::size_t pairs = sum.will_break + sum.inconclusive + sum.ready + sum.not_affected;
  if (pairs == 0) return "nothing was judged";
  return fmt::format("{} ({})", counts, count(pairs, "endpoint-store pair", "endpoint-store pairs"));
}

}  // namespace rehearse::report
