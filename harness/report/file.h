#pragma once

#include <string>

namespace rehearse::report {

/// A file of a report.
struct File {
  std::string name;
  std::string text;
};

}  // namespace rehearse::report
