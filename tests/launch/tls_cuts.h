#pragma once
// What must hold of every connection, however it comes over the wire.

#include <cstddef>
#include <ostream>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

#include "launch/tls_pair.h"
#include "launch/tls_watch.h"

namespace rehearse::launch {

inline void PrintTo(Outcome outcome, std::ostream* out) {
  *out << to_id(outcome);
}

/// Each chunk again in pieces of the sizes that `size` gives.
template <class Size>
Wire cut(const Wire& wire, Size size) {
  Wire out;
  for (const auto& [from, bytes] : wire) {
    for (std::size_t at = 0; at < bytes.size();) {
      out.push_back({from, bytes.substr(at, size())});
      at += out.back().bytes.size();
    }
  }
  return out;
}

inline Wire cut_to_bytes(const Wire& wire) {
  return cut(wire, [] { return std::size_t{1}; });
}

inline auto tied(const Watched& w) {
  return std::tie(w.sni, w.hello, w.version, w.alpn, w.alert, w.server_alert, w.certificates, w.outcome);
}

inline void expect_same_however_it_is_cut(const Wire& wire) {
  const auto whole = watch(wire);
  const auto by_bytes = watch(cut_to_bytes(wire));
  EXPECT_EQ(tied(by_bytes), tied(whole)) << to_id(by_bytes.outcome) << ", " << to_id(whole.outcome);
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    std::uniform_int_distribution<std::size_t> size(1, std::size_t{1} << i % 10);
    const auto pieces = watch(cut(wire, [&] { return size(random); }));
    EXPECT_EQ(tied(pieces), tied(whole)) << to_id(pieces.outcome) << ", " << to_id(whole.outcome);
  }
}

/// What is decided may not be told otherwise by anything that comes later.
inline void expect_decided_for_good(const Wire& wire) {
  const auto last = watch(wire);
  TlsWatch watch;
  for (const auto& [from, bytes] : cut_to_bytes(wire)) {
    from == Chunk::From::client ? watch.from_client(bytes) : watch.from_server(bytes);
    ASSERT_TRUE(!watch.is_decided() || watch.ended().outcome == last.outcome) << to_id(last.outcome);
  }
}

}  // namespace rehearse::launch
