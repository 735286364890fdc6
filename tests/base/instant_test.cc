#include "base/instant.h"

#include <gtest/gtest.h>

namespace rehearse {
namespace {

struct Case {
  const char* name;
  std::string written;
  const char* utc;  // nullptr = refused
};

class InstantParse : public testing::TestWithParam<Case> {};

TEST_P(InstantParse, gives_utc) {
  const auto at = parse_rfc3339(GetParam().written);
  ASSERT_EQ(at.has_value(), GetParam().utc != nullptr) << GetParam().written;
  if (at) {
    EXPECT_EQ(to_rfc3339(*at), GetParam().utc);
    EXPECT_EQ(parse_rfc3339(to_rfc3339(*at)).value(), *at);
  } else {
    EXPECT_EQ(at.error().code, "bad-time");
  }
}

const Case kCases[] = {
    {"utc", "2018-12-12T09:00:00Z", "2018-12-12T09:00:00Z"},
    {"lower_case", "2018-12-12t09:00:00z", "2018-12-12T09:00:00Z"},
    {"a_space_for_the_t", "2018-12-12 09:00:00Z", "2018-12-12T09:00:00Z"},
    {"no_seconds", "2018-12-12T09:00Z", "2018-12-12T09:00:00Z"},
    {"a_bare_date_is_midnight", "2018-12-12", "2018-12-12T00:00:00Z"},
    {"an_offset_east", "2018-12-12T01:00:00+02:00", "2018-12-11T23:00:00Z"},
    {"an_offset_west", "2018-12-12T01:00:00-08:00", "2018-12-12T09:00:00Z"},
    {"a_leap_day", "2020-02-29T00:00:00Z", "2020-02-29T00:00:00Z"},
    {"before_1970", "1950-01-01T00:00:01Z", "1950-01-01T00:00:01Z"},
    {"the_last_second_a_certificate_knows", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
    {"the_year_zero", "0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"},
    {"refuses_an_empty_text", "", nullptr},
    {"refuses_no_leap_day", "2019-02-29", nullptr},
    {"refuses_a_thirteenth_month", "2018-13-01", nullptr},
    {"refuses_day_zero", "2018-12-00", nullptr},
    {"refuses_the_31st_of_november", "2018-11-31", nullptr},
    {"refuses_24_hours", "2018-12-12T24:00:00Z", nullptr},
    {"refuses_60_minutes", "2018-12-12T09:60:00Z", nullptr},
    {"refuses_a_leap_second", "2016-12-31T23:59:60Z", nullptr},
    {"refuses_no_offset", "2018-12-12T09:00:00", nullptr},
    {"refuses_an_offset_without_minutes", "2018-12-12T09:00:00+02", nullptr},
    {"refuses_an_offset_of_24_hours", "2018-12-12T09:00:00+24:00", nullptr},
    {"refuses_a_fraction", "2018-12-12T09:00:00.5Z", nullptr},
    {"refuses_more_behind_it", "2018-12-12T09:00:00Z ", nullptr},
    {"refuses_a_space_before_it", " 2018-12-12", nullptr},
    {"refuses_a_short_year", "18-12-12", nullptr},
    {"refuses_a_five_digit_year", "12018-12-12", nullptr},
    {"refuses_a_sign_in_a_number", "2018--1-12", nullptr},
    {"refuses_a_plus_in_a_number", "2018-+1-12", nullptr},
    {"refuses_slashes", "2018/12/12", nullptr},
    {"refuses_words", "December 12", nullptr},
};
INSTANTIATE_TEST_SUITE_P(Table, InstantParse, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(Instant, is_seconds_since_1970) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z")->time_since_epoch().count(), 0);
  EXPECT_EQ(parse_rfc3339("2001-09-09T01:46:40Z")->time_since_epoch().count(), 1'000'000'000);
  EXPECT_EQ(to_rfc3339(Instant(std::chrono::seconds(-1))), "1969-12-31T23:59:59Z");
}

}  // namespace
}  // namespace rehearse
