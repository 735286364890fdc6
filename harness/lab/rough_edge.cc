#include "lab/rough_edge.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/handle.h"

namespace rehearse::lab {
namespace {

std::unexpected<Error> failed(std::string_view doing) {
  return fail("lab-failed", fmt::format("{}: {}", doing, std::generic_category().message(errno)));
}

// The server's side of one handshake, in memory: bytes in, bytes out.
class Flight {
 public:
  static std::optional<Flight> make(SSL_CTX* context) {
    Flight out;
    out.x_ssl.reset(SSL_new(context));
    BIO* const in = BIO_new(BIO_s_mem());
    BIO* const reply = BIO_new(BIO_s_mem());
    if (!out.x_ssl || in == nullptr || reply == nullptr) {
      BIO_free(in);
      BIO_free(reply);
      return std::nullopt;
    }
    SSL_set_bio(out.x_ssl.get(), in, reply);  // they are its own now
    SSL_set_accept_state(out.x_ssl.get());
    return out;
  }
  std::string answer(std::string_view bytes) {
    BIO_write(SSL_get_rbio(x_ssl.get()), bytes.data(), static_cast<int>(bytes.size()));
    SSL_do_handshake(x_ssl.get());
    ERR_clear_error();
    char* text = nullptr;
    BIO* const out = SSL_get_wbio(x_ssl.get());
    const long length = BIO_get_mem_data(out, &text);
    std::string reply(text, static_cast<std::size_t>(length));
    BIO_reset(out);
    return reply;
  }

 private:
  Flight() = default;
  Handle<SSL, SSL_free> x_ssl;
};

struct Connection {
  Descriptor socket;
  std::size_t id = 0;
  bool answered = false;
  std::optional<Flight> flight;
};

}  // namespace

struct RoughEdge::Impl {
  Impl(Bound at, RoughOptions with) : bound(std::move(at)), options(std::move(with)) {}
  ~Impl() {
    if (!thread.joinable()) return;
    ::eventfd_write(stop.get(), 1);
    thread.join();
  }

  Result<void> open();
  Result<void> fill_queue();
  void serve();
  void accept_one();
  bool take(Connection& connection);
  bool react(Connection& connection, std::string_view bytes);
  bool send(const Connection& connection, std::string_view bytes) const;

