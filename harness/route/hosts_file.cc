#include "route/hosts_file.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/hostname.h"

namespace rehearse::route {
namespace {

// The C library's isspace() in the C locale; a line feed never gets here.
constexpr std::string_view kSpace = " \t\r\v\f";

std::vector<std::string_view> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  return rehearse::words_of(line, kSpace);
}

// The words of every line that has some, with its number. Ends early when `take` says so.
void each_line(
    std::string_view text,
    const std::function<bool(std::size_t line, const std::vector<std::string_view>& words)>& take) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!words.empty() && !take(number, words)) return;
  }
}

Result<HostsLine> strict_line(std::size_t number, const std::vector<std::string_view>& words) {
  auto address = Address::parse(words[0]);
  // Brackets are for URLs; the C library would skip such a line without a word.
  if (!address || words[0].starts_with('[')) {
    return fail("bad-hosts-file", fmt::format("line {}: '{}' is not an IP address", number, words[0]));
  }
  if (words.size() == 1) {
    return fail("bad-hosts-file", fmt::format("line {}: no name after {}", number, words[0]));
  }
  HostsLine out{*address, {}, number};
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!is_dns_name(words[i])) {
      return fail("bad-hosts-file", fmt::format("line {}: '{}' is not a host name", number, words[i]));
    }
    out.names.push_back(normal_host(words[i]));
  }
  return out;
}

}  // namespace

Result<std::vector<HostsLine>> parse_hosts(std::string_view text) {
  Result<std::vector<HostsLine>> out;
  each_line(text, [&](std::size_t number, const std::vector<std::string_view>& words) {
    auto line = strict_line(number, words);
    if (line) {
      out->push_back(std::move(*line));
    } else {
      out = std::unexpected(std::move(line.error()));
    }
    return out.has_value();
  });
  return out;
}

std::vector<HostsLine> readable_hosts(std::string_view text) {
  std::vector<HostsLine> out;
  each_line(text, [&](std::size_t number, const std::vector<std::string_view>& words) {
    auto address = Address::parse(words[0]);
    if (!address || words[0].starts_with('[')) return true;
    HostsLine line{*address, {}, number};
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (is_dns_name(words[i])) line.names.push_back(normal_host(words[i]));
    }
    if (!line.names.empty()) out.push_back(std::move(line));
    return true;
  });
  return out;
}

}  // namespace rehearse::route
