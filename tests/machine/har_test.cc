#include "machine/har.h"

#include <gtest/gtest.h>

namespace rehearse::machine {
namespace {

TEST(Har, the_urls_of_requests_and_redirects_count) {
  const auto all = read_har(R"({"log": {"version": "1.2", "creator": {"url": "https://no.example.org"},
    "pages": [{"title": "https://no.example.org"}],
    "entries": [
      {"startedDateTime": "x", "request": {"method": "GET", "url": "https://a.example.org/x?y=1", "headers": [
          {"name": "Referer", "value": "https://no.example.org/"}]},
       "response": {"status": 302, "redirectURL": "https://b.example.org:8443/", "content": {"text": "https://no.example.org"}}},
      {"request": {"url": "wss://c.example.org/"}, "response": {"redirectURL": "/path"}},
      {"request": {"url": "data:text/plain,x"}, "response": {"redirectURL": ""}}
    ]}})");
  ASSERT_TRUE(all) << all.error().text();
  std::string out;
  for (const auto& one : *all)
    out += one.host + ":" + std::to_string(one.port) + "@" + std::to_string(one.line) + " " +
           std::string(to_id(one.how)) + " ";
  EXPECT_EQ(out, "a.example.org:443@1 url b.example.org:8443@1 url c.example.org:443@2 url ");
}

TEST(Har, what_is_none_is_an_error) {
  const struct {
    const char* name;
    std::string text;
    const char* error;
  } cases[] = {
      {"no_json", "{\"log\": {\"entries\": [}", "no JSON"},
      {"cut_off", "{\"log\": {\"entries\": [{\"request\": {\"url\": \"https://a.example.org", "no JSON"},
      {"another_json", "{\"entries\": []}", "no log with entries"},
      {"a_list", "[]", "no log with entries"},
      {"a_text", "\"log\"", "no log with entries"},
      {"nested_without_end", std::string(100'000, '['), "nested too deep"},
      {"nothing", "", "no JSON"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto read = read_har(one.text);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "bad-har");
    EXPECT_NE(read.error().detail.find(one.error), std::string::npos) << read.error().detail;
  }
  EXPECT_TRUE(read_har(R"({"log": {"entries": []}})")->empty());
}

}  // namespace
}  // namespace rehearse::machine
