#include "machine/har.h"

#include <string>

#include <nlohmann/json.hpp>

#include "machine/scan_text.h"

namespace rehearse::machine {
namespace {

using Json = nlohmann::json;

// Follows the path log.entries[].request.url through the events of the parser. A level is an object or a
// list, and `key` the one that was read last in it.
class Reader : public nlohmann::json_sax<Json> {
 public:
  std::vector<Mention> mentions;
  std::string problem;
  bool has_entries = false;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    if (x_levels.size() == kEntry && is_at_entries()) ++x_entry;
    return enter();
  }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override {
    const bool goes_on = enter();
    has_entries = has_entries || (x_levels.size() == kEntry && is_at_entries());
    return goes_on;
  }
  bool end_array() override { return leave(); }
  bool key(string_t& text) override {
    x_levels.back() = text;
    return true;
  }
  bool string(string_t& text) override {
    const bool is_url = x_levels.size() == 5 && is_at_entries() &&
                        ((x_levels[3] == "request" && x_levels[4] == "url") ||
                         (x_levels[3] == "response" && x_levels[4] == "redirectURL"));
    if (is_url) take(text);
    return true;
  }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) override {
    problem = "is no JSON from byte " + std::to_string(at) + " on";
    return false;
  }

 private:
  static constexpr std::size_t kEntry = 3;  // inside the outermost object, log, and the list of entries

  bool is_at_entries() const { return x_levels[0] == "log" && x_levels[1] == "entries"; }
  bool enter() {
    constexpr std::size_t kDeepest = 512;
    x_levels.emplace_back();
    if (x_levels.size() <= kDeepest) return true;
    problem = "is nested too deep";
    return false;
  }
  bool leave() {
    x_levels.pop_back();
    return true;
  }
  void take(const std::string& text) {
    // A redirect to a path stays at the host; other schemes (data:, blob:, chrome-extension:) are no calls.
    auto mention = text.find("://") == std::string::npos ? fail("bad-host", "") : read_host(text);
    if (!mention) return;
    if (mention->how != How::plain_url) mention->how = How::url;
    mention->line = x_entry;
    mentions.push_back(*std::move(mention));
  }

  std::vector<std::string> x_levels;
  std::size_t x_entry = 0;
};

}  // namespace

Result<std::vector<Mention>> read_har(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  Reader reader;
  if (!Json::sax_parse(text.begin(), text.end(), &reader)) return fail("bad-har", reader.problem);
  if (!reader.has_entries) return fail("bad-har", "holds no log with entries");
  return std::move(reader.mentions);
}

}  // namespace rehearse::machine
