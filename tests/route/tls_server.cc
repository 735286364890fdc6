#include "tls_server.h"

#include <array>
#include <charconv>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rehearse::route {
namespace {

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
};

}  // namespace

TlsServer::TlsServer(const std::vector<std::string>& options, const std::string& response) {
  std::vector<std::string> words = {"openssl", "s_server", "-accept", "127.0.0.1:0", "-naccept", "1"};
  words.insert(words.end(), options.begin(), options.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const Pipe in, out;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], 2);
  if (posix_spawnp(&x_process, "openssl", &actions, nullptr, arguments.data(), environ) != 0) x_process = -1;
  posix_spawn_file_actions_destroy(&actions);
  close(in.ends[0]);
  close(out.ends[1]);
  x_in = in.ends[1];
  x_out = out.ends[0];
  if (x_process > 0) read_port();
  // Short enough for the pipe, so it waits there until the server has a connection to send it on.
  if (x_port != 0 && write(x_in, response.data(), response.size()) < 0) x_port = 0;
}

TlsServer::~TlsServer() {
  close(x_in);
  close(x_out);
  if (x_process > 0) {
    kill(x_process, SIGKILL);
    waitpid(x_process, nullptr, 0);
  }
}

// "ACCEPT 127.0.0.1:40123"
void TlsServer::read_port() {
  std::string line;
  char c = 0;
  while (read(x_out, &c, 1) == 1) {
    if (c != '\n') {
      line += c;
      continue;
    }
    if (line.starts_with("ACCEPT ")) {
      const auto colon = line.rfind(':') + 1;
      std::from_chars(line.data() + colon, line.data() + line.size(), x_port);
      return;
    }
    line.clear();
  }
}

std::string TlsServer::transcript() {
  std::string out;
  std::array<char, 4096> buffer{};
  for (ssize_t got = read(x_out, buffer.data(), buffer.size()); got > 0;
       got = read(x_out, buffer.data(), buffer.size())) {
    out.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return out;
}

}  // namespace rehearse::route