  Bound bound;
  RoughOptions options;
  Recorder recorder{Recorder::Keep::everything};
  std::optional<TlsServer> tls;
  Descriptor stop;
  std::vector<Descriptor> fillers;
  std::vector<Connection> connections;  // the thread's own
  std::thread thread;
};

// Linux drops a SYN while the queue of connections not yet accepted is full, and a queue of length 0 holds
// one.
Result<void> RoughEdge::Impl::fill_queue() {
  sockaddr_storage at{};
  socklen_t length = sizeof at;
  auto* const address = reinterpret_cast<sockaddr*>(&at);
  if (::getsockname(bound.socket.get(), address, &length) != 0) return failed("getsockname");
  for (int i = 0; i < 2; ++i) {
    Descriptor filler(::socket(at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!filler) return failed("socket");
    if (::connect(filler.get(), address, length) != 0 && errno != EINPROGRESS) return failed("connect");
    fillers.push_back(std::move(filler));
  }
  return {};
}

Result<void> RoughEdge::Impl::open() {
  if (options.mode == Rough::refuse) return {};
  const bool ignore = options.mode == Rough::ignore_connects;
  if (::listen(bound.socket.get(), ignore ? 0 : SOMAXCONN) != 0) return failed("listen");
  if (ignore) return fill_queue();
  if (options.mode == Rough::reset_after_flight) {
    TlsOptions only;
    only.least = only.most = TlsVersion::tls1_2;
    auto server = TlsServer::make({options.identity}, only);
    if (!server) return std::unexpected(std::move(server).error());
    tls = *std::move(server);
  }
  stop = Descriptor(::eventfd(0, EFD_CLOEXEC));
  if (!stop) return failed("eventfd");
  thread = std::thread([this] { serve(); });
  return {};
}

// Waits for room in the peer's window, but no longer than this edge lives.
bool RoughEdge::Impl::send(const Connection& connection, std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(connection.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (sent == 0 || errno != EAGAIN) return false;
    std::array<pollfd, 2> events{{{stop.get(), POLLIN, 0}, {connection.socket.get(), POLLOUT, 0}}};
    if (::poll(events.data(), events.size(), -1) < 0 && errno != EINTR) return false;
    if (events[0].revents != 0) return false;
  }
  return true;
}

// What the bytes of a client bring about; false ends the connection.
bool RoughEdge::Impl::react(Connection& connection, std::string_view bytes) {
  switch (options.mode) {
    case Rough::close_after_hello:
      return false;
    case Rough::reset_after_hello:
      reset_connection(std::move(connection.socket));
      return false;
    case Rough::say:
    case Rough::say_and_hold:
      if (std::exchange(connection.answered, true)) return true;
      if (!send(connection, options.says)) return false;
      // From here on the client is only read: closing with unread bytes would be a reset.
      if (options.mode == Rough::say) ::shutdown(connection.socket.get(), SHUT_WR);
      return true;
    case Rough::reset_after_flight: {
      if (!connection.flight) return false;
      if (connection.answered) {
        reset_connection(std::move(connection.socket));
        return false;
      }
      const auto flight = connection.flight->answer(bytes);
      connection.answered = !flight.empty();  // a ClientHello may come in pieces
      return send(connection, flight);
    }
    default:
      return true;
  }
}

bool RoughEdge::Impl::take(Connection& connection) {
  std::array<char, 16384> bytes{};
  const auto length = ::recv(connection.socket.get(), bytes.data(), bytes.size(), 0);
  if (length < 0 && errno == EAGAIN) return true;
  if (length <= 0) return false;
  const auto count = static_cast<std::size_t>(length);
  recorder.receive(connection.id, bytes.data(), count);
  return react(connection, {bytes.data(), count});
}

void RoughEdge::Impl::accept_one() {
  Descriptor socket(::accept4(bound.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!socket) return;
  const auto id = recorder.begin();
  if (options.mode == Rough::reset_at_once) {
    reset_connection(std::move(socket));
    recorder.change(id, [](Seen& seen) { seen.ended = true; });
    return;
  }
  connections.push_back({std::move(socket), id, false, tls ? Flight::make(tls->context()) : std::nullopt});
}

void RoughEdge::Impl::serve() {
  std::vector<pollfd> events;
  while (true) {
    events = {{stop.get(), POLLIN, 0}, {bound.socket.get(), POLLIN, 0}};
    for (const auto& connection : connections) events.push_back({connection.socket.get(), POLLIN, 0});
    if (::poll(events.data(), events.size(), -1) < 0 && errno != EINTR) return;
    if (events[0].revents != 0) return;
    for (auto i = connections.size(); i-- > 0;) {
      if (events[i + 2].revents == 0 || take(connections[i])) continue;
      const auto id = connections[i].id;
      connections.erase(connections.begin() + static_cast<std::ptrdiff_t>(i));
      recorder.change(id, [](Seen& seen) { seen.ended = true; });
    }
    if (events[1].revents != 0) accept_one();
  }
}

std::string alert_record(std::uint8_t number) {
  // type alert, version 1.2, two bytes: fatal and the number
  return {'\x15', '\x03', '\x03', '\x00', '\x02', '\x02', static_cast<char>(number)};
}

std::string plain_http_answer() {
  return "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 17\r\nConnection: "
         "close\r\n\r\nthis is not HTTP\n";
}

Result<RoughEdge> RoughEdge::start(RoughOptions options) {
  auto bound = bind_loopback(options.place);
  if (!bound) return std::unexpected(std::move(bound).error());
  auto impl = std::make_unique<Impl>(*std::move(bound), std::move(options));
  if (auto opened = impl->open(); !opened) return std::unexpected(std::move(opened).error());
  return RoughEdge(std::move(impl));
}

RoughEdge::RoughEdge(std::unique_ptr<Impl> impl) : x_impl(std::move(impl)) {}
RoughEdge::~RoughEdge() = default;
RoughEdge::RoughEdge(RoughEdge&&) noexcept = default;
RoughEdge& RoughEdge::operator=(RoughEdge&&) noexcept = default;

const Address& RoughEdge::address() const {
  return x_impl->bound.address;
}
std::uint16_t RoughEdge::port() const {
  return x_impl->bound.port;
}
const Recorder& RoughEdge::recorder() const {
  return x_impl->recorder;
}

}  // namespace rehearse::lab
