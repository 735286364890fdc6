#include "probe/alert.h"

#include <gtest/gtest.h>

namespace rehearse::probe {
namespace {

TEST(AlertName, is_the_RFCs_spelling) {
  EXPECT_EQ(alert_name(40), "handshake_failure");
  EXPECT_EQ(alert_name(48), "unknown_ca");
  EXPECT_EQ(alert_name(70), "protocol_version");
  EXPECT_EQ(alert_name(112), "unrecognized_name");
  EXPECT_EQ(alert_name(116), "certificate_required");
}

TEST(AlertName, keeps_the_number_of_one_without_a_name) {
  EXPECT_EQ(alert_name(200), "alert_200");
  EXPECT_EQ(alert_name(255), "alert_255");
}

}  // namespace
}  // namespace rehearse::probe
