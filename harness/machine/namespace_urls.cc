#include "machine/namespace_urls.h"

#include <algorithm>

#include "machine/host_keys.h"
#include "machine/text_signs.h"

namespace rehearse::machine {
namespace {

constexpr auto kNowhere = std::string_view::npos;

// Who names namespaces like that, and serves nothing that a program calls there.
constexpr std::string_view kNamespaceHosts[] = {"docs.oasis-open.org",
                                                "java.sun.com",
                                                "ns.adobe.com",
                                                "purl.org",
                                                "schemas.android.com",
                                                "schemas.microsoft.com",
                                                "schemas.openxmlformats.org",
                                                "schemas.xmlsoap.org",
                                                "www.springframework.org",
                                                "www.w3.org",
                                                "xml.apache.org",
                                                "xmlns.jcp.org",
                                                "xmlns.oracle.com",
                                                "ws.apache.org"};

}  // namespace

bool is_namespace_host(std::string_view host) {
  return std::ranges::count(kNamespaceHosts, host) > 0;
}

// QName("http://...", "login"), setHeader("SOAPAction", "http://...")
bool is_after_namespace_word(std::string_view text, std::string_view last, std::size_t from) {
  if (last.empty()) return false;
  const auto end = static_cast<std::size_t>(last.data() - text.data()) + last.size();
  if (from < end || from - end > 6) return false;
  const auto between = text.substr(end, from - end);
  if (!std::ranges::all_of(between,
                           [](char c) { return is_blank(c) || is_quote(c) || is_one_of(c, "(,\\"); }))
    return false;
  // In prose a blank stands between them: "the old namespace https://...".
  if (std::ranges::all_of(between, is_blank)) return false;
  return is_namespace_key(last) || last.ends_with("QName");
}

// Pairs of a namespace and where its schema lies: the first of each is not called.
bool is_in_schema_locations(std::string_view text, std::size_t from) {
  constexpr std::size_t kFar = 4096;
  const auto nearby = text.substr(from - std::min(from, kFar), std::min(from, kFar));
  const auto quote = nearby.find_last_of("\"'");
  if (quote == kNowhere || !(nearby.substr(0, quote).ends_with(":schemaLocation=") ||
                             nearby.substr(0, quote).ends_with(":schemaLocation=\\")))
    return false;
  std::size_t words = 0;
  bool in_word = false;
  for (const char c : nearby.substr(quote + 1)) {
    const bool is_space = is_blank(c) || c == '\n';
    if (!is_space && !in_word) ++words;
    in_word = !is_space;
  }
  return words % 2 == 0;
}

}  // namespace rehearse::machine
