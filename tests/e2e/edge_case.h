#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "e2e/nginx.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {

/// A row: one real server, one way to go wrong, and exactly what `rehearse run` must make of it.
struct EdgeCase {
  const char* name;
  std::function<void(Rehearsal&)> arrange;
  const char* verdict;
  const char* stage = "";   ///< the one that decided; empty = none failed
  const char* reason = "";  ///< empty = a plain ready
  const char* findings = "";
  int chain = -1;  ///< certificates seen on the staged edge; -1 = not said
  int alert = -1;  ///< its number; -1 = none
  /// JSON pointers into the report, and what stands there.
  struct Fact {
    const char* where;
    nlohmann::json value;
  };
  std::vector<Fact> facts = {};

  friend std::ostream& operator<<(std::ostream& out, const EdgeCase& it) { return out << it.name; }
};

/// Runs the row and holds everything in the report to it, and to what holds of every report.
void expect(const EdgeCase& row);

inline std::string name_of(const ::testing::TestParamInfo<EdgeCase>& row) {
  return row.param.name;
}

/// Arrangements for the staged edge.
using Arrange = std::function<void(Rehearsal&)>;
Arrange both(Arrange first, Arrange second);
/// It shows this.
Arrange shows(std::function<lab::Identity()> identity);
/// It shows the new chain and answers like this.
Arrange answers(lab::HttpResponse response);
/// It shows the new chain over TLS like this.
Arrange speaks(lab::TlsOptions tls);
Arrange is_rough(lab::Rough mode, std::string says = {});
/// A call whose asserts decide.
void must_pass(Rehearsal& it);

}  // namespace rehearse::e2e
