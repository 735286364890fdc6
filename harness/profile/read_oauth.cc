// oauth of an endpoint: the call that asks for a token, and what the others do with it.
// Source: RFC 6749 sections 2.3.1 (how a client says who it is) and 4.4 (client credentials).

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/base64.h"
#include "profile/sections.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 6> kOauth = {"url",   "client_id", "client_secret",
                                                    "scope", "audience",  "auth"};
constexpr std::array<std::string_view, 2> kAuth = {"body", "basic"};
constexpr std::string_view kAuthorization = "authorization";

struct Client {
  SecretText id;
  SecretText secret;
};

// It is encoded here and now, so nothing can be filled in later.
SecretText read_credential(Reading& reading, const std::optional<Value>& value) {
  if (!value) return {};
  auto text = read_secret(reading, *value).value_or(SecretText());
  if (!rehearse::places_in(text).empty())
    complain_quietly(reading, *value, "bad-variable",
                     "a text or ${env:NAME}: {{name}} is not filled in here");
  return text;
}

SecretText all_secret(std::string bytes) {
  SecretText out;
  out.add_secret(std::move(bytes));
  return out;
}

SecretText basic(const Client& client) {
  const auto part = [](const SecretText& text) { return escaped(text.reveal(), Escape::percent); };
  SecretText out("Basic ");
  out.add_secret(base64(part(client.id) + ":" + part(client.secret)));
  return out;
}

void add_client(Call& call, const Client& client, bool is_basic) {
  if (!is_basic) {
    call.form.emplace_back("client_id", client.id);
    call.form.emplace_back("client_secret", client.secret);
    return;
  }
  call.headers.emplace_back("Authorization", basic(client));
  call.secrets = client.id.secrets();
  call.secrets.push_back(client.secret.reveal());
}

bool says_authorization(const Call& call) {
  const auto is = [](std::string_view name) { return same_ignoring_case(name, kAuthorization); };
  return std::ranges::any_of(call.headers, is, [](const auto& header) { return header.first; }) ||
         std::ranges::any_of(call.without, is);
}

void refuse_clash(Reading& reading, const Value& calls, std::size_t number, const Call& call) {
  const auto problem = [&](std::string_view what) {
    reading.problems.add(calls.node->items[number]->at, "duplicate-name",
                         fmt::format("{}: {}, as the endpoint's oauth makes one", calls.where, what));
  };
  if (call.name == kOauthCall) problem(fmt::format("a call '{}'", kOauthCall));
  if (std::ranges::count(call.captures, kOauthToken, &Capture::name) > 0)
    problem(fmt::format("a capture '{}'", kOauthToken));
}

}  // namespace

Call read_oauth(Reading& reading, const Value& value) {
  const KeyedMap map(reading, value, kOauth);
  Call out;
  out.name = kOauthCall;
  out.method = "POST";
  out.safe = true;  // a token is what the profile asks for
  out.headers = {{"Accept", SecretText("application/json")}};
  out.captures = {{.name = std::string(kOauthToken), .query = {Query::Kind::json, ".access_token"}}};
  if (const auto found = map.require("url")) {
    if (const auto url = read_url(reading, *found)) {
      out.url = SecretText(url->text());
      out.path = SecretText(url->path_query);
    }
  }
  const Client client{read_credential(reading, map.require("client_id")),
                      all_secret(read_credential(reading, map.require("client_secret")).reveal())};
  out.form.emplace_back("grant_type", SecretText("client_credentials"));
  for (const auto* key : {"scope", "audience"}) {
    const auto found = map.find(key);
    const auto text = found ? read_secret(reading, *found) : std::nullopt;
    if (text) out.form.emplace_back(key, *text);
  }
  const auto found = map.find("auth");
  add_client(out, client, found && read_choice(reading, *found, kAuth) == 1U);
  return out;
}

void put_first(Reading& reading, const std::optional<Value>& value, Call oauth, std::vector<Call>& calls) {
  SecretText bearer(fmt::format("Bearer {{{{{}}}}}", kOauthToken));
  for (std::size_t i = 0; i < calls.size(); ++i) {
    refuse_clash(reading, *value, i, calls[i]);
    if (!says_authorization(calls[i])) calls[i].headers.emplace_back("Authorization", bearer);
  }
  calls.insert(calls.begin(), std::move(oauth));
}

}  // namespace rehearse::profile
