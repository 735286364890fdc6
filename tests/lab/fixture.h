#pragma once

#include <string>
#include <vector>

#include "cert/mint.h"
#include "lab/client.h"
#include "lab/tls.h"

namespace rehearse::lab {

/// A noon well within every certificate below.
inline constexpr Instant kNoon =
    Instant(std::chrono::sys_days(std::chrono::year(2018) / 12 / 12)) + std::chrono::hours(12);

inline cert::Mint asked(const std::string& cn) {
  cert::Mint out;
  out.subject = {{{"CN", cn}}};
  out.not_before = kNoon - std::chrono::days(100);
  out.not_after = kNoon + std::chrono::days(100);
  return out;
}

/// A root, minted once a test program.
inline const cert::Minted& root() {
  static const cert::Minted minted = [] {
    auto what = asked("Test Root CA");
    what.kind = cert::Mint::Kind::authority;
    return cert::mint(what, nullptr).value();
  }();
  return minted;
}

/// An identity for `name`: a leaf under root(), and whatever else is to be sent.
inline Identity identity(const std::string& name, const cert::Chain& behind = {}) {
  auto what = asked(name);
  what.dns_names = {name};
  return present({name}, cert::mint(what, &root()).value(), behind);
}

template <class Server>
Dial dial(const Server& server, const std::string& sni) {
  return {.address = server.address(), .port = server.port(), .sni = sni};
}

inline std::string cn_of(const Met& met) {
  return met.chain.empty() ? "" : met.chain.front()->subject.short_name();
}

/// One request that asks the server to close afterwards.
inline std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n";
}

}  // namespace rehearse::lab
