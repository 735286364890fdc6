#include "profile/profile.h"

#include <algorithm>

namespace rehearse::profile {

std::vector<std::string> Profile::secrets() const {
  std::vector<std::string> out;
  const auto add_all = [&](std::vector<std::string> secrets) {
    for (auto& secret : secrets) {
      const auto is = [&](const std::string& other) { return other == secret; };
      const bool known = std::ranges::any_of(out, is) || std::ranges::any_of(stand_ins, is);
      if (!secret.empty() && !known) out.push_back(std::move(secret));
    }
  };
  const auto add = [&](const SecretText& text) { add_all(text.secrets()); };
  for (const auto& [name, value] : variables) add(value);
  for (const auto& endpoint : endpoints) {
    for (const auto& call : endpoint.calls) {
      for (const auto* text : {&call.url, &call.path}) add(*text);
      for (const auto& [name, value] : call.query) add(value);
      for (const auto& [name, value] : call.form) add(value);
      for (const auto& [name, value] : call.headers) add(value);
      add(call.body);
      add_all(call.expect.secrets);
      add_all(call.secrets);
    }
  }
  for (const auto& target : targets) {
    if (target.proxy) add(target.proxy->authorization);
    if (target.certificate && target.certificate->password.text) add(*target.certificate->password.text);
  }
  for (const auto& store : stores) {
    if (store.password) add(*store.password);
  }
  return out;
}

std::vector<std::string> places_in(const Call& call) {
  std::vector<std::string> out;
  const auto add = [&](const SecretText& text) {
    for (auto& name : rehearse::places_in(text)) {
      if (std::ranges::count(out, name) == 0) out.push_back(std::move(name));
    }
  };
  for (const auto* text : {&call.url, &call.path, &call.body}) add(*text);
  for (const auto* pairs : {&call.query, &call.headers, &call.form}) {
    for (const auto& [name, value] : *pairs) add(value);
  }
  return out;
}

std::vector<Query> queries_of(const Call& call) {
  std::vector<Query> out;
  const auto& expect = call.expect;
  for (const auto& text : expect.json) out.push_back({Query::Kind::json, text});
  for (const auto& one : expect.pointers) out.push_back({Query::Kind::pointer, one.pointer});
  for (const auto& text : expect.xpath) out.push_back({Query::Kind::xpath, text});
  for (const auto& text : expect.matches) out.push_back({Query::Kind::matches, text});
  for (const auto& capture : call.captures) out.push_back(capture.query);
  return out;
}

std::string_view to_id(Query::Kind kind) {
  switch (kind) {
    case Query::Kind::json:
      return "json";
    case Query::Kind::pointer:
      return "pointer";
    case Query::Kind::xpath:
      return "xpath";
    case Query::Kind::header:
      return "header";
    case Query::Kind::matches:
      return "matches";
  }
  return "json";
}

std::string_view to_id(Role role) {
  switch (role) {
    case Role::today:
      return "today";
    case Role::next:
      return "next";
    case Role::other:
      return "other";
  }
  return "other";
}

std::string_view to_id(CallKind kind) {
  return kind == CallKind::soap ? "soap" : "rest";
}

std::string_view to_id(Store::Kind kind) {
  switch (kind) {
    case Store::Kind::path:
      return "path";
    case Store::Kind::system:
      return "system";
    case Store::Kind::java:
      return "java";
    case Store::Kind::certifi:
      return "certifi";
    case Store::Kind::node:
      return "node";
  }
  return "path";
}

}  // namespace rehearse::profile
