#pragma once
// How this room starts processes. For its .cc files alone.

#include <cerrno>
#include <string>
#include <sys/wait.h>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>

namespace rehearse::launch {

/// Starts a program by its path. With an environment, "NAME=value" each, it gets that and nothing else; with
/// null, ours. `in_child` runs between fork and exec, where only what is safe in a signal handler may be
/// called, and returns whether all went well; else errno says why. `failure` is set where the program does
/// not run.
template <class InChild>
boost::process::v2::process spawn(boost::asio::io_context& context, const std::vector<std::string>& command,
                                  const std::vector<std::string>* environment, InChild in_child,
                                  boost::system::error_code& failure) {
  struct Hooks {
    const char* const* environment;
    InChild& in_child;
    boost::system::error_code on_setup(boost::process::v2::posix::default_launcher& launcher,
                                       const boost::filesystem::path&, const char* const*) {
      if (environment != nullptr) launcher.env = environment;
      return {};
    }
    boost::system::error_code on_exec_setup(boost::process::v2::posix::default_launcher&,
                                            const boost::filesystem::path&, const char* const*) {
      if (in_child()) return {};
      return {errno, boost::system::system_category()};
    }
  };
  std::vector<const char*> pointers;
  if (environment != nullptr) {
    for (const auto& one : *environment) pointers.push_back(one.c_str());
    pointers.push_back(nullptr);
  }
  // By the executor: the overload that takes a context throws, whatever error code it is given (Boost 1.81).
  boost::process::v2::posix::default_launcher launcher;
  auto out = launcher(context.get_executor(), failure, command.front(),
                      std::vector<std::string>(command.begin() + 1, command.end()),
                      Hooks{environment != nullptr ? pointers.data() : nullptr, in_child});
  // Boost 1.81 leaves the child of a failed launch behind.
  if (failure && launcher.pid > 0) waitpid(launcher.pid, nullptr, 0);
  return out;
}

}  // namespace rehearse::launch
