#pragma once

#include <string>
#include <vector>

#include "judge/run.h"

namespace rehearse::report::test {

/// The pieces that runs are made of: plain structs, filled in.
Instant instant(std::string_view rfc3339);

/// Its digest is that of its subject: the same name is the same certificate.
cert::CertificatePtr certificate(std::string subject, std::string issuer, std::string_view not_after);

/// Leaf for `host`, intermediate and root of an authority: "new" or "old".
cert::Chain chain(const std::string& host, const std::string& authority);

/// A profile's title, window and moment; no routes, no rows.
judge::Run bare_run(std::string title);

struct Edge {
  std::string endpoint;
  std::string host;
  std::string target;
  profile::Role role = profile::Role::next;
  std::string address;  ///< empty = unresolved
};

/// A route to `edge` and a finished handshake with `sent`.
judge::RouteReport route(const Edge& edge, cert::Chain sent);

/// What a row says besides where it stands.
struct Said {
  judge::Verdict verdict = judge::Verdict::ready;
  std::optional<judge::StageName> stage;
  std::string reason;
  std::string detail;
};

/// A row of store "name/client" for `edge`, stages and replay lines filled in.
judge::Row row(const Edge& edge, std::string_view store_and_client, Said said);

/// Summary and verdict as judge would count them.
void conclude(judge::Run& run);

}  // namespace rehearse::report::test
