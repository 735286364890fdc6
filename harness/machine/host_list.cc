#include "machine/host_list.h"

#include <algorithm>

#include "base/address.h"
#include "base/ascii.h"
#include "base/hostname.h"
#include "machine/scan_text.h"

namespace rehearse::machine {
namespace {

constexpr std::string_view kSpace = " \t\r\v\f,";

std::vector<std::string_view> words_of(std::string_view line) {
  // A number sign inside a URL is no comment.
  for (std::size_t at = 0; (at = line.find('#', at)) != std::string_view::npos; ++at) {
    if (at == 0 || kSpace.find(line[at - 1]) != std::string_view::npos) {
      line = line.substr(0, at);
      break;
    }
  }
  return rehearse::words_of(line, kSpace);
}

bool is_of_every_hosts_file(std::string_view name) {
  const auto host = normal_host(name);
  return host == "localhost" || host == "localhost.localdomain" || host.starts_with("ip6-") ||
         host == "broadcasthost";
}

}  // namespace

HostList read_host_list(std::string_view text) {
  HostList out;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    auto words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.size() > 1 && Address::parse(words.front())) {
      words.erase(words.begin());
      std::erase_if(words, is_of_every_hosts_file);
    }
    for (const auto word : words) {
      auto mention = read_host(word);
      if (mention) {
        mention->line = number;
        out.mentions.push_back(*std::move(mention));
      } else {
        out.unreadable.emplace_back(number, std::string(word));
      }
    }
  }
  return out;
}

}  // namespace rehearse::machine
