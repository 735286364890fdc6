#include "call/json_document.h"

#include <cstdint>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace rehearse::call {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = 4U << 20;
constexpr std::size_t kMaxMessage = 300;

// Follows a text to its end and keeps nothing of it but how deep it is.
class Reader final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(Json::binary_t&) override { return true; }
  bool key(std::string&) override { return true; }
  bool start_object(std::size_t) override { return enter(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    constexpr int kNumberOverflow = 406;  // it is JSON, and beyond what we count in
    is_beyond = error.id == kNumberOverflow;
    // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    const std::string_view what = error.what();
    const auto end = what.find("] ");
    problem = what.substr(end == std::string_view::npos ? 0 : end + 2).substr(0, kMaxMessage);
    return false;
  }

  bool too_deep = false;
  bool is_beyond = false;
  std::string problem;

 private:
  bool enter() {
    too_deep = ++x_depth > kMaxJsonDepth;
    return !too_deep;
  }
  bool leave() {
    --x_depth;
    return true;
  }
  std::size_t x_depth = 0;
};

}  // namespace

std::optional<Error> json_problem(std::string_view text) {
  if (text.size() > kMaxBytes) {
    return Error{
        "json-over-limit", fmt::format("{} bytes, over the limit of {}", text.size(), kMaxBytes), {}};
  }
  // nlohmann takes a NUL for the end of the text.
  if (text.find('\0') != std::string_view::npos) {
    return Error{"not-json", "binary, or text in UTF-16", {}};
  }
  if (text.empty()) return Error{"not-json", "empty", {}};
  Reader reader;
  if (Json::sax_parse(text.begin(), text.end(), &reader)) return {};
  if (reader.too_deep) return Error{"json-over-limit", fmt::format("nested over {} deep", kMaxJsonDepth), {}};
  return Error{reader.is_beyond ? "json-over-limit" : "not-json", reader.problem, {}};
}

}  // namespace rehearse::call
