#include "trust/closest_client.h"

#include <gtest/gtest.h>

namespace rehearse::trust {
namespace {

TEST(ClosestClient, speaks_for_versions_that_have_none) {
  const struct {
    const char* name;
    const char* runtime;
    const char* client;  // empty = none
  } cases[] = {
      {"an_id_is_itself", "go-1.19", "go-1.19"},
      {"an_alias", "java", "java-17"},
      {"between_two", "python-3.12", "python-3.11"},
      {"newer_than_all", "python-3.14", "python-3.13"},
      {"older_than_all", "python-2.7", "python-3.11"},
      {"a_minor_version_is_no_fraction", "python-3.9", "python-3.11"},
      {"a_newer_java", "java-25", "java-21"},
      {"an_older_java", "java-8", "java-17"},
      {"a_client_whose_id_has_no_version", "node-22", "node"},
      {"between_one_with_and_one_without", "node-19", "node-18"},
      {"no_version", "python", "python-3.11"},
      {"another_kind", "ruby-3.3", ""},
      {"nothing", "", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto* client = closest_client(one.runtime);
    EXPECT_EQ(client == nullptr ? "" : client->id, one.client);
  }
}

}  // namespace
}  // namespace rehearse::trust
