// Properties: what parses, written out again, parses to the same lines; what parses strictly is read alike by
// the forgiving reader; every address can be found under every name of its line; a refusal names a line.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "route/hosts_file.h"

namespace {

using rehearse::route::HostsLine;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string written(const std::vector<HostsLine>& lines) {
  std::string out;
  std::size_t number = 1;
  for (const auto& line : lines) {
    for (; number < line.line; ++number) out += '\n';
    out += line.address.text();
    for (const auto& name : line.names) out += ' ' + name;
  }
  return out;
}

bool same(const std::vector<HostsLine>& a, const std::vector<HostsLine>& b) {
  return std::ranges::equal(a, b, [](const HostsLine& x, const HostsLine& y) {
    return x.address == y.address && x.names == y.names && x.line == y.line;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto readable = rehearse::route::readable_hosts(text);
  for (const auto& line : readable) require(!line.names.empty() && line.line > 0);
  const auto lines = rehearse::route::parse_hosts(text);
  if (!lines) {
    require(lines.error().code == "bad-hosts-file" && lines.error().detail.starts_with("line "));
    return 0;
  }
  require(same(*lines, readable));
  const auto again = rehearse::route::parse_hosts(written(*lines));
  require(again && same(*lines, *again));
  return 0;
}
