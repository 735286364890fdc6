#pragma once
// What happens between rehearse and the user's program: rehearse starts itself once more, and that process,
// which has one thread and nothing open, makes the namespaces, the filter and the reaper, and then the
// program.

#include <optional>
#include <string>
#include <vector>

#include "base/address.h"

namespace rehearse::launch {

/// What the stage is told.
struct StageOrders {
  int report = -1;            ///< a SEQPACKET socket that it reports on; of whoever gave the orders
  int hosts = -1;             ///< what is to lie over /etc/hosts, as a file that is open; none = nothing
  int nsswitch = -1;          ///< likewise over /etc/nsswitch.conf
  bool filter = false;        ///< every connect() is asked about
  bool bare = false;          ///< a namespace of processes where one is to be had, and nothing else
  bool network = false;       ///< a network of its own, in which there is nothing but loopback
  std::vector<Socket> doors;  ///< in that network: where somebody listens; handed over in this order
  std::vector<std::string> command;  ///< not empty
};

/// The command line by which rehearse starts itself as the stage.
std::vector<std::string> stage_arguments(const StageOrders& orders);

/// What the stage does, where these are its arguments; does not return then but for a failure, with its exit
/// code. To be asked first in main(), while there is one thread.
std::optional<int> stage_of(int argc, const char* const* argv);

}  // namespace rehearse::launch
