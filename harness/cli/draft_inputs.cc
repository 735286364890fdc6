#include "cli/draft_inputs.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hostname.h"
#include "base/url.h"
#include "call/wsdl.h"
#include "cli/check_inputs.h"
#include "profile/pasted_commands.h"
#include "route/hosts_file.h"

namespace rehearse::cli {
namespace {

class Drafting {
 public:
  explicit Drafting(const InitArguments& asked) : x_asked(asked) {}

  Result<profile::Draft> go() {
    using Step = Result<void> (Drafting::*)();
    for (const Step step : {&Drafting::read_expect, &Drafting::read_urls, &Drafting::read_curl,
                            &Drafting::read_wsdl, &Drafting::read_hosts}) {
      if (auto done = (this->*step)(); !done) return std::unexpected(std::move(done.error()));
    }
    if (x_out.endpoints.empty())
      return fail("no-endpoint", "nothing to call: give URLs, --curl, --wsdl or --hosts");
    if (auto done = read_stores(); !done) return std::unexpected(std::move(done.error()));
    x_out.title =
        x_asked.title.empty() ? "The certificate of " + x_hosts.front() + " changes" : x_asked.title;
    return std::move(x_out);
  }

 private:
  // The endpoint of that host, made where there is none.
  profile::DraftEndpoint& endpoint_at(const Url& url) {
    const auto address = "https://" + url.authority() + "/";
    const auto found = std::ranges::find(x_out.endpoints, address, &profile::DraftEndpoint::url);
    if (found != x_out.endpoints.end()) return *found;
    x_hosts.push_back(url.host);
    const auto name = profile::free_name(url.host.substr(0, url.host.find('.')), x_endpoint_names);
    return x_out.endpoints.emplace_back(name, address, std::vector<profile::DraftCall>());
  }

  // Its own within the endpoint.
  static std::string call_name(const profile::DraftEndpoint& endpoint, std::string_view wish) {
    std::vector<std::string> taken;
    for (const auto& call : endpoint.calls) taken.push_back(call.name);
    return profile::free_name(wish, taken);
  }

  Result<void> read_expect() {
    if (!x_asked.chain.empty()) return read_chain_file();
    if (x_asked.issuer.empty() && x_asked.anchor.empty()) {
      return fail(
          "no-expect",
          "how is the new certificate recognised? Give --chain FILE, or --issuer and --anchor as the notice "
          "names them");
    }
    const auto take = [](const std::string& text, std::optional<profile::Authority>& to) -> Result<void> {
      if (text.empty()) return {};
      auto name = parse_distinguished_name(text.find('=') == std::string::npos ? "CN=" + text : text);
      if (!name) return std::unexpected(std::move(name.error()));
      to = profile::Authority{.name = *std::move(name), .key_id = {}, .fingerprint = {}};
      return {};
    };
    if (auto taken = take(x_asked.issuer, x_out.expect.issuer); !taken) return taken;
    if (auto taken = take(x_asked.anchor, x_out.expect.anchor); !taken) return taken;
    x_out.expect_comment = "as the notice names it";
    return {};
  }

  Result<void> read_chain_file() {
    const auto chain = read_chain(x_asked.chain);
    if (!chain) return std::unexpected(chain.error());
    x_out.expect_comment = "from " + x_asked.chain;
    const bool has_leaf = !chain->front()->is_ca;
    const auto authorities = cert::Chain(chain->begin() + (has_leaf ? 1 : 0), chain->end());
    auto& expect = x_out.expect;
    if (has_leaf) {
      const auto& leaf = *chain->front();
      expect.issuer = {.name = leaf.issuer, .key_id = leaf.authority_key_id, .fingerprint = {}};
      expect.fingerprints = {leaf.sha256};
      x_out.names = leaf.dns_names;
    }
    if (authorities.empty()) return {};
    if (!has_leaf) expect.issuer = as_authority(*authorities.front());
    const auto& top = *authorities.back();
    if (top.is_self_issued()) {
      expect.anchor = as_authority(top);
    } else {
      expect.anchor = {.name = top.issuer, .key_id = top.authority_key_id, .fingerprint = {}};
    }
    return {};
  }

  static profile::Authority as_authority(const cert::Certificate& from) {
    return {.name = from.subject, .key_id = from.subject_key_id, .fingerprint = from.sha256};
  }

  Result<void> read_urls() {
    for (const auto& text : x_asked.urls) {
      const auto url = parse_url(text);
      if (!url) return std::unexpected(Error(url.error()).in(text));
      auto& endpoint = endpoint_at(*url);
      const auto path = url->path_query.substr(0, url->path_query.find('?'));
      const auto last = path.find_last_not_of('/');
      const auto word = last == std::string::npos ? "root" : path.substr(path.rfind('/', last) + 1);
      endpoint.calls.push_back(
          {.name = call_name(endpoint, word.substr(0, word.find('/'))), .path = url->path_query});
    }
    return {};
  }

