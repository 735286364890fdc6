#pragma once
// Texts, and what is to be found in them.

#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "machine/scan_text.h"

namespace rehearse::machine {

// "api.vendor.com:8443 url, ${HOST} url ?, www.vendor.com name #": a question mark behind what is unfinished,
// a number sign behind what stands in a comment.
inline std::string found(std::string_view text, std::string_view file) {
  std::string out;
  for (const auto& one : scan_text(text, file, Domains({"*.vendor.com"})).mentions) {
    out += (out.empty() ? "" : ", ") + one.host;
    if (one.port != 443) out += ":" + std::to_string(one.port);
    out += " " + std::string(to_id(one.how));
    if (one.is_unfinished) out += " ?";
    if (one.in_comment) out += " #";
  }
  return out;
}

struct Case {
  const char* name;
  const char* file;
  std::string text;
  const char* found;
};

inline void check(std::span<const Case> cases) {
  for (const auto& one : cases) {
    SCOPED_TRACE(std::string(one.name) + ": " + one.text);
    EXPECT_EQ(found(one.text, one.file), one.found);
  }
}

}  // namespace rehearse::machine
