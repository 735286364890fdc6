// A pasted curl command makes the call that curl makes: both are run against one edge, and what arrived is
// compared.

#include <algorithm>
#include <mutex>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "e2e/authorities.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using testing::ElementsAre;

struct Case {
  const char* name;
  const char* command;
  const char* kind = "rest";
};

// One line each: what bash and curl make of it, rehearse has to.
const Case kCases[] = {
    {"a_url", "curl https://api.example.com/v1/ping"},
    {"a_url_behind_its_option", "curl --url https://api.example.com/v1/ping"},
    {"a_host_alone", "curl https://api.example.com"},
    {"a_host_and_a_query", "curl 'https://api.example.com?x=1&y=%20'"},
    {"a_host_in_capitals_and_its_port", "curl HTTPS://API.example.com:443/v1"},
    {"another_endpoint", "curl https://eu.example.com/v2/there"},
    {"a_fragment", "curl https://api.example.com/v1/ping?a=b#there"},
    {"no_pattern", "curl -g 'https://api.example.com/v1/[1-3]?f={a,b}'"},
    {"dots_as_they_are", "curl --path-as-is https://api.example.com/v1/../v2/./x"},
    {"a_form", "curl https://api.example.com/v1 -d a=b"},
    {"several_forms", "curl https://api.example.com/v1 -d a=b --data 'c=d e' --data-ascii f=%20 -dg"},
    {"an_empty_form", "curl https://api.example.com/v1 -d ''"},
    {"an_empty_form_before_another", "curl -d '' -d a=b https://api.example.com/v1"},
    {"raw_data", "curl https://api.example.com/v1 --data-raw '@x' --data-binary $'a\\nb'"},
    {"encoded",
     "curl https://api.example.com/v1 --data-urlencode 'a b&c' --data-urlencode '=x=y~' "
     "--data-urlencode $'n=\\u00fc +%/%20'"},
    {"compressed", "curl --compressed https://api.example.com/v1"},
    {"compressed_as_a_header_says",
     "curl --compressed -H 'accept-encoding: gzip' https://api.example.com/v1"},
    {"json", R"(curl https://api.example.com/v1 --json '{"a": 1}')"},
    {"json_in_pieces", R"(curl --json '{"a":' --json '1}' https://api.example.com/v1)"},
    {"json_of_a_media_type",
     "curl --json {} -H 'Accept: text/plain' -H 'content-type: application/x+json' "
     "https://api.example.com/v1"},
    {"json_behind_a_form", "curl -d a=b --json c -d d https://api.example.com/v1"},
    {"a_query_of_data", "curl -G -d a=b --data-urlencode 'c=d e' https://api.example.com/v1"},
    {"a_longer_query", "curl -G -d c=d 'https://api.example.com/v1?a=b'"},
    {"a_query_behind_an_ampersand", "curl -G -d c=d 'https://api.example.com/v1?a=b&'"},
    {"a_query_on_a_host", "curl --get -d c=d https://api.example.com"},
    {"a_query_before_a_fragment", "curl -G -d c=d 'https://api.example.com/v1#x'"},
    {"a_query_of_json", "curl -G --json c=d https://api.example.com/v1"},
    {"a_head", "curl -I https://api.example.com/v1"},
    {"a_head_with_a_query", "curl -IG -d a=b https://api.example.com/v1"},
    {"a_put", "curl -XPUT -H 'Content-Type: text/plain' -d x https://api.example.com/v1"},
    {"a_post_of_nothing", "curl -X POST https://api.example.com/v1"},
    {"a_delete", "curl --request DELETE https://api.example.com/v1/1"},
    {"a_get_with_a_body", "curl -X GET -d '{}' https://api.example.com/v1"},
    {"a_login", "curl -u 'me:pass word:1' https://api.example.com/v1"},
    {"a_login_of_no_password", "curl -ume: https://api.example.com/v1"},
    {"the_last_login", "curl -u a:b --user c:d https://api.example.com/v1"},
    {"a_login_beside_its_header", "curl -u a:b -H 'Authorization: Bearer x' https://api.example.com/v1"},
    {"a_login_taken_out", "curl -u a:b -H Authorization: https://api.example.com/v1"},
    {"an_agent_and_a_referer", "curl -A 'Mine/1.0 (x)' -e https://example.com/ https://api.example.com/v1"},
    {"an_agent_by_header", "curl -A Mine -H 'user-agent: Other' https://api.example.com/v1"},
    {"no_agent_and_no_accept", "curl -A '' -H Accept: https://api.example.com/v1"},
    {"an_agent_taken_out", "curl -A Mine -H User-Agent: https://api.example.com/v1"},
    {"cookies", "curl -b a=b --cookie 'c=d; e=f' https://api.example.com/v1"},
    {"cookies_beside_their_header", "curl -b a=b -H 'Cookie: c=d' https://api.example.com/v1"},
    {"an_empty_header", "curl -H 'X-Empty;' -H 'X-Gone:' -H 'X-Full:x' https://api.example.com/v1"},
    {"a_header_twice", "curl -H 'X-A: 1' -H 'X-A: 2' https://api.example.com/v1"},
    {"a_header_with_blanks", "curl -H 'X-A:   a  b' -H 'X-B: a;b:c' https://api.example.com/v1"},
    {"no_media_type", "curl -d a=b -H Content-Type: https://api.example.com/v1"},
    {"no_media_type_of_json", "curl --json {} -H Content-Type: https://api.example.com/v1"},
    {"options_in_one_word", "curl -sSvXPOST -da=b -m5 https://api.example.com/v1"},
    {"options_of_no_effect",
     "curl -q -s -S -i -f -N --http1.1 --basic --noproxy '*' --max-time 5 "
     "--connect-timeout 3 https://api.example.com/v1"},
    {"lines",
     "curl \\\n  -X POST \\\n  \"https://api.example.com/v1\" \\\n\t-H 'A: b'\\\n -d '' --data-raw "
     "'{\n  \"a\": \"b\"\n}'\n"},
    {"quotes", R"(c'ur'l "https://api.example.com/v1" -H "X-A: \"a\\b\$c\d" -H X-B:\ a\'b -d 'a"b\c'"d'e")"},
    {"a_comment", "# first\ncurl https://api.example.com/v1 # -d a=b\n"},
    {"ansi_c",
     R"(curl https://api.example.com/v1 --data-raw $'{"a":"it\'s \u0021 \u00e9 \x41\102\t\U0001f600"}')"},
    {"variables",
     "curl -u \"me:${env:PASSWORD}\" -H \"X-A: ${env:ODD}\" -d \"a=${env:ODD}\" --data-urlencode "
     "\"b=${env:ODD}\" https://api.example.com/v1/\"${env:PASSWORD}\""},
    {"soap",
     R"(curl -H 'Content-Type: text/xml; charset=utf-8' -H 'SOAPAction: "urn:x"' --data-binary )"
     R"('<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>' https://api.example.com/soap)",
     "soap"},
    {"soap_of_no_action", "curl -d '<x/>' https://api.example.com/soap", "soap"},
    {"as_a_browser_copies_it",
     "curl 'https://api.example.com/v1/accounts?page=1' \\\n"
     "  -H 'accept: application/json, text/plain, */*' \\\n"
     "  -H 'accept-language: en-GB,en;q=0.9' \\\n"
     "  -H 'authorization: Bearer abc.def' \\\n"
     "  -H 'content-type: application/json' \\\n"
     "  -b 'session=1234; theme=dark' \\\n"
     "  -H 'origin: https://app.example.com' \\\n"
     "  -H 'sec-ch-ua: \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"' \\\n"
     "  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \\\n"
     "  --data-raw $'{\"name\":\"O\\'Neil\\u0021\"}'"},
};

std::string yaml(const std::string& text) {
  return nlohmann::json(text).dump();
}

// "POST api.example.com/v1", its headers in order, its body. A host is one in any letters. Left
// out: the default User-Agent, which is each one's own, and the Content-Length of no body, which RFC 9110
// section 8.6 asks for and curl does not send.
std::vector<std::string> shown(const lab::HttpRequest& request) {
  std::vector<std::string> out;
  for (const auto& [name, value] : request.headers) {
    const bool is_default = value.starts_with("curl/") || value.starts_with("rehearse/");
    const bool is_nothing = same_ignoring_case(name, "content-length") && value == "0";
    const bool is_host = same_ignoring_case(name, "host");
    if (!is_default && !is_nothing)
      out.push_back(ascii_lower(name) + ": " + (is_host ? ascii_lower(value) : value));
  }
  std::ranges::sort(out);
  out.insert(out.begin(), request.method + " " + request.sni + request.target);
  out.push_back(request.body);
  return out;
}

class Curl : public ::testing::Test {
 protected:
  Curl() {
    auto certificate = server();
    certificate.dns_names = {kHost, "eu.example.com"};
    lab::EdgeOptions options;
    options.identities = {new_one().identity(certificate)};
    options.handler = [this](const lab::HttpRequest& request) {
      const std::scoped_lock lock(mutex);
      arrived.push_back(request);
      return lab::HttpResponse{.status = 404};
    };
    it.next = place(it.serve(std::move(options)));
    it.next_says = "credentials: send";
    it.more_endpoints = "  eu: {url: 'https://eu.example.com/', stores: main}\n";
    it.environment["PASSWORD"] = "pass-word-of-mine";
    it.environment["ODD"] = "a 'b\" -k &c";
  }

  std::vector<lab::HttpRequest> take_arrived() {
    const std::scoped_lock lock(mutex);
    return std::exchange(arrived, {});
  }

  // What curl sends. Where a profile has ${env:NAME}, the shell has ${NAME}.
  std::vector<std::string> sent_by_curl(std::string command) {
    for (auto at = command.find("${env:"); at != std::string::npos; at = command.find("${env:", at))
      command.erase(at + 2, 4);
    const auto script = "curl() { command curl -q -k --connect-to '::" + it.next + "' \"$@\" >/dev/null; }\n";
    auto environment = it.environment;
    environment["LC_ALL"] = "C.UTF-8";  // what bash makes of \u00e9 depends on it
    const auto ended = Process({"bash", "-c", script + command}, environment).wait();
    const auto seen = take_arrived();
    if (seen.size() == 1) return shown(seen.front());
    return {"curl made " + std::to_string(seen.size()) + " requests: " + ended.err};
  }

  std::mutex mutex;
  std::vector<lab::HttpRequest> arrived;
  Rehearsal it;  // its edges use what stands above
};

TEST_F(Curl, what_arrives_is_what_curl_sends) {
  if (access("/usr/bin/curl", X_OK) != 0) GTEST_SKIP() << "no curl on this machine";
  it.calls.clear();
  for (const auto& one : kCases) {
    it.calls += std::string(it.calls.empty() ? "[" : ", ") + "{name: " + one.name + ", kind: " + one.kind +
                ", safe: true, curl: " + yaml(one.command) + "}";
  }
  it.calls += "]";
  const auto ran = it.run();
  const auto seen = take_arrived();
  ASSERT_EQ(seen.size(), std::size(kCases)) << ran.ended.err << ran.ended.out;
  for (std::size_t i = 0; i < std::size(kCases); ++i)
    EXPECT_EQ(shown(seen[i]), sent_by_curl(kCases[i].command)) << kCases[i].name;
}

// Where the two differ, and mean to.
TEST_F(Curl, what_differs_is_what_the_manual_says) {
  it.calls =
      "[{name: browser, curl: " + yaml("curl https://api.example.com/v1 -H 'Connection: keep-alive'") + "}]";
  const auto ran = it.run();
  const auto seen = take_arrived();
  ASSERT_EQ(seen.size(), 1U) << ran.ended.err;
  EXPECT_THAT(shown(seen[0]),
              ElementsAre("GET api.example.com/v1", "accept: */*", "host: api.example.com", ""));
}

TEST_F(Curl, what_was_pasted_to_log_in_is_shown_nowhere) {
  it.calls = "[{name: a, safe: true, curl: " +
             yaml(
                 "curl -u me:written-out -b session=pasted-cookie -d \"p=${env:PASSWORD}\" "
                 "https://api.example.com/v1") +
             "}, {name: b, curl: " +
             yaml("curl -H 'Authorization: Bearer pasted-token' https://api.example.com/v1") +
             "}, {name: c, curl: " +
             yaml(
                 "curl -b 'lang=en; sid=cookie-of-two; at={{at}}' -H 'Authorization: Key half-{{at}}' "
                 "https://api.example.com/v1/cookie-of-two/half-") +
             "}]";
  it.more_sections = "variables: {at: 7}\n";
  it.arguments = {"-v"};
  const auto ran = it.run();
  const auto seen = take_arrived();
  ASSERT_EQ(seen.size(), 3U) << ran.ended.err;
  EXPECT_EQ(seen[1].header("Authorization"), "Bearer pasted-token");
  EXPECT_EQ(seen[2].header("Authorization"), "Key half-7");
  EXPECT_EQ(seen[2].header("Cookie"), "lang=en; sid=cookie-of-two; at=7");
  for (const auto* secret : {"written-out", "pasted-cookie", "word-of-mine", "pasted-token",
                             "bWU6d3JpdHRlbi1vdXQ=", "cookie-of-two", "half-"}) {
    for (const auto& text : {ran.ended.out, ran.ended.err, ran.json})
      EXPECT_EQ(text.find(secret), std::string::npos) << secret << "\n" << text;
  }
}

TEST_F(Curl, places_are_filled_in_and_stay_one_value) {
  it.more_sections = "variables: {id: 'a/b&c', server: 'https://eu.example.com'}\n";
  it.calls = "[{name: a, safe: true, curl: " +
             yaml("curl 'https://api.example.com/v1/{{id}}?x={{id}}' -d 'f={{id}}' -H 'X-Id: {{id}}'") +
             "}, {name: b, safe: true, curl: " +
             yaml("curl https://api.example.com/v1 --json '{\"id\":\"{{id}}\"}'") +
             "}, {name: c, curl: " + yaml("curl -G --data-urlencode 'n={{id}}' '{{server}}/v2'") + "}]";
  const auto ran = it.run();
  const auto seen = take_arrived();
  ASSERT_EQ(seen.size(), 3U) << ran.ended.err;
  EXPECT_EQ(seen[0].target, "/v1/a%2Fb%26c?x=a%2Fb%26c");
  EXPECT_EQ(seen[0].body, "f=a%2Fb%26c");
  EXPECT_EQ(seen[0].header("X-Id"), "a/b&c");
  EXPECT_EQ(seen[1].body, R"({"id":"a/b&c"})");
  EXPECT_EQ(seen[2].sni, "eu.example.com");
}

}  // namespace
}  // namespace rehearse::e2e
