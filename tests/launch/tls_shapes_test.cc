// What other clients than OpenSSL write, by the lengths that were measured of them, and what no client
// writes.

#include <ostream>
#include <string>

#include <gmock/gmock.h>

#include "launch/tls_bytes.h"
#include "launch/tls_cuts.h"
#include "launch/tls_pair.h"
#include "launch/tls_watch.h"

namespace rehearse::launch {

namespace {

using enum Outcome;
using enum Chunk::From;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr unsigned kSha256 = 0x1301, kSha384 = 0x1302, kFatal = 2, kWarning = 1;

struct Shape {
  const char* name;
  std::string flight;  // of the server, after a ClientHello
  std::string answer;  // of the client
  Outcome outcome;
  std::optional<int> alert = {};
  std::string after = {};  // of the server, at last
};
void PrintTo(const Shape& row, std::ostream* out) {
  *out << row.name;
}

Wire wire_of(const Shape& row) {
  return {{client, client_hello(server_name("api.example.com"))},
          {server, row.flight},
          {client, row.answer},
          {server, row.after}};
}

const Shape kTls13[] = {
    {"openssl_refuses", flight13(), alert(kFatal, 48), refused, 48},
    {"openssl_refuses_behind_a_cipher_change", flight13(), change_cipher() + alert(kFatal, 48), refused, 48},
    {"go_refuses", flight13(), change_cipher() + data(19), refused},
    {"java_refuses", flight13(), change_cipher() + data(35), refused},
    {"java_refuses_sha384", flight13(kSha384), change_cipher() + data(35), refused},
    {"java_accepts", flight13(), change_cipher() + data(69) + data(133), accepted},
    {"java_accepts_sha384", flight13(kSha384), change_cipher() + data(85) + data(133), accepted},
    {"java_has_no_certificate_to_show", flight13(), change_cipher() + data(41) + data(69) + data(133),
     accepted},
    {"java_finishes_and_says_goodbye", flight13(), change_cipher() + data(69) + data(35),
     closed_after_handshake},
    {"java_sends_so_little_that_it_looks_like_go", flight13(), change_cipher() + data(69) + data(19),
     accepted},
    {"node_refuses", flight13(), "", closed_silent},
    {"only_a_cipher_change_comes", flight13(), change_cipher(), closed_silent},
    {"wget_refuses", flight13(), change_cipher() + data(53), closed_after_handshake},
    {"wget_refuses_sha384", flight13(kSha384), change_cipher() + data(69), closed_after_handshake},
    {"wget_shows_a_certificate_and_refuses", flight13(), change_cipher() + data(815) + data(281) + data(53),
     closed_after_handshake},
    {"chromium_keeps_a_connection_to_spare", flight13(), change_cipher() + data(53), closed_after_handshake},
    {"chromium_closes_the_one_to_spare", flight13(), change_cipher() + data(53) + data(19),
     closed_after_handshake},
    {"chromium_accepts", flight13(), change_cipher() + data(53) + data(91) + data(500), accepted},
    {"a_small_request_looks_like_javas_alert", flight13(), change_cipher() + data(53) + data(35), accepted},
    {"two_small_records_may_be_two_goodbyes", flight13(), change_cipher() + data(53) + data(19) + data(19),
     unknown},
    {"data_between_two_small_records", flight13(),
     change_cipher() + data(53) + data(19) + data(40) + data(19), accepted},
    {"has_no_certificate_to_show", flight13(), change_cipher() + data(25) + data(53) + data(100), accepted},
    {"shows_a_certificate", flight13(), change_cipher() + data(1615) + data(281) + data(53) + data(100),
     accepted},
    {"certificate_and_finished_in_one_record", flight13(), change_cipher() + data(1140) + data(100), unknown},
    {"another_padding", flight13(), change_cipher() + data(60) + data(100), unknown},
    {"two_records_and_no_finished", flight13(), change_cipher() + data(19) + data(19), unknown},
    {"a_suite_of_a_short_tag", flight13(0x1305), change_cipher() + data(45) + data(53) + data(100), unknown},
    {"a_finished_of_the_other_hash", flight13(kSha384), change_cipher() + data(53) + data(100), unknown},
    {"says_goodbye_in_the_handshake", flight13(), alert(kWarning, 0), closed, 0},
    {"cancels_in_the_handshake", flight13(), alert(kWarning, 90) + alert(kWarning, 0), closed, 90},
    {"cancels_and_says_why", flight13(), alert(kWarning, 90) + alert(kFatal, 42), refused, 42},
    {"resumes",
     server_hello({.suite = kSha256, .extensions = extension(41, number(0, 2))}) + data(38) + data(53),
     data(53) + data(100), resumed},
    {"only_a_hello_came_of_the_server", server_hello({}), "", unknown},
    {"refuses_the_servers_hello", server_hello({}), alert(kFatal, 47), refused, 47},
    {"closes_before_the_server_answers", "", "", unknown},
    {"gives_up_before_the_server_answers", "", alert(kWarning, 0), unknown, 0},
    {"refuses_a_retry", retry_request(), alert(kFatal, 47), unknown, 47},
    {"sends_no_second_hello", retry_request() + change_cipher(), "", unknown},
};

const Shape kTls12[] = {
    {"go_refuses", flight12(), alert(kFatal, 42), refused, 42},
    {"chromium_and_java_refuse", flight12(), alert(kFatal, 46), refused, 46},
    {"node_and_wget_refuse", flight12(), finish12(), closed_after_handshake},
    {"wget_refuses_and_says_goodbye", flight12(), finish12() + record(21, 26), closed_after_handshake},
    {"accepts", flight12(), finish12() + data(40), accepted},
    {"answers_nothing", flight12(), "", closed_silent},
    {"breaks_off_before_it_finished", flight12(), handshake(16, "key"), closed_silent},
    {"an_alert_behind_the_cipher_change_is_encrypted", flight12(), finish12() + alert(kFatal, 48),
     closed_after_handshake},
    {"says_goodbye_in_the_handshake", flight12(), alert(kWarning, 0), closed, 0},
    {"resumes", server_hello({.version = 0x0303}) + change_cipher() + record(22, 40),
     change_cipher() + record(22, 40) + data(99), resumed},
    {"resumes_with_a_new_ticket",
     server_hello({.version = 0x0303}) + handshake(4, "ticket") + change_cipher(), "", resumed},
    {"has_a_suite_without_certificates", server_hello({.version = 0x0303}) + handshake(14, ""),
     finish12() + data(40), resumed},
    {"the_flight_breaks_off", server_hello({.version = 0x0303}), "", unknown},
    {"the_flight_breaks_off_in_the_certificate",
     server_hello({.version = 0x0303}) + record(22, message(11, "certificate").substr(0, 8)), "", unknown},
    {"the_server_ends_it_after_its_flight", flight12(), "", server_refused, {}, alert(kFatal, 80)},
    {"the_server_ends_it_before_its_certificate", server_hello({.version = 0x0303}) + alert(kFatal, 40), "",
     server_refused},
    {"the_server_refuses", alert(kFatal, 40), "", server_refused},
    {"the_server_warns_and_goes_on", alert(kWarning, 112) + flight12(), "", closed_silent},
    {"tls_10", server_hello({.version = 0x0301}) + handshake(11, "x") + handshake(14, ""), alert(kFatal, 70),
     refused, 70},
};

const Shape kHostile[] = {
    {"the_server_is_no_tls", "HTTP/1.1 400 Bad Request\r\n", "", unknown},
    {"a_version_nobody_knows", server_hello({.version = 0x0305}) + handshake(11, "x"), finish12() + data(99),
     unknown},
    {"a_server_hello_that_breaks_off", handshake(2, std::string(20, 'r')), data(53) + data(99), unknown},
    {"a_server_hello_that_breaks_off_and_an_alert",
     handshake(2, std::string(20, 'r')),
     "",
     unknown,
     {},
     alert(kFatal, 40)},
    {"a_certificate_before_the_hello_of_12", handshake(11, "x") + server_hello({.version = 0x0303}), "",
     unknown},
    {"a_certificate_behind_the_hello_of_13", record(22, server_hello({}).substr(5) + message(11, "x")), "",
     unknown},
    {"a_message_of_16_megabytes_behind_the_certificate",
     server_hello({.version = 0x0303}) + handshake(11, "x") + record(22, "\x0D\xFF\xFF\xFF"),
     finish12() + data(99), unknown},
    {"extensions_longer_than_their_message", handshake(2, std::string(38, '\x03')), data(53) + data(99),
     unknown},
    {"a_message_of_16_megabytes", record(22, "\x0B\xFF\xFF\xFF"), "", unknown},
    {"a_record_of_no_bytes", flight13(), std::string("\x17\x03\x03\x00\x00", 5) + data(53) + data(99),
     unknown},
    {"a_record_that_is_too_long", flight13(), data(53) + "\x17\x03\x03\x48\x01", unknown},
    {"garbage_behind_the_servers_flight", flight12() + "garbage", finish12() + data(99), unknown},
    {"garbage_after_the_finished", flight13(), data(53) + "garbage" + data(99), unknown},
    {"garbage_after_data", flight13(), data(53) + data(99) + "garbage", accepted},
    {"half_a_header", flight13(), "\x17\x03", closed_silent},
    {"half_an_alert", flight13(), alert(kFatal, 48).substr(0, 6), closed_silent},
    {"a_plain_message_after_the_hello_of_13", flight13(), handshake(16, std::string(15, 'k')), unknown},
    {"an_alert_of_three_bytes", flight13(), record(21, 3), unknown},
    {"data_before_the_cipher_change_of_12", flight12(), data(40), unknown},
    {"data_before_any_certificate_of_12", server_hello({.version = 0x0303}), finish12() + data(40), unknown},
    {"data_before_any_certificate_of_13", server_hello({}), data(53) + data(40), unknown},
    {"a_second_client_hello_in_13", flight13(), client_hello(), unknown},
};

class HandMade : public testing::TestWithParam<Shape> {};

TEST_P(HandMade, is_told_by_its_shape) {
  const auto seen = watch(wire_of(GetParam()));
  EXPECT_EQ(seen.outcome, GetParam().outcome);
  EXPECT_EQ(seen.alert, GetParam().alert);
  EXPECT_EQ(seen.sni, "api.example.com");
}

TEST_P(HandMade, is_the_same_however_it_is_cut) {
  expect_same_however_it_is_cut(wire_of(GetParam()));
  expect_decided_for_good(wire_of(GetParam()));
}

// Every beginning of the client's answer is an end that it may have.
TEST_P(HandMade, is_accepted_only_with_data) {
  auto row = GetParam();
  const auto whole = row.answer;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    row.answer = whole.substr(0, size);
    const auto outcome = watch(wire_of(row)).outcome;
    ASSERT_TRUE(outcome != accepted || GetParam().outcome == accepted) << size;
  }
}

std::string row_name(const testing::TestParamInfo<Shape>& row) {
  return row.param.name;
}
INSTANTIATE_TEST_SUITE_P(Tls13, HandMade, testing::ValuesIn(kTls13), row_name);
INSTANTIATE_TEST_SUITE_P(Tls12, HandMade, testing::ValuesIn(kTls12), row_name);
INSTANTIATE_TEST_SUITE_P(Hostile, HandMade, testing::ValuesIn(kHostile), row_name);

Watched of_client(const std::string& bytes) {
  return watch({{client, bytes}});
}

TEST(TlsHello, is_read_across_records) {
  const auto whole = client_hello_message(server_name("api.example.com") + protocols({"h2", "http/1.1"}));
  std::string records;
  for (const char c : whole) records += record(22, std::string(1, c));
  const auto seen = of_client(records);
  EXPECT_TRUE(seen.hello);
  EXPECT_EQ(seen.sni, "api.example.com");
  EXPECT_THAT(seen.alpn, ElementsAre("h2", "http/1.1"));
}

TEST(TlsHello, is_not_seen_before_its_last_byte) {
  const auto whole = client_hello(server_name("api.example.com"));
  EXPECT_FALSE(of_client(whole.substr(0, whole.size() - 1)).hello);
  EXPECT_TRUE(of_client(whole).hello);
}

TEST(TlsHello, keeps_the_name_and_the_protocols_of_the_first_one) {
  const auto seen = watch({{client, client_hello(server_name("one.example.com"))},
                           {server, retry_request()},
                           {client, client_hello(server_name("two.example.com"))},
                           {server, flight13()}});
  EXPECT_EQ(seen.sni, "one.example.com");
}

TEST(TlsHello, may_have_no_extensions_at_all) {
  auto body = client_hello_message({}).substr(4);
  const auto seen = of_client(handshake(1, body.substr(0, body.size() - 2)));
  EXPECT_TRUE(seen.hello);
  EXPECT_EQ(seen.sni, std::nullopt);
  EXPECT_THAT(seen.alpn, IsEmpty());
}

struct Hello {
  const char* name;
  std::string extensions;
};
const Hello kHostileHellos[] = {
    {"a_name_of_another_kind", extension(0, counted(number(7, 1) + counted("x", 2), 2))},
    {"a_name_that_breaks_off", extension(0, counted(number(0, 1) + number(500, 2) + "x", 2))},
    {"an_empty_list_of_names", extension(0, counted("", 2))},
    {"an_empty_name_extension", extension(0, "")},
    {"a_protocol_that_breaks_off", extension(16, counted("\x09h2", 2))},
    {"an_empty_list_of_protocols", extension(16, counted("", 2))},
};

TEST(TlsHello, takes_what_breaks_off_for_nothing) {
  for (const auto& [name, extensions] : kHostileHellos) {
    const auto seen = of_client(client_hello(extensions));
    EXPECT_TRUE(seen.hello) << name;
    EXPECT_EQ(seen.sni, std::nullopt) << name;
    EXPECT_THAT(seen.alpn, IsEmpty()) << name;
  }
}

TEST(TlsHello, is_no_hello_where_its_lengths_are_wrong) {
  const auto whole = client_hello_message(server_name("api.example.com")).substr(4);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const bool is_without_extensions = size == client_hello_message({}).size() - 6;
    EXPECT_EQ(of_client(handshake(1, whole.substr(0, size))).hello, is_without_extensions) << size;
  }
  EXPECT_FALSE(of_client(handshake(1, whole + "x")).hello);
  EXPECT_FALSE(of_client(client_hello(number(23, 2) + number(99, 2))).hello);
}

