#include "launch/rights.h"

#include <array>
#include <cstddef>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rehearse::launch {

void give_up_rights() {
  constexpr std::array kRights = {CAP_SYS_ADMIN, CAP_SYS_PTRACE, CAP_SYS_MODULE, CAP_SYS_RAWIO,
                                  CAP_NET_ADMIN, CAP_MKNOD,      CAP_BPF,        CAP_PERFMON};
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, 2> held{};
  if (syscall(SYS_capget, &header, held.data()) != 0) return;
  for (const auto right : kRights) {
    prctl(PR_CAPBSET_DROP, right, 0, 0, 0);  // without the right to do so there is nothing to drop
    const auto bit = ~(1U << (static_cast<unsigned>(right) % 32));
    auto& half = held.at(static_cast<std::size_t>(right) / 32);
    half.effective &= bit;
    half.permitted &= bit;
    half.inheritable &= bit;
  }
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  syscall(SYS_capset, &header, held.data());
}

}  // namespace rehearse::launch
