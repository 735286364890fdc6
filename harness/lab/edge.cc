#include "lab/edge.h"

#include <algorithm>
#include <exception>
#include <thread>
#include <tuple>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/held_signals.h"

namespace rehearse::lab {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Stream = asio::ssl::stream<beast::tcp_stream>;
using Parser = http::request_parser<http::string_body>;
using Nothing = asio::awaitable<void>;

// Every operation answers with an error code: a peer that goes away is no exception.
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kGoodbye{1'000};
constexpr std::size_t kReadBytes = std::size_t{16} << 10;

asio::ssl::context adopt(SSL_CTX* context) {
  SSL_CTX_up_ref(context);  // asio frees one reference
  return asio::ssl::context(context);
}

// The alert that ended an operation; OpenSSL's reasons for received alerts are their numbers plus 1000.
std::optional<int> alert_of(const error_code& error) {
  if (error.category() != asio::error::get_ssl_category()) return std::nullopt;
  const int reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
  if (reason < SSL_AD_REASON_OFFSET || reason > SSL_AD_REASON_OFFSET + 255) return std::nullopt;
  return reason - SSL_AD_REASON_OFFSET;
}

// What every session of an edge shares.
struct Shared {
  Shared(EdgeOptions with, TlsServer server)
      : options(std::move(with)),
        tls(std::move(server)),
        context(adopt(tls.context())),
        recorder(options.keep) {}

  EdgeOptions options;
  TlsServer tls;
  asio::ssl::context context;
  Recorder recorder;
};

// One connection and everything that is true as long as it is open.
struct Session {
  Session(Tcp::socket socket, Shared& with)
      : shared(with), id(with.recorder.begin()), stream(beast::tcp_stream(std::move(socket)), with.context) {}
  ~Session() {
    shared.recorder.change(id, [](Seen& seen) { seen.ended = true; });
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Shared& shared;
  std::size_t id;
  Stream stream;
  beast::flat_buffer buffer;
  std::string sni;

  beast::tcp_stream& tcp() { return stream.next_layer(); }
  void allow(std::chrono::milliseconds time) { tcp().expires_after(time); }
  void note(const error_code& error) {
    if (const auto alert = alert_of(error))
      shared.recorder.change(id, [&alert](Seen& seen) { seen.alert = alert; });
  }
  void reset() {
    error_code ignored;
    tcp().socket().set_option(asio::socket_base::linger(true, 0), ignored);
    tcp().socket().close(ignored);
  }
};

void note_handshake(Session& session, bool finished) {
  SSL* const ssl = session.stream.native_handle();
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  session.sni = name != nullptr ? name : "";
  session.shared.recorder.change(session.id, [&](Seen& seen) {
    seen.sni = session.sni;
    seen.finished = finished;
    if (!finished) return;
    seen.version = SSL_get_version(ssl);
    seen.resumed = SSL_session_reused(ssl) == 1;
    seen.client_certificate = SSL_get0_peer_certificate(ssl) != nullptr;
    const unsigned char* protocol = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &length);
    seen.alpn.assign(reinterpret_cast<const char*>(protocol), length);
  });
}

Nothing pause(Session& session, std::chrono::milliseconds time) {
  asio::steady_timer timer(session.stream.get_executor(), time);
  co_await timer.async_wait(kAwait);
}

// Says goodbye and takes what the peer still sends, for a while: closing with unread bytes would be a reset,
// and a reset makes the peer's kernel drop the answer.
Nothing close(Session& session) {
  session.allow(kGoodbye);
  co_await session.stream.async_shutdown(kAwait);
  error_code ignored;
  session.tcp().socket().shutdown(Tcp::socket::shutdown_send, ignored);
  session.buffer.clear();
  for (std::size_t taken = 0; taken < session.shared.options.body_bytes;) {
    auto [error, bytes] = co_await session.tcp().async_read_some(session.buffer.prepare(kReadBytes), kAwait);
    if (error) break;
    taken += bytes;
  }
}

asio::awaitable<bool> send(Session& session, std::string_view bytes) {
  session.allow(session.shared.options.idle);
  auto [error, written] = co_await asio::async_write(session.stream, asio::buffer(bytes), kAwait);
  session.note(error);
  co_return !error && written == bytes.size();
}

// Sends an answer; false if the connection is not to be used again.
asio::awaitable<bool> answer(Session& session, const HttpRequest& request, const HttpResponse& response) {
  if (response.delay.count() > 0) co_await pause(session, response.delay);
  const std::string wire =
      response.raw ? *response.raw : to_wire(request, response, session.shared.options.always);
  std::string_view rest = wire;
  while (!rest.empty()) {
    const auto piece = rest.substr(0, response.drip_bytes == 0 ? rest.size() : response.drip_bytes);
    const bool sent = co_await send(session, piece);
    if (!sent) co_return false;
    rest.remove_prefix(piece.size());
    if (!rest.empty()) co_await pause(session, response.drip_every);
  }
  session.shared.recorder.change(session.id, [](Seen& seen) { ++seen.requests; });
  if (response.then == HttpResponse::Then::reset) session.reset();
  co_return response.then == HttpResponse::Then::as_asked;
}

// Takes one request off the wire. The result: none, success, or why it is no request.
asio::awaitable<error_code> take_request(Session& session, Parser& parser) {
  bool continued = false;
  while (!parser.is_done()) {
    error_code error = http::error::need_more;
    if (session.buffer.size() > 0) {
      const auto used = parser.put(session.buffer.data(), error);
      session.buffer.consume(used);
    }
    if (!error) continue;
    if (error != http::error::need_more) co_return error;
    if (parser.is_header_done() && !continued &&
        beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      continued = true;
      const bool sent = co_await send(session, "HTTP/1.1 100 Continue\r\n\r\n");
      if (!sent) co_return error_code(asio::error::connection_reset);
    }
    session.allow(session.shared.options.idle);
    auto space = session.buffer.prepare(kReadBytes);
    auto [failure, bytes] = co_await session.stream.async_read_some(space, kAwait);
    session.note(failure);
    if (failure) co_return failure;
    session.shared.recorder.receive(session.id, static_cast<const char*>(space.data()), bytes);
    session.buffer.commit(bytes);
  }
  co_return error_code();
}

HttpRequest to_request(Parser& parser, const std::string& sni) {
  auto& message = parser.get();
  HttpRequest out;
  out.method = std::string(message.method_string());
  out.target = std::string(message.target());
  out.version = static_cast<int>(message.version());
  for (const auto& field : message)
    out.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  out.body = std::move(message.body());
  out.sni = sni;
  return out;
}

HttpResponse refusal(const error_code& error) {
  HttpResponse out;
  out.status = error == http::error::header_limit ? 431 : error == http::error::body_limit ? 413 : 400;
  out.headers = {{"Content-Type", "text/plain"}};
  out.body = fmt::format("not an HTTP request: {}\n", error.message());
  out.then = HttpResponse::Then::close;
  return out;
}

HttpResponse ask(const Handler& handler, const HttpRequest& request) {
  if (!handler) return {};
  try {
    return handler(request);
  } catch (const std::exception& problem) {
    HttpResponse out;
    out.status = 500;
    out.body = problem.what();
    return out;
  }
}

// Requests, one after the other, until one side has had enough.
Nothing serve_requests(Session& session) {
  const auto& options = session.shared.options;
  while (true) {
    Parser parser;
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(options.header_bytes, UINT32_MAX)));
    parser.body_limit(options.body_bytes);
    const error_code taken = co_await take_request(session, parser);
    HttpRequest request;
    HttpResponse response;
    if (!taken) {
      const bool last = !parser.keep_alive();
      request = to_request(parser, session.sni);
      response = ask(options.handler, request);
      if (last && response.then == HttpResponse::Then::as_asked) response.then = HttpResponse::Then::close;
    } else if (taken.category() == make_error_code(http::error::need_more).category()) {
      response = refusal(taken);
    } else {
      break;  // the peer went away, or was silent too long
    }
    const bool again = co_await answer(session, request, response);
    if (!again) break;
  }
}

