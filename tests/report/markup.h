#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rehearse::report::test {

std::size_t count(std::string_view text, std::string_view part);

/// Every value of an attribute, in the order of the page.
std::vector<std::string> values(const std::string& page, const std::string& attribute);

}  // namespace rehearse::report::test