TEST(TlsHello, is_the_first_message_or_none) {
  const auto whole = client_hello_message(server_name("api.example.com")).substr(4);
  EXPECT_FALSE(of_client(handshake(3, whole)).hello);
  EXPECT_FALSE(of_client(handshake(1, "no hello") + handshake(1, whole)).hello);
}

TEST(TlsHello, keeps_64_protocols) {
  const std::vector<std::string> many(5000, "p");
  EXPECT_EQ(of_client(client_hello(protocols(many))).alpn.size(), 64U);
}

TEST(TlsHello, of_more_than_64_kilobytes_is_not_read) {
  const auto long_one = client_hello_message(extension(99, std::string(65000, 'x')));
  const auto longer = message(1, std::string(65537, 'x'));
  for (const auto& [text, is_read] : {std::pair(long_one, true), std::pair(longer, false)}) {
    std::string records;
    for (std::size_t at = 0; at < text.size(); at += 16384) records += record(22, text.substr(at, 16384));
    EXPECT_EQ(of_client(records).hello, is_read);
  }
}

TEST(TlsWatch, takes_no_server_hello_for_an_answer_to_no_hello) {
  const auto half = record(22, client_hello_message({}).substr(0, 40));
  EXPECT_EQ(watch({{server, flight13()}, {client, client_hello()}, {client, data(53) + data(99)}}).outcome,
            unknown);
  EXPECT_EQ(watch({{client, half}, {server, flight13()}, {client, data(53) + data(99)}}).outcome, unknown);
}

