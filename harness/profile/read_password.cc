// password: of a store, of a client certificate.

#include <array>
#include <utility>

#include "profile/sections.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 1> kPassword = {"command"};

}  // namespace

Password read_password(Reading& reading, const Value& value) {
  Password out;
  if (value.node->kind == Node::Kind::map) {
    const KeyedMap map(reading, value, kPassword);
    if (const auto command = map.require("command")) {
      if (auto text = read_text(reading, *command)) out.command = std::move(text->text);
    }
    return out;
  }
  if (const auto text = read_secret(reading, value)) out.text.emplace().add_secret(text->reveal());
  return out;
}

}  // namespace rehearse::profile
