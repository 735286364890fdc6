#include "lab/http.h"

#include <gtest/gtest.h>

namespace rehearse::lab {
namespace {

TEST(Header, is_found_whatever_its_case_and_the_first_wins) {
  HttpRequest request;
  request.headers = {{"X-One", "a"}, {"x-ONE", "b"}};
  EXPECT_EQ(request.header("x-one"), "a");
  EXPECT_EQ(request.header("x-on"), "");
}

TEST(Header, is_a_token_and_a_value_without_control_characters) {
  EXPECT_TRUE(is_header("X-Akamai-Staging", "ESSL"));
  EXPECT_TRUE(is_header("X", "a\tb \xc3\xbc"));
  EXPECT_FALSE(is_header("", "ESSL"));
  EXPECT_FALSE(is_header("X Y", "ESSL"));
  EXPECT_FALSE(is_header("X:", "ESSL"));
  EXPECT_FALSE(is_header("X", "a\r\nSet-Cookie: b"));
  EXPECT_FALSE(is_header("X", "a\x7f"));
}

struct Wire {
  const char* name;
  const char* method;
  HttpResponse response;
  const char* wire;
};
void PrintTo(const Wire& row, std::ostream* out) {
  *out << row.name;
}

HttpResponse made(int status, const std::string& body, Headers headers = {}) {
  HttpResponse out;
  out.status = status;
  out.body = body;
  out.headers = std::move(headers);
  return out;
}

HttpResponse last(HttpResponse response) {
  response.then = HttpResponse::Then::close;
  return response;
}

class ToWire : public testing::TestWithParam<Wire> {};

TEST_P(ToWire, is_as_written) {
  HttpRequest request;
  request.method = GetParam().method;
  EXPECT_EQ(to_wire(request, GetParam().response, {{"Via", "lab"}}), GetParam().wire);
}

const Wire kWires[] = {
    {"a_body_with_its_length", "GET", made(200, "abc", {{"A", "b"}}),
     "HTTP/1.1 200 OK\r\nA: b\r\nVia: lab\r\nContent-Length: 3\r\n\r\nabc"},
    {"an_empty_body_has_a_length_too", "GET", made(404, ""),
     "HTTP/1.1 404 Not Found\r\nVia: lab\r\nContent-Length: 0\r\n\r\n"},
    {"head_has_the_length_and_no_body", "HEAD", made(200, "abc"),
     "HTTP/1.1 200 OK\r\nVia: lab\r\nContent-Length: 3\r\n\r\n"},
    {"no_content_has_neither", "OPTIONS", made(204, "abc"), "HTTP/1.1 204 No Content\r\nVia: lab\r\n\r\n"},
    {"a_length_given_stays", "GET", made(200, "abc", {{"content-length", "9"}}),
     "HTTP/1.1 200 OK\r\ncontent-length: 9\r\nVia: lab\r\n\r\nabc"},
    {"a_transfer_encoding_given_needs_no_length", "GET",
     made(200, "0\r\n\r\n", {{"Transfer-Encoding", "chunked"}}),
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nVia: lab\r\n\r\n0\r\n\r\n"},
    {"the_last_answer_says_so", "GET", last(made(200, "")),
     "HTTP/1.1 200 OK\r\nVia: lab\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
    {"an_unusual_status_has_some_reason", "GET", made(299, ""),
     "HTTP/1.1 299 Status\r\nVia: lab\r\nContent-Length: 0\r\n\r\n"},
};
INSTANTIATE_TEST_SUITE_P(Http, ToWire, testing::ValuesIn(kWires),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace rehearse::lab
