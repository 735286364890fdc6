// Property: any bytes are either a profile, or at least one problem, each with a place, an id and a text that
// a terminal can show. A profile keeps what its header promises.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "profile/load.h"

namespace {

using namespace rehearse;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_showable(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
  }
  return true;
}

void check(const std::vector<profile::Problem>& problems) {
  require(!problems.empty());
  for (const auto& problem : problems) {
    require(problem.line >= 1 && problem.column >= 1);
    require(!problem.id.empty() && !problem.text.empty());
    require(is_showable(problem.text));
  }
}

void check(const profile::Profile& profile) {
  require(!profile.title.empty());
  require(!profile.endpoints.empty() && !profile.stores.empty());
  bool next = false;
  for (const auto& target : profile.targets) next = next || target.role == profile::Role::next;
  require(next);
  for (const auto& endpoint : profile.endpoints)
    require(!endpoint.url.host.empty() && !endpoint.stores.empty());
  if (profile.maintenance) require(profile.maintenance->from < profile.maintenance->to);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  profile::LoadContext context;
  context.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "SET") return "value";
    return {};
  };
  context.read_file = [](const std::string& path) -> Result<std::string> {
    if (path.ends_with("there")) return std::string("${env:SET}\n");
    return fail("no-such-file", "no such file");
  };
  context.clients = {"openssl", "curl"};
  for (const auto unset : {profile::LoadContext::Unset::error, profile::LoadContext::Unset::stand_in}) {
    context.unset = unset;
    const auto loaded = profile::load(yaml, "folder/fuzz.yaml", context);
    if (loaded) {
      check(*loaded);
    } else {
      check(loaded.error());
    }
  }
  return 0;
}
