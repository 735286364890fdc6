#include "base/zone.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

struct Case {
  const char* name;
  std::string local;
  std::string zone;
  const char* utc;   // nullptr = refused
  const char* code;  // of the refusal
};

class ZoneTime : public testing::TestWithParam<Case> {};

TEST_P(ZoneTime, is_turned_into_utc_or_refused) {
  const Case& row = GetParam();
  const auto at = to_instant(row.local, row.zone);
  ASSERT_EQ(at.has_value(), row.utc != nullptr) << row.local;
  if (at) {
    EXPECT_EQ(to_rfc3339(*at), row.utc);
  } else {
    EXPECT_EQ(at.error().code, row.code) << at.error().detail;
  }
}

const Case kCases[] = {
    {"winter", "2018-12-12 01:00", "America/Los_Angeles", "2018-12-12T09:00:00Z", ""},
    {"summer", "2019-09-30 01:00", "America/Los_Angeles", "2019-09-30T08:00:00Z", ""},
    {"with_t_and_seconds", "2018-12-12T01:00:30", "America/Los_Angeles", "2018-12-12T09:00:30Z", ""},
    {"utc", "2018-12-12 01:00", "UTC", "2018-12-12T01:00:00Z", ""},
    {"half_an_hour_off", "2018-12-12 01:00", "Asia/Kolkata", "2018-12-11T19:30:00Z", ""},
    {"far_in_the_future", "2999-07-01 12:00", "Etc/UTC", "2999-07-01T12:00:00Z", ""},
    {"the_last_summer_with_rules", "2037-07-01 12:00", "Europe/Berlin", "2037-07-01T10:00:00Z", ""},
    {"refuses_where_the_rules_end", "2038-07-01 12:00", "Europe/Berlin", nullptr, "bad-time"},
    {"long_ago", "1900-01-01 00:00", "UTC", "1900-01-01T00:00:00Z", ""},
    {"refuses_the_hour_that_is_skipped", "2018-03-11 02:30", "America/Los_Angeles", nullptr, "gap-in-zone"},
    {"refuses_the_hour_that_comes_twice", "2018-11-04 01:30", "America/Los_Angeles", nullptr,
     "ambiguous-in-zone"},
    {"refuses_an_unknown_zone", "2018-12-12 01:00", "America/Nowhere", nullptr, "unknown-zone"},
    {"refuses_an_empty_zone", "2018-12-12 01:00", "", nullptr, "unknown-zone"},
    {"refuses_a_path_for_a_zone", "2018-12-12 01:00", "../../../etc/passwd", nullptr, "unknown-zone"},
    {"refuses_a_nul_byte_in_a_zone", "2018-12-12 01:00", std::string("UTC\0x", 5), nullptr, "unknown-zone"},
    {"refuses_pt", "2018-12-12 01:00", "PT", nullptr, "unknown-zone"},
    {"refuses_est_though_tzdata_has_it", "2018-12-12 01:00", "EST", nullptr, "unknown-zone"},
    {"refuses_a_bare_date", "2018-12-12", "UTC", nullptr, "bad-time"},
    {"refuses_an_offset", "2018-12-12 01:00+01:00", "UTC", nullptr, "bad-time"},
    {"refuses_a_z", "2018-12-12 01:00Z", "UTC", nullptr, "bad-time"},
    {"refuses_no_such_date", "2018-02-30 01:00", "UTC", nullptr, "bad-time"},
    {"refuses_an_empty_time", "", "UTC", nullptr, "bad-time"},
};
INSTANTIATE_TEST_SUITE_P(Table, ZoneTime, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Zone, says_which_zone_an_abbreviation_meant) {
  for (const auto& [written, meant] : {std::pair{"PT", "America/Los_Angeles"},
                                       {"pst", "America/Los_Angeles"},
                                       {"Pacific", "America/Los_Angeles"},
                                       {"EST5EDT", "America/New_York"},
                                       {"CEST", "Europe/Berlin"},
                                       {"gmt", "Etc/UTC"}}) {
    const auto checked = check_zone(written);
    ASSERT_FALSE(checked.has_value()) << written;
    EXPECT_NE(checked.error().detail.find(meant), std::string::npos) << checked.error().detail;
  }
  EXPECT_TRUE(check_zone("America/Los_Angeles").has_value());
  EXPECT_TRUE(check_zone("Etc/UTC").has_value());
}

TEST(Zone, every_zone_it_proposes_is_one) {
  for (const auto zone : {"America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York",
                          "Europe/Berlin", "Europe/London", "Etc/UTC", "Asia/Tokyo"})
    EXPECT_TRUE(check_zone(zone).has_value()) << zone;
}

TEST(Zone, shows_an_instant_with_its_abbreviation) {
  const auto at = parse_rfc3339("2018-12-12T09:00:00Z").value();
  EXPECT_EQ(to_local(at, "America/Los_Angeles").value(), "2018-12-12 01:00 PST");
  EXPECT_EQ(to_local(at + std::chrono::days(180), "America/Los_Angeles").value(), "2019-06-10 02:00 PDT");
  EXPECT_EQ(to_local(at, "nowhere").error().code, "unknown-zone");
}

}  // namespace
}  // namespace rehearse
