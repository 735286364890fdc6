// A connection: pieces of what the client and the server send in turn, each behind its length in two bytes.
// Properties: where a chunk ends does not matter; what is decided stays; nobody accepts a certificate without
// a hello of both sides, and who was shown none made nothing of it.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "launch/tls_watch.h"

namespace {

using rehearse::launch::Outcome;
using rehearse::launch::TlsWatch;
using rehearse::launch::Watched;

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::string_view> pieces_of(std::string_view input) {
  std::vector<std::string_view> out;
  while (input.size() >= 2) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(input[i]); };
    const std::size_t length = static_cast<std::size_t>(byte(0)) << 8U | byte(1);
    out.push_back(input.substr(2, length));
    input.remove_prefix(2 + out.back().size());
  }
  return out;
}

auto tied(const Watched& w) {
  return std::tie(w.sni, w.hello, w.version, w.alpn, w.alert, w.server_alert, w.certificates, w.outcome);
}

void take(TlsWatch& watch, std::size_t turn, std::string_view bytes) {
  turn % 2 == 0 ? watch.from_client(bytes) : watch.from_server(bytes);
}

void check(const Watched& seen) {
  const bool is_about_certificate =
      seen.outcome == Outcome::accepted || seen.outcome == Outcome::closed_after_handshake ||
      seen.outcome == Outcome::closed_silent || seen.outcome == Outcome::resumed;
  require(!is_about_certificate || (seen.hello && !seen.version.empty()));
  require(seen.hello || (!seen.sni && seen.alpn.empty()));
  require(seen.certificates.size() <= std::size_t{64} * 1024);
  require(!rehearse::launch::to_id(seen.outcome).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto pieces = pieces_of(std::string_view(reinterpret_cast<const char*>(data), size));
  TlsWatch whole, by_bytes;
  for (std::size_t turn = 0; turn < pieces.size(); ++turn) {
    const bool was_decided = whole.is_decided();
    const auto before = was_decided ? whole.ended().outcome : Outcome::unknown;
    take(whole, turn, pieces[turn]);
    for (std::size_t i = 0; i < pieces[turn].size(); ++i) take(by_bytes, turn, pieces[turn].substr(i, 1));
    require(!was_decided || (whole.is_decided() && whole.ended().outcome == before));
    require(whole.is_decided() == by_bytes.is_decided());
  }
  const auto seen = whole.ended();
  require(tied(seen) == tied(by_bytes.ended()));
  check(seen);
  return 0;
}
