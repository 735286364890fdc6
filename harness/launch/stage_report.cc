#include "launch/stage_report.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>

namespace rehearse::launch {

bool say(int socket, const StageMessage& message, int handed) {
  StageMessage copy = message;  // an iovec is never of what is const
  iovec part{.iov_base = &copy, .iov_len = sizeof copy};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (handed >= 0) {
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    cmsghdr* first = CMSG_FIRSTHDR(&header);
    first->cmsg_level = SOL_SOCKET;
    first->cmsg_type = SCM_RIGHTS;
    first->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(first), &handed, sizeof handed);
  }
  return sendmsg(socket, &header, MSG_NOSIGNAL) >= 0;
}

Result<StageReport> read_report(int socket) {
  StageReport out;
  bool any = false;
  for (;;) {
    StageMessage message;
    iovec part{.iov_base = &message, .iov_len = sizeof message};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(ucred))> control{};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const auto got = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == EINTR) continue;
    if (got < static_cast<ssize_t>(sizeof message)) break;
    any = true;
    if (message.kind == StageMessage::Kind::failed) {
      out.failed = message.failed.data();
      out.error = message.error;
    }
    for (cmsghdr* one = CMSG_FIRSTHDR(&header); one != nullptr; one = CMSG_NXTHDR(&header, one)) {
      if (one->cmsg_level != SOL_SOCKET) continue;
      if (one->cmsg_type == SCM_RIGHTS) {
        int fd = -1;
        std::memcpy(&fd, CMSG_DATA(one), sizeof fd);
        if (message.kind == StageMessage::Kind::door) {
          out.doors.emplace_back(fd);
        } else {
          out.listener = Descriptor(fd);
        }
      } else if (one->cmsg_type == SCM_CREDENTIALS && message.kind == StageMessage::Kind::program) {
        ucred who{};
        std::memcpy(&who, CMSG_DATA(one), sizeof who);
        out.program = who.pid;
        out.has_namespace = message.has_namespace;
      }
    }
  }
  if (!any) return fail("stage-failed", "it ended before it could start anything");
  return out;
}

}  // namespace rehearse::launch
