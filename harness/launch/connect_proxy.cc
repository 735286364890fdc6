#include "launch/connect_proxy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <fmt/format.h>

#include "base/hostname.h"

namespace rehearse::launch {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Nothing = asio::awaitable<void>;

// Every operation answers with an error code: a peer that goes away is no exception.
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t kMostOfHead = 16U << 10;

// What stands behind CONNECT.
struct Asked {
  std::string host;
  std::uint16_t port = 0;
};

std::optional<Asked> read_target(std::string_view target) {
  const auto colon = target.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  auto host = target.substr(0, colon);
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  if (is_bracketed) host = host.substr(1, host.size() - 2);
  if (host.find_first_of("[]") != std::string_view::npos || is_bracketed != host.contains(':'))
    return std::nullopt;
  const auto port = target.substr(colon + 1);
  Asked out{.host = normal_host(host)};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (error != std::errc() || end != port.data() + port.size() || out.host.empty()) return std::nullopt;
  return out;
}

// A program and the machine that it asked for.
struct Joined {
  Tcp::socket program, machine;
};

// From one end to the other until it says no more; the other is told then. It lives as long as it has
// something to wait for.
class Pump : public std::enable_shared_from_this<Pump> {
 public:
  Pump(std::shared_ptr<Joined> joined, bool is_up)
      : x_joined(std::move(joined)),
        x_from(is_up ? x_joined->program : x_joined->machine),
        x_to(is_up ? x_joined->machine : x_joined->program) {}

  void read() {
    x_from.async_read_some(
        asio::buffer(x_piece),
        [self = shared_from_this()](error_code error, std::size_t size) { self->write(error, size); });
  }

 private:
  void write(error_code error, std::size_t size) {
    error_code ignored;
    if (error == asio::error::eof) {
      x_to.shutdown(Tcp::socket::shutdown_send, ignored);
    } else if (error) {
      end();
    } else {
      asio::async_write(x_to, asio::buffer(x_piece, size),
                        [self = shared_from_this()](error_code failed, std::size_t) {
                          if (failed)
                            self->end();
                          else
                            self->read();
                        });
    }
  }

  void end() {
    error_code ignored;
    x_from.close(ignored);
    x_to.close(ignored);
  }

  std::shared_ptr<Joined> x_joined;
  Tcp::socket &x_from, &x_to;
  std::array<char, 16384> x_piece{};
};

Nothing answer(Tcp::socket& program, std::string_view status) {
  const auto text = fmt::format("HTTP/1.1 {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
  co_await asio::async_write(program, asio::buffer(text), kAwait);
}

}  // namespace

struct ConnectProxy::Impl {
  explicit Impl(std::vector<NamedDetour> hosts) : detours(std::move(hosts)) {
    for (auto& one : detours) one.host = normal_host(one.host);
  }
  ~Impl() { end(); }

  void end() {
    context.stop();
    if (thread.joinable()) thread.join();
  }

  Nothing listen() {
    for (;;) {
      auto [error, program] = co_await door.async_accept(kAwait);
      if (error == asio::error::operation_aborted) co_return;
      if (!error) asio::co_spawn(context, serve(std::move(program)), asio::detached);
    }
  }

  Nothing serve(Tcp::socket program) {
    boost::beast::flat_buffer buffer;
    http::request_parser<http::empty_body> head;
    head.header_limit(kMostOfHead);
    if (std::get<0>(co_await http::async_read_header(program, buffer, head, kAwait))) co_return;
    if (head.get().method() != http::verb::connect)
      co_return co_await answer(program, "405 Method Not Allowed");
    const auto asked = read_target({head.get().target().data(), head.get().target().size()});
    if (!asked) co_return co_await answer(program, "400 Bad Request");
    Tcp::socket machine(context);
    if (!co_await reach(*asked, machine)) co_return co_await answer(program, "502 Bad Gateway");
    constexpr std::string_view kReached = "HTTP/1.1 200 Connection established\r\n\r\n";
    if (std::get<0>(co_await asio::async_write(program, asio::buffer(kReached), kAwait))) co_return;
    // Some send their ClientHello without waiting.
    if (buffer.size() > 0 && std::get<0>(co_await asio::async_write(machine, buffer.data(), kAwait)))
      co_return;
    const auto joined = std::make_shared<Joined>(std::move(program), std::move(machine));
    for (const bool is_up : {true, false}) std::make_shared<Pump>(joined, is_up)->read();
  }

  asio::awaitable<bool> reach(const Asked& asked, Tcp::socket& machine) {
    const auto is_ours = [&](const NamedDetour& one) { return one.host == asked.host; };
    const auto is_it = [&](const NamedDetour& one) { return is_ours(one) && one.asked == asked.port; };
    const auto detour = std::ranges::find_if(detours, is_it);
    if (detour == detours.end() && std::ranges::any_of(detours, is_ours)) co_return false;
    if (detour != detours.end()) {
      const Tcp::endpoint relay(asio::ip::address_v4::loopback(), detour->port);
      co_return !std::get<0>(co_await machine.async_connect(relay, kAwait));
    }
    Tcp::resolver resolver(context);
    auto [unknown, places] = co_await resolver.async_resolve(asked.host, std::to_string(asked.port), kAwait);
    if (unknown || places.empty()) {
      ++outside[with_port(asked.host, asked.port)];
      co_return false;
    }
    auto [error, place] = co_await asio::async_connect(machine, places, kAwait);
    if (error) place = places.begin()->endpoint();
    ++outside[with_port(place.address().to_string(), place.port())];
    co_return !error;
  }

  std::vector<NamedDetour> detours;
  asio::io_context context{1};
  Tcp::acceptor door{context};
  Outside outside;
  std::uint16_t port = 0;
  std::thread thread;
};

Result<ConnectProxy> ConnectProxy::start(std::vector<NamedDetour> detours) {
  auto impl = std::make_unique<Impl>(std::move(detours));
  const Tcp::endpoint place(asio::ip::address_v4::loopback(), 0);
  error_code error;
  impl->door.open(place.protocol(), error);
  if (!error) impl->door.bind(place, error);
  if (!error) impl->door.listen(asio::socket_base::max_listen_connections, error);
  if (!error) impl->port = impl->door.local_endpoint(error).port();
  if (error) return fail("relay-failed", error.message());
  asio::co_spawn(impl->context, impl->listen(), asio::detached);
  impl->thread = std::thread([raw = impl.get()] { raw->context.run(); });
  return ConnectProxy(std::move(impl));
}

ConnectProxy::ConnectProxy(std::unique_ptr<Impl> impl) : x_impl(std::move(impl)) {}
ConnectProxy::~ConnectProxy() = default;
ConnectProxy::ConnectProxy(ConnectProxy&&) noexcept = default;
ConnectProxy& ConnectProxy::operator=(ConnectProxy&&) noexcept = default;

std::uint16_t ConnectProxy::port() const {
  return x_impl->port;
}

Outside ConnectProxy::stop() {
  x_impl->end();
  return std::move(x_impl->outside);
}

}  // namespace rehearse::launch
