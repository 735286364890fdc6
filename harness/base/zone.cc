#include "base/zone.h"

#include <array>
#include <sstream>
#include <utility>

#include <date/tz.h>
#include <fmt/format.h>

namespace rehearse {
namespace {

// What people write in notices -> the zone they mean. Only abbreviations with one common meaning in this
// field.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kMeant = {{
    {"PT", "America/Los_Angeles"},
    {"PST", "America/Los_Angeles"},
    {"PDT", "America/Los_Angeles"},
    {"PACIFIC", "America/Los_Angeles"},
    {"US/PACIFIC", "America/Los_Angeles"},
    {"PST8PDT", "America/Los_Angeles"},
    {"MT", "America/Denver"},
    {"MST", "America/Denver"},
    {"MDT", "America/Denver"},
    {"MST7MDT", "America/Denver"},
    {"CT", "America/Chicago"},
    {"CDT", "America/Chicago"},
    {"CST6CDT", "America/Chicago"},
    {"CST", "America/Chicago"},
    {"ET", "America/New_York"},
    {"EST", "America/New_York"},
    {"EDT", "America/New_York"},
    {"EST5EDT", "America/New_York"},
    {"CET", "Europe/Berlin"},
    {"CEST", "Europe/Berlin"},
    {"BST", "Europe/London"},
    {"GMT", "Etc/UTC"},
    {"Z", "Etc/UTC"},
    {"JST", "Asia/Tokyo"},
}};

std::string_view zone_meant(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  for (const auto& [written, meant] : kMeant) {
    if (written == upper) return meant;
  }
  return {};
}

// A zone's own file is read when it is first used: a name that is known may still have none that reads.
std::unexpected<Error> unreadable(std::string_view zone, const std::exception& error) {
  return fail("unknown-zone", fmt::format("the time zone data of {} cannot be read: {}", zone, error.what()));
}

Result<const date::time_zone*> find_zone(std::string_view zone) {
  // "EST" and "MST" are in tzdata, as fixed offsets: the very trap this function exists for.
  if (const auto meant = zone_meant(zone); !meant.empty()) {
    return fail("unknown-zone",
                fmt::format("'{}' is not an IANA zone name; write {} if that is meant", zone, meant));
  }
  try {
    return date::locate_zone(std::string(zone));
  } catch (const std::exception&) {
    return fail("unknown-zone",
                fmt::format("'{}' is not an IANA zone name such as America/Los_Angeles", zone));
  }
}

}  // namespace

Result<void> check_zone(std::string_view zone) {
  if (auto found = find_zone(zone); !found) return std::unexpected(found.error());
  return {};
}

Result<Instant> to_instant(std::string_view local, std::string_view zone) {
  auto found = find_zone(zone);
  if (!found) return std::unexpected(found.error());
  auto as_utc = parse_rfc3339(std::string(local) + "Z");
  if (!as_utc) return fail("bad-time", fmt::format("'{}' is not a local time like 2018-12-12 01:00", local));
  // The library reads the system's list of changes, which ends in 2037, and not the rule that goes on behind
  // it: every later summer would be an hour off.
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(*as_utc)};
  if (day.year() > std::chrono::year(2037) && !zone.ends_with("UTC")) {
    return fail("bad-time", fmt::format("'{}' is after 2037: write it in UTC", local));
  }
  const date::local_seconds shown{as_utc->time_since_epoch()};
  try {
    return (*found)->to_sys(shown);
  } catch (const date::nonexistent_local_time&) {
    return fail("gap-in-zone", fmt::format("'{}' does not exist in {}: clocks skip it", local, zone));
  } catch (const date::ambiguous_local_time&) {
    return fail("ambiguous-in-zone",
                fmt::format("'{}' comes twice in {}: clocks go back there", local, zone));
  } catch (const std::exception& error) {
    return unreadable(zone, error);
  }
}

Result<std::string> to_local(Instant at, std::string_view zone) {
  auto found = find_zone(zone);
  if (!found) return std::unexpected(found.error());
  try {
    std::ostringstream out;
    out.imbue(std::locale::classic());
    date::to_stream(out, "%F %H:%M %Z", date::make_zoned(*found, at));
    return out.str();
  } catch (const std::exception& error) {
    return unreadable(zone, error);
  }
}

}  // namespace rehearse