Nothing serve(Tcp::socket socket, Shared& shared) {
  Session session(std::move(socket), shared);
  error_code ignored;
  session.tcp().socket().set_option(Tcp::no_delay(true), ignored);
  session.allow(shared.options.idle);
  auto [error] = co_await session.stream.async_handshake(asio::ssl::stream_base::server, kAwait);
  note_handshake(session, !error);
  session.note(error);
  if (error) {
    co_await close(session);
    co_return;
  }
  using After = EdgeOptions::AfterHandshake;
  if (shared.options.after_handshake == After::reset) session.reset();
  if (shared.options.after_handshake == After::serve) co_await serve_requests(session);
  if (session.tcp().socket().is_open()) co_await close(session);
}

Nothing accept(Tcp::acceptor& acceptor, Shared& shared) {
  while (true) {
    auto [error, socket] = co_await acceptor.async_accept(kAwait);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {  // out of descriptors: some will be closed
      asio::steady_timer timer(acceptor.get_executor(), std::chrono::milliseconds(20));
      co_await timer.async_wait(kAwait);
      continue;
    }
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), shared), asio::detached);
  }
}

}  // namespace

struct Edge::Impl {
  Impl(EdgeOptions options, TlsServer server, Address at, std::uint16_t on)
      : address(std::move(at)), port(on), shared(std::move(options), std::move(server)), acceptor(io) {}
  ~Impl() {
    io.stop();
    if (thread.joinable()) thread.join();
  }

  // The order matters: sessions still open are destroyed with `io`, and speak to `shared` one last time.
  Address address;
  std::uint16_t port;
  Shared shared;
  asio::io_context io{1};
  Tcp::acceptor acceptor;
  std::thread thread;
};

Result<Edge> Edge::start(EdgeOptions options) {
  for (const auto& [name, value] : options.always) {
    if (!is_header(name, value)) return fail("lab-failed", fmt::format("'{}' is no header", name));
  }
  auto tls = TlsServer::make(options.identities, options.tls);
  if (!tls) return std::unexpected(std::move(tls).error());
  auto bound = bind_loopback(options.place);
  if (!bound) return std::unexpected(std::move(bound).error());
  const auto protocol = bound->address.family() == Family::ipv4 ? Tcp::v4() : Tcp::v6();
  try {
    auto impl = std::make_unique<Impl>(std::move(options), *std::move(tls), bound->address, bound->port);
    impl->acceptor.assign(protocol, bound->socket.release());
    impl->acceptor.listen(asio::socket_base::max_listen_connections);
    asio::co_spawn(impl->io, accept(impl->acceptor, impl->shared), asio::detached);
    const HeldSignals held(HeldSignals::all());  // whoever waits for one gets it
    impl->thread = std::thread([&io = impl->io] { io.run(); });
    return Edge(std::move(impl));
  } catch (const std::exception& problem) {
    return fail("lab-failed", problem.what());
  }
}

Edge::Edge(std::unique_ptr<Impl> impl) : x_impl(std::move(impl)) {}
Edge::~Edge() = default;
Edge::Edge(Edge&&) noexcept = default;
Edge& Edge::operator=(Edge&&) noexcept = default;

const Address& Edge::address() const {
  return x_impl->address;
}
std::uint16_t Edge::port() const {
  return x_impl->port;
}
const Recorder& Edge::recorder() const {
  return x_impl->shared.recorder;
}

}  // namespace rehearse::lab
