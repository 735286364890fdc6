#include "report/markup.h"

namespace rehearse::report::test {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t out = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

std::vector<std::string> values(const std::string& page, const std::string& attribute) {
  std::vector<std::string> out;
  const std::string mark = " " + attribute + "=\"";
  for (auto at = page.find(mark); at != std::string::npos; at = page.find(mark, at + 1)) {
    const auto from = at + mark.size();
    out.push_back(page.substr(from, page.find('"', from) - from));
  }
  return out;
}

}  // namespace rehearse::report::test
