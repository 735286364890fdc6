#pragma once

#include <span>
#include <string_view>

namespace rehearse::report {

/// An id of the reports and what it says to a person, as the end of a sentence that began with the stage.
struct Words {
  std::string_view id;
  std::string_view text;
};

/// Every reason this build has words for, in alphabetical order. docs/report.md has the same rows.
std::span<const Words> all_words();

/// What `reason` says; the id itself where it is a newer one.
std::string_view in_words(std::string_view reason);

}  // namespace rehearse::report
