#include "report/html/chart.h"

#include <fmt/format.h>

namespace rehearse::report::html {

std::string number(double value) {
  return fmt::format("{:.1f}", value);
}

}  // namespace rehearse::report::html
