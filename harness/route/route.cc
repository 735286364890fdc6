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
    case Why::lab:
      return "lab";
  }
  return "dns";
}

std::string where(const Route& route) {
  return route.endpoint + "/" + route.target;
}

}  // namespace rehearse::route
