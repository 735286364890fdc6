#pragma once

#include <cstdint>
#include <string_view>

namespace rehearse::launch {

/// How a program is led to the staged machines, the best way first.
enum class Via : std::uint8_t {
  hosts,        ///< a hosts file of its own, and every connect() asked about
  netns,        ///< a network of its own, in which there are these hosts and nothing else
  hosts_blind,  ///< a hosts file that leads straight to the staged machines: nothing is seen
  proxy         ///< a proxy that it is told of by its environment: who asks none is neither led nor seen
};
/// "hosts-blind"
std::string_view to_id(Via via);

}  // namespace rehearse::launch
