// Answers that are meant to hurt whoever reads them: each is a finding or a failed assert, in bounded memory.

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/sanitizer.h"
#include "e2e/edge_case.h"

namespace rehearse::e2e {
namespace {

using testing::HasSubstr;

constexpr const char* kXml = "text/xml; charset=utf-8";
constexpr const char* kJson = "application/json";
constexpr const char* kAskXml = "xpath: 'string-length(/*) > 0'";
constexpr const char* kAskJson = "json: '. != null'";

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

// 100 MB of nothing, as gzip makes it of them: 100 kB.
std::string gzip_bomb() {
  return Process({"/bin/sh", "-c", "head -c 100000000 /dev/zero | gzip -9"}, {{"PATH", "/usr/bin:/bin"}})
      .wait()
      .out;
}

std::string laughs() {
  std::string out = "<!DOCTYPE l [<!ENTITY l0 \"ha\">";
  for (int i = 1; i < 10; ++i) {
    out += "<!ENTITY l" + std::to_string(i) + " \"" + repeat("&l" + std::to_string(i - 1) + ";", 10) + "\">";
  }
  return out + "]><l>&l9;</l>";
}

std::string in_utf_16(std::string_view ascii) {
  std::string out = "\xff\xfe";
  for (const char c : ascii) out += {c, '\0'};
  return out;
}

// What the verdict is where asserts decide.
const std::map<std::string, std::string> kVerdicts = {
    {"assert-failed", "will-break"}, {"over-limit", "inconclusive"}, {"no-answer", "inconclusive"}};

struct Hostile {
  const char* name;
  lab::HttpResponse (*answer)();  ///< made when its turn comes: what this process has counts for its children
  const char* asks;
  const char* outcome;
  const char* detail;
  const char* body_limit = "1MiB";
  const char* call_says = "";  ///< more keys of the call
};

lab::HttpResponse answer(const char* type, std::string body) {
  return {.status = 200, .headers = {{"Content-Type", type}}, .body = std::move(body)};
}

lab::HttpResponse bytes(std::string raw) {
  return {.raw = std::move(raw), .then = lab::HttpResponse::Then::close};
}

lab::HttpResponse zipped() {
  auto out = answer(kJson, gzip_bomb());
  out.headers.emplace_back("Content-Encoding", "gzip");
  return out;
}

const std::string kChunked =
    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n";

const Hostile kRows[] = {
    {"an_entity_that_is_a_file",
     [] { return answer(kXml, "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>"); },
     kAskXml, "over-limit", "DOCTYPE"},
    {"an_entity_that_is_a_url",
     [] { return answer(kXml, "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/x.dtd\"><a>x</a>"); }, kAskXml,
     "over-limit", "DOCTYPE"},
    {"a_billion_laughs", [] { return answer(kXml, laughs()); }, kAskXml, "over-limit", "DOCTYPE"},
    {"deep_xml", [] { return answer(kXml, repeat("<a>", 100'000) + repeat("</a>", 100'000)); }, kAskXml,
     "over-limit", "depth"},
    {"deep_json", [] { return answer(kJson, repeat("[", 200'000) + repeat("]", 200'000)); }, kAskJson,
     "over-limit", "deep"},
    {"many_attributes", [] { return answer(kXml, "<a" + repeat(" b='c'", 100'000) + "/>"); }, kAskXml,
     "over-limit", "1000 attributes"},
    {"fifty_megabytes", [] { return answer(kJson, "[\"" + std::string(50U << 20, 'x') + "\"]"); }, kAskJson,
     "over-limit", ""},
    {"fifty_megabytes_that_are_let_in_as_json",
     [] { return answer(kJson, "[\"" + std::string(50U << 20, 'x') + "\"]"); }, kAskJson, "over-limit",
     "over the limit", "64MiB"},
    {"fifty_megabytes_that_are_let_in_as_xml",
     [] { return answer(kXml, "<a>" + std::string(50U << 20, 'x') + "</a>"); }, kAskXml, "over-limit",
     "over the limit", "64MiB"},
    {"fifty_megabytes_of_chunks",
     [] { return bytes(kChunked + repeat("400\r\n" + std::string(1024, 'x') + "\r\n", 50U << 10)); }, kAskXml,
     "over-limit", ""},
    {"utf_16_that_says_utf_8", [] { return answer(kXml, in_utf_16("<a>x</a>")); }, kAskXml, "over-limit",
     "UTF-16"},
    {"utf_16_json", [] { return answer(kJson, in_utf_16("[1]")); }, kAskJson, "assert-failed", "UTF-16"},
    {"latin_1_json_that_says_utf_8",
     [] { return answer("application/json; charset=utf-8", "[\"caf\xe9\"]"); }, kAskJson, "assert-failed",
     "column 7"},
    {"a_charset_that_there_is_not",
     [] { return answer(kXml, "<?xml version='1.0' encoding='x-nobody'?><a>x</a>"); }, kAskXml, "over-limit",
     "x-nobody"},
    {"a_gzip_bomb_that_nobody_asked_for", zipped, kAskJson, "assert-failed", "a body in gzip"},
    {"a_gzip_bomb", zipped, kAskJson, "over-limit", "body-over-limit", "1MiB",
     "headers: {Accept-Encoding: gzip}, "},
    {"a_chunk_of_a_negative_size", [] { return bytes(kChunked + "-1\r\nabc\r\n0\r\n\r\n"); }, kAskXml,
     "no-answer", ""},
    {"a_chunk_of_an_endless_size", [] { return bytes(kChunked + "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n"); },
     kAskXml, "no-answer", ""},
    {"chunks_that_are_not_there", [] { return bytes(kChunked + "{\"a\":1}"); }, kAskXml, "no-answer", ""},
    {"a_length_and_another",
     [] { return bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 90\r\n\r\n<a>x</a>"); },
     kAskXml, "no-answer", ""},
    {"a_hundred_thousand_informations",
     [] { return bytes(repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 100'000)); }, kAskXml, "over-limit", ""},
};

// The most that rehearse has here without an answer is some 40 MB, sanitizers apart.
constexpr long kMostMemory_KiB = (call::kSanitized ? 2000 : 300) * 1024L;

TEST(HostileAnswers, EachIsSaidInBoundedMemory) {
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    Rehearsal it;
    answers(row.answer())(it);
    it.limits = std::string("total: 10s, body: ") + row.body_limit;
    it.calls =
        std::string("[{name: ping, path: /, must: pass, ") + row.call_says + "expect: {" + row.asks + "}}]";
    const auto ran = it.run();
    EXPECT_EQ(ran.ended.signal, 0);
    EXPECT_NE(ran.ended.exit, 0);
    const auto& call = ran.report.at("routes").at(1).at("calls").at(0);
    EXPECT_EQ(call.at("outcome"), row.outcome);
    EXPECT_THAT(call.at("detail").get<std::string>(), HasSubstr(row.detail));
    EXPECT_EQ(ran.report.at("verdict"), kVerdicts.at(row.outcome));
    EXPECT_LT(ran.ended.peak_kib, kMostMemory_KiB);
  }
}

TEST(EncodedAnswers, WhatACallAcceptsIsRead) {
  const auto zip =
      Process({"/bin/sh", "-c", "printf '{\"ok\":true}' | gzip"}, {{"PATH", "/usr/bin:/bin"}}).wait().out;
  for (const auto* accepts : {"gzip", "gzip, deflate, br", "GZIP;q=1"}) {
    SCOPED_TRACE(accepts);
    Rehearsal it;
    answers({.status = 200, .headers = {{"Content-Encoding", "gzip"}}, .body = zip})(it);
    it.calls = std::string("[{name: ping, path: /, must: pass, headers: {Accept-Encoding: '") + accepts +
               "'}, expect: {json: .ok}}]";
    EXPECT_EQ(it.run().report.at("verdict"), "ready");
  }
}

}  // namespace
}  // namespace rehearse::e2e
