#include "e2e/tunnel.h"

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace rehearse::e2e {
namespace {

constexpr int kPatience_ms = 10'000;

bool send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// "CONNECT 127.1.2.3:4567 HTTP/1.1\r\n...\r\n\r\n" -> "127.1.2.3:4567"; empty for anything else.
std::string read_request(int from) {
  std::string text;
  std::array<char, 4096> bytes{};
  while (!text.ends_with("\r\n\r\n")) {
    const auto got = recv(from, bytes.data(), bytes.size(), 0);
    if (got <= 0) return {};
    text.append(bytes.data(), static_cast<std::size_t>(got));
  }
  constexpr std::string_view kVerb = "CONNECT ";
  if (!text.starts_with(kVerb)) return {};
  return text.substr(kVerb.size(), text.find(' ', kVerb.size()) - kVerb.size());
}

Descriptor connect_to(const std::string& place) {
  const auto colon = place.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  if (colon == std::string::npos || inet_pton(AF_INET, place.substr(0, colon).c_str(), &to.sin_addr) != 1)
    return {};
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(place.substr(colon + 1))));
  Descriptor out(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(out.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return {};
  return out;
}

// Until either side ends.
void pass_bytes(int a, int b) {
  std::array<char, 16384> bytes{};
  std::array<pollfd, 2> sides = {pollfd{a, POLLIN, 0}, pollfd{b, POLLIN, 0}};
  while (poll(sides.data(), sides.size(), kPatience_ms) > 0) {
    for (std::size_t from = 0; from < 2; ++from) {
      if (sides[from].revents == 0) continue;
      const auto got = recv(sides[from].fd, bytes.data(), bytes.size(), 0);
      if (got <= 0 || !send_all(sides[1 - from].fd, {bytes.data(), static_cast<std::size_t>(got)})) return;
    }
  }
}

lab::Bound listening() {
  auto bound = lab::bind_loopback({});
  if (!bound || listen(bound->socket.get(), SOMAXCONN) != 0) throw std::runtime_error("no proxy");
  return *std::move(bound);
}

}  // namespace

TunnelProxy::TunnelProxy() : x_bound(listening()) {
  x_accepting = std::jthread([this] { accept_all(); });
}

TunnelProxy::~TunnelProxy() {
  shutdown(x_bound.socket.get(), SHUT_RDWR);  // ends accept()
}

std::vector<std::string> TunnelProxy::asked() const {
  const std::scoped_lock lock(x_mutex);
  return x_asked;
}

void TunnelProxy::accept_all() {
  for (;;) {
    Descriptor client(accept4(x_bound.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) return;
    x_tunnels.emplace_back([this, socket = std::move(client)]() mutable { serve(std::move(socket)); });
  }
}

void TunnelProxy::serve(Descriptor client) {
  const auto place = read_request(client.get());
  if (place.empty()) return;
  {
    const std::scoped_lock lock(x_mutex);
    x_asked.push_back(place);
  }
  const auto server = connect_to(place);
  if (!server || !send_all(client.get(), "HTTP/1.1 200 Connection established\r\n\r\n")) return;
  pass_bytes(client.get(), server.get());
}

}  // namespace rehearse::e2e
