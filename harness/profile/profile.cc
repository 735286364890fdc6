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
  for (const auto& endpoint : endpoints) {
    for (const auto& call : endpoint.calls) {
      add(call.path);
      for (const auto& [name, value] : call.headers) add(value);
      add(call.body);
      add_all(call.expect.secrets);
    }
  }
  for (const auto& target : targets) {
    if (target.proxy) add(target.proxy->authorization);
  }
  for (const auto& store : stores) {
    if (store.password) add(*store.password);
  }
  return out;
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