  Result<void> read_curl() {
    for (const auto& file : x_asked.curl) {
      const auto text = read_file(file);
      if (!text) return std::unexpected(text.error());
      const auto commands = profile::commands_in(*text);
      if (commands.empty()) return fail("no-curl", file + ": no line begins with curl");
      for (const auto& command : commands) {
        if (auto taken = take_command(command); !taken)
          return std::unexpected(std::move(taken.error()).in(file));
      }
    }
    return {};
  }

  // Where it goes; the loader reads the rest.
  Result<void> take_command(const std::string& command) {
    constexpr std::string_view kScheme = "https://";
    const auto begin = command.find(kScheme);
    if (begin == std::string::npos) return fail("bad-url", "a curl command without an https URL: " + command);
    const auto end = std::min(command.find_first_of("/?#'\" \n\\", begin + kScheme.size()), command.size());
    const auto url = parse_url(command.substr(begin, end - begin));
    if (!url) return std::unexpected(Error(url.error()).in(command.substr(begin, end - begin)));
    auto& endpoint = endpoint_at(*url);
    endpoint.calls.push_back({.name = call_name(endpoint, "curl"),
                              .curl = command,
                              .comment = "as it was pasted: put ${env:NAME} in the place of what logs in"});
    return {};
  }

  Result<void> read_wsdl() {
    for (const auto& file : x_asked.wsdl) {
      const auto text = read_file(file);
      if (!text) return std::unexpected(text.error());
      const auto ports = call::read_wsdl(*text);
      if (!ports) return std::unexpected(Error(ports.error()).in(file));
      for (const auto& port : *ports) {
        if (auto taken = take_port(port); !taken) return std::unexpected(std::move(taken.error()).in(file));
      }
    }
    return {};
  }

  // The document itself is the call that changes nothing.
  Result<void> take_port(const call::WsdlPort& port) {
    const auto url = parse_url(port.address);
    if (!url)
      return std::unexpected(Error(url.error()).in("the address of port " + port.name + ", " + port.address));
    auto& endpoint = endpoint_at(*url);
    const auto path = url->path_query.substr(0, url->path_query.find('?'));
    endpoint.calls.push_back({.name = call_name(endpoint, "wsdl"), .path = path + "?wsdl"});
    for (const auto& operation : port.operations) {
      auto envelope = call::empty_envelope(operation, port.soap12);
      if (!envelope) {
        endpoint.left_out.push_back("operation '" + operation.name + "': " + envelope.error().detail);
        continue;
      }
      endpoint.calls.push_back({.name = call_name(endpoint, operation.name + (port.soap12 ? "-12" : "")),
                                .soap_path = path,
                                .body = *std::move(envelope),
                                .action = operation.action});
    }
    return {};
  }

  Result<void> read_hosts() {
    if (x_asked.hosts.empty()) return {};
    const auto text = read_file(x_asked.hosts);
    if (!text) return std::unexpected(text.error());
    const auto lines = route::parse_hosts(*text);
    if (!lines) return std::unexpected(Error(lines.error()).in(x_asked.hosts));
    x_out.hosts = beside_output(x_asked.hosts);
    // Several lines behind `hosts:` are the text itself, and no path.
    if (x_out.hosts.find_first_of("\n\r") != std::string::npos)
      return fail("bad-path", x_out.hosts + ": a profile names no hosts file with a line end in its path");
    if (!x_out.endpoints.empty()) return {};
    for (const auto& line : *lines) {
      for (const auto& name : line.names) {
        const bool is_local = name.find('.') == std::string::npos || name.starts_with("ip6-");
        const auto url = is_local ? fail("bad-url", name) : parse_url("https://" + name + "/");
        if (url) endpoint_at(*url);
      }
    }
    return {};
  }

  // A path of a profile is relative to the profile.
  std::string beside_output(const std::string& path) const {
    if (x_asked.output.empty() || std::filesystem::path(path).is_absolute()) return path;
    const auto folder = std::filesystem::absolute(x_asked.output).parent_path();
    return std::filesystem::absolute(path).lexically_proximate(folder).string();
  }

  Result<void> read_stores() {
    std::vector<std::string> taken;
    for (const auto& text : x_asked.stores) {
      const auto equals = text.find('=');
      const auto path = equals == std::string::npos ? text : text.substr(equals + 1);
      if (path.empty()) return fail("no-path", "--store " + text + ": no path");
      const auto wish =
          equals == std::string::npos ? std::filesystem::path(path).stem().string() : text.substr(0, equals);
      x_out.stores.push_back(
          {profile::free_name(wish, taken), path == "system" ? std::string() : beside_output(path)});
    }
    if (x_out.stores.empty()) x_out.stores.push_back({"system", ""});
    return {};
  }

  const InitArguments& x_asked;
  profile::Draft x_out;
  std::vector<std::string> x_hosts;
  std::vector<std::string> x_endpoint_names;
};

}  // namespace

Result<profile::Draft> draft_of(const InitArguments& asked) {
  return Drafting(asked).go();
}

}  // namespace rehearse::cli
