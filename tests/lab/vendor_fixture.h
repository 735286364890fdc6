#pragma once

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "lab/fixture.h"
#include "lab/lab.h"

namespace rehearse::lab {

inline constexpr Instant kWindow = std::chrono::sys_days(std::chrono::year(2018) / 12 / 12);

inline DistinguishedName named(const char* cn) {
  return {{{"CN", cn}}};
}

/// An authority as a notice names it; with `digest` it is narrowed to a key and a certificate.
inline profile::Authority said(const char* cn, std::optional<Sha256> digest = {}) {
  return {named(cn), digest ? "00" : "", digest};
}

inline profile::Endpoint endpoint(const std::string& name, const std::string& host,
                                  const std::string& path = "/v1/") {
  profile::Endpoint out;
  out.name = name;
  out.url = {host, 443, path};
  return out;
}

inline profile::Target target(const std::string& name, profile::Role role) {
  profile::Target out;
  out.name = name;
  out.role = role;
  return out;
}

/// Two hosts in the change and one outside, in production and staging, and a sandbox under other names.
inline profile::Profile example() {
  profile::Profile out;
  out.change.names = {"*.example.com"};
  out.change.except = {"static.example.com"};
  out.change.replaces.issuer = named("Old Issuing CA");
  out.expect.issuer = said("New Issuing CA");
  out.expect.anchor = said("New Root CA");
  out.expect.intermediates = profile::Intermediates::sent;
  out.maintenance = profile::Maintenance{kWindow, kWindow + std::chrono::hours(10), "UTC"};
  auto staging = target("staging", profile::Role::next);
  staging.prove = profile::Prove{"X-Staging", {"ESSL", "EdgeSuite"}};
  auto sandbox = target("sandbox", profile::Role::other);
  sandbox.redirect.host = {{"api.example.com", "API.sandbox.example.org."},
                           {"*", "rest.sandbox.example.org"}};
  out.targets = {target("production", profile::Role::today), staging, sandbox};
  out.endpoints = {endpoint("soap", "api.example.com", "/apps/services/a/91.0"),
                   endpoint("rest", "rest.example.com"), endpoint("static", "static.example.com")};
  return out;
}

inline Vendor start(const profile::Profile& profile) {
  return Vendor::start(profile, kWindow).value();
}

inline Dial dial(const Vendor& vendor, const std::string& target, const std::string& sni) {
  for (const auto& edge : vendor.edges()) {
    if (edge.target == target) return {.address = edge.address, .port = edge.port, .sni = sni};
  }
  ADD_FAILURE() << "no edge for " << target;
  return {.address = Address::parse("127.0.0.1").value()};
}

inline cert::Chain chain(const Vendor& vendor, const std::string& target, const std::string& sni) {
  auto out = meet(dial(vendor, target, sni), get("/v1/")).chain;
  EXPECT_FALSE(out.empty());
  return out;
}

}  // namespace rehearse::lab
