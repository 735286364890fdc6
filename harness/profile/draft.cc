#include "profile/draft.h"

#include <algorithm>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "base/ascii.h"
#include "base/printable.h"
#include "profile/reading.h"

namespace rehearse::profile {
namespace {

constexpr std::size_t kLongestComment = 300;

std::string quoted(const std::string& text) {
  YAML::Emitter out;
  out << YAML::DoubleQuoted << text;
  return out.c_str();
}

// `${` in what was found means these two characters.
std::string literal(std::string text) {
  for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at + 3)) text.insert(at, "$");
  return quoted(text);
}

// A block keeps every line as it is; the first must not begin with a blank.
std::string block(const std::string& text, std::string_view indent) {
  std::string out = "|\n";
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out += fmt::format("{}{}\n", indent, text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string authority(const Authority& from, std::string_view key) {
  std::string out = fmt::format("  {}:\n    name: {}\n", key, literal(from.name.text()));
  if (!from.key_id.empty()) out += fmt::format("    key_id: {}\n", quoted(from.key_id));
  if (from.fingerprint) out += fmt::format("    fingerprint: {}\n", from.fingerprint->hex());
  return out;
}

std::string expect_of(const Draft& draft) {
  std::string out = "# How to recognise the new certificate";
  out += draft.expect_comment.empty() ? ".\n" : ": " + printable(draft.expect_comment) + ".\n";
  out += "expect:\n";
  if (draft.expect.issuer) out += authority(*draft.expect.issuer, "issuer");
  if (draft.expect.anchor) out += authority(*draft.expect.anchor, "anchor");
  for (const auto& fingerprint : draft.expect.fingerprints)
    out += fmt::format("  fingerprint: {}  # of the server's certificate itself\n", fingerprint.hex());
  return out;
}

std::string change_of(const Draft& draft) {
  std::string out =
      "\n# Which hosts the notice is about; without it every endpoint. `replaces` tells the old certificate "
      "from the "
      "new\n# one.\n";
  if (draft.names.empty())
    return out + "# change:\n#   names: ['*.example.com']\n#   replaces: {issuer: Old CA}\n";
  out += "# The announced certificate covers these names:\n# change:\n#   names:\n";
  for (const auto& name : draft.names) out += fmt::format("#     - {}\n", quoted(name));
  return out + "#   replaces: {issuer: Old CA}\n";
}

std::string targets_of(const Draft& draft) {
  std::string out =
      "\n# Where every endpoint is tried: what serves now, and where the new certificate already is.\n";
  out += "targets:\n  production:\n  staging:\n";
  if (draft.hosts.empty()) {
    out += "    # redirect: akamai-staging              # found in DNS; or one of\n";
    out += "    # redirect: {address: 203.0.113.7}\n    # redirect: {host: tls-test.example.com}\n";
    out += "    # redirect: {hosts: staging.hosts}\n";
  } else {
    out += fmt::format("    redirect:\n      hosts: {}\n", literal(draft.hosts));
  }
  return out;
}

std::string call_of(const DraftCall& call) {
  std::string out;
  if (!call.comment.empty()) out += fmt::format("      # {}\n", printable(call.comment));
  out += fmt::format("      - name: {}\n", quoted(call.name));
  if (!call.curl.empty()) {
    out += "        curl: " + block(call.curl, "          ");
  } else if (!call.body.empty()) {
    out += fmt::format("        kind: soap\n        path: {}\n", literal(call.soap_path));
    if (!call.action.empty()) out += fmt::format("        action: {}\n", literal(call.action));
    out +=
        "        # safe: true                        # if it changes nothing: else it runs with "
        "--allow-unsafe only\n";
    out += "        body: " + block(call.body, "          ");
  } else {
    out += fmt::format("        path: {}\n", literal(call.path));
  }
  return out;
}

std::string endpoints_of(const Draft& draft) {
  std::string out = "\n# What the integration calls.\nendpoints:\n";
  for (const auto& endpoint : draft.endpoints) {
    out += fmt::format("  {}:\n    url: {}\n", endpoint.name, literal(endpoint.url));
    if (!endpoint.calls.empty()) out += "    calls:\n";
    for (const auto& call : endpoint.calls) out += call_of(call);
    for (const auto& one : endpoint.left_out)
      out += fmt::format("      # left out: {}\n", printable(one, kLongestComment));
  }
  return out;
}

std::string stores_of(const Draft& draft) {
  std::string out =
      "\n# The trust stores that the integration uses, and the client that uses each: a Java key store, the "
      "bundle of "
      "an\n# HTTP library, the system's.\nstores:\n";
  for (const auto& store : draft.stores) {
    out += fmt::format("  {}:\n", quoted(store.name));
    if (store.path.empty()) {
      out += "    system: true\n    # client: curl                          # whose rules apply\n";
    } else {
      out += fmt::format("    path: {}\n    # client: java-17                       # whose rules apply\n",
                         literal(store.path));
    }
  }
  return out;
}

constexpr std::string_view kWindow =
    "\n# The vendor's window: trust is judged at its start and at its end. Without it, as of now.\n"
    "# maintenance:\n#   from: 2026-12-12 01:00\n#   to: 2026-12-12 11:00\n#   zone: America/Los_Angeles\n\n";

}  // namespace

std::string free_name(std::string_view wish, std::vector<std::string>& taken) {
  constexpr std::size_t kLongest = 50;
  std::string base;
  for (const char c : wish.substr(0, kLongest))
    base += is_ascii_alphanumeric(c) || c == '.' || c == '_' || c == '-' ? c : '-';
  while (base.starts_with('-') || base.starts_with('.')) base.erase(0, 1);
  if (!is_showable_name(base)) base = "call";
  auto name = base;
  for (int number = 2; std::ranges::count(taken, name) > 0; ++number)
    name = fmt::format("{}-{}", base, number);
  taken.push_back(name);
  return name;
}

std::string to_yaml(const Draft& draft) {
  std::string out = fmt::format("rehearsal:\n  title: {}\n", literal(draft.title));
  out += kWindow;
  return out + expect_of(draft) + change_of(draft) + targets_of(draft) + endpoints_of(draft) +
         stores_of(draft);
}

}  // namespace rehearse::profile
