#include "route/route.h"

namespace rehearse::route {

std::string_view to_id(Why why) {
  switch (why) {
    case Why::dns:
      return "dns";
    case Why::literal:
      return "literal";
    case Why::hosts_file:
      return "hosts-file";
    case Why::override_:
      return "override";
    case Why::hosts_line:
      return "hosts-line";
    case Why::address:
      return "address";
    case Why::port:
      return "port";
    case Why::replaced_host:
      return "replaced-host";
    case Why::edge:
      return "edge";
    case Why::pem:
      return "pem";
    case Why::lab:
      return "lab";
  }
  return "dns";
}

std::string text_of(const std::vector<Alias>& aliases) {
  std::string out;
  const Alias* before = nullptr;
  for (const auto& alias : aliases) {
    const bool goes_on = before != nullptr && before->target == alias.name;
    if (!goes_on) out += (before == nullptr ? "" : ", ") + alias.name;
    out += " -> " + alias.target;
    before = &alias;
  }
  return out;
}

std::string where(const Route& route) {
  return route.endpoint + "/" + route.target + (route.without_sni ? " without SNI" : "");
}

}  // namespace rehearse::route