TEST(TlsWatch, begins_at_the_last_server_hello) {
  const Wire wire = {
      {client, client_hello() + alert(1, 0)}, {server, flight13()}, {client, data(53) + data(99)}};
  EXPECT_EQ(watch(wire).outcome, accepted);
}

// Data that is sent at once, before the server chose, looks like data after the handshake.
TEST(TlsWatch, takes_no_early_data_for_an_answer) {
  const auto hello = client_hello(extension(42, ""));
  EXPECT_EQ(
      watch({{client, hello + data(500)}, {server, flight13()}, {client, data(53) + data(500)}}).outcome,
      unknown);
  EXPECT_EQ(watch({{client, hello + data(500)}, {server, flight13()}, {client, alert(2, 48)}}).outcome,
            refused);
}

TEST(TlsWatch, tells_other_protocols) {
  const std::pair<std::string, Outcome> rows[] = {
      {"GET / HTTP/1.1\r\n\r\n", not_tls},
      {"G", not_tls},
      {"\x16GET", not_tls},
      {std::string("\x16\x03\x01\x00\x00", 5), not_tls},
      {"SSH-2.0-OpenSSH_9.2\r\n", not_tls},
      {"", unknown},
      {"\x16\x03\x01", unknown},
      {std::string("\x80\x2E\x01\x03\x01", 5), unknown},  // the hello of SSL 2.0
      {alert(2, 40), unknown},
      {handshake(2, "no client says this"), unknown},
      {data(100) + data(100), unknown},
  };
  for (const auto& [bytes, outcome] : rows) {
    EXPECT_EQ(of_client(bytes).outcome, outcome) << bytes;
    expect_decided_for_good({{client, bytes}});
  }
  // A server that speaks first.
  EXPECT_EQ(watch({{server, "220 mail\r\n"}, {client, "EHLO x\r\n"}}).outcome, not_tls);
}

bool is_decided(const Wire& wire) {
  TlsWatch watch;
  for (const auto& [from, bytes] : wire) from == client ? watch.from_client(bytes) : watch.from_server(bytes);
  return watch.is_decided();
}

TEST(TlsWatch, decides_as_soon_as_it_can) {
  const Wire start = {{client, client_hello()}, {server, flight13()}};
  const auto then = [&](const std::string& bytes) {
    auto wire = start;
    wire.push_back({client, bytes});
    return is_decided(wire);
  };
  EXPECT_FALSE(is_decided(start));
  EXPECT_FALSE(then(change_cipher() + data(53)));
  EXPECT_FALSE(then(data(53) + data(19)));
  EXPECT_FALSE(then(data(53) + data(19) + data(19)));
  EXPECT_TRUE(then(data(53) + data(18)));
  EXPECT_FALSE(then(data(19)));  // its Finished may follow
  EXPECT_TRUE(then(alert(2, 48)));
  EXPECT_FALSE(then(alert(1, 0)));
  EXPECT_TRUE(then("garbage"));
  EXPECT_TRUE(is_decided({{client, "GET"}}));
  EXPECT_TRUE(is_decided({{client, client_hello()}, {server, flight12()}, {client, finish12() + data(1)}}));
  // The header of the data is enough.
  EXPECT_TRUE(then(data(53) + data(9000).substr(0, 5)));
}

TEST(TlsWatch, holds_the_certificate_message) {
  const auto body = counted(counted("leaf", 3) + counted("issuer", 3), 3);
  const auto certificate = message(11, body);
  auto flight = server_hello({.version = 0x0303}) + record(22, certificate.substr(0, 3)) +
                record(22, certificate.substr(3) + message(14, ""));
  const auto seen = watch({{client, client_hello()}, {server, flight}});
  EXPECT_EQ(seen.certificates, body);
  EXPECT_EQ(seen.version, "TLSv1.2");
  EXPECT_EQ(seen.outcome, closed_silent);
}

TEST(TlsWatch, names_every_outcome) {
  EXPECT_EQ(to_id(closed_after_handshake), "closed-after-handshake");
  EXPECT_EQ(to_id(not_tls), "not-tls");
}

}  // namespace
}  // namespace rehearse::launch
