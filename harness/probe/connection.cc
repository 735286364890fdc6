#include "probe/connection.h"

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/hostname.h"
#include "probe/failure.h"

namespace rehearse::probe {
namespace {

constexpr const char* kUserAgent = "rehearse/" REHEARSE_VERSION;

// Sets options and remembers the first one that was refused, so that a row of them reads as a row.
class Settings {
 public:
  explicit Settings(CURL* easy) : x_easy(easy) {}
  template <class T>
  Settings& set(CURLoption option, T value) {
    if (x_code == CURLE_OK) x_code = curl_easy_setopt(x_easy, option, value);
    if (x_code != CURLE_OK && x_option == 0) x_option = static_cast<int>(option);
    return *this;
  }
  Result<void> done() const {
    if (x_code == CURLE_OK) return {};
    return fail("curl-failed", fmt::format("option {}: {}", x_option, curl_easy_strerror(x_code)));
  }

 private:
  CURL* x_easy;
  CURLcode x_code = CURLE_OK;
  int x_option = 0;
};

// False only when memory ran out.
bool append(StringList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return false;
  static_cast<void>(list.release());
  list.reset(longer);
  return true;
}

std::chrono::microseconds between(Recorder::Clock::time_point from, Recorder::Clock::time_point to) {
  return std::chrono::duration_cast<std::chrono::microseconds>(to - from);
}

std::string_view trimmed(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r') || text.ends_with(' ') || text.ends_with('\t'))
    text.remove_suffix(1);
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  return text;
}

}  // namespace

Connection::Connection(Job job, Run& run)
    : x_job(std::move(job)),
      x_gate(run.gate),
      x_limits(run.limits),
      x_waited(run.waited),
      x_recorder(run.limits.chain_bytes),
      x_easy(curl_easy_init()) {
  if (x_job.request) x_exchange.call = x_job.request->name;
}

Result<void> Connection::set_up() {
  if (!x_easy) return fail("out-of-memory", "curl_easy_init");
  auto isolated =
      Settings(x_easy.get())
          .set(CURLOPT_PRIVATE, this)
          .set(CURLOPT_NOSIGNAL, 1L)
          .set(CURLOPT_ERRORBUFFER, x_error.data())
          .set(CURLOPT_PROTOCOLS_STR, "https")
          .set(CURLOPT_FOLLOWLOCATION, 0L)
          .set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED))
          // One connection, and no session of an earlier one: a resumed handshake shows no certificate.
          .set(CURLOPT_FRESH_CONNECT, 1L)
          .set(CURLOPT_FORBID_REUSE, 1L)
          .set(CURLOPT_SSL_SESSIONID_CACHE, 0L)
          // HTTP/2 sends its preface before the gate is asked: only where a request says so.
          .set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1))
          // The recorder stands in for verification; without paths libcurl loads no bundle (45 ms each).
          .set(CURLOPT_SSL_VERIFYPEER, 0L)
          .set(CURLOPT_SSL_VERIFYHOST, 0L)
          .set(CURLOPT_CAINFO, static_cast<char*>(nullptr))
          .set(CURLOPT_CAPATH, static_cast<char*>(nullptr))
          .set(CURLOPT_SSL_CTX_FUNCTION, &Connection::on_context)
          .set(CURLOPT_SSL_CTX_DATA, this)
          .set(CURLOPT_OPENSOCKETFUNCTION, &Connection::on_open_socket)
          .set(CURLOPT_OPENSOCKETDATA, this)
          .set(CURLOPT_PREREQFUNCTION, &Connection::on_ready_to_send)
          .set(CURLOPT_PREREQDATA, this)
          .set(CURLOPT_HEADERFUNCTION, &Connection::on_header)
          .set(CURLOPT_HEADERDATA, this)
          .set(CURLOPT_WRITEFUNCTION, &Connection::on_body)
          .set(CURLOPT_WRITEDATA, this)
          .set(CURLOPT_TIMEOUT_MS, static_cast<long>(x_limits.total.count()))
          // Ours are finer: see deadline().
          .set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(x_limits.total.count()))
          .done();
  if (!isolated) return isolated;
  if (auto target = set_up_target(); !target) return target;
  if (auto proxy = set_up_proxy(); !proxy) return proxy;
  return set_up_request();
}

Result<void> Connection::set_up_target() {
  const auto& route = *x_job.route;
  Url url = route.url;
  if (x_job.request && !x_job.request->path.empty()) url.path_query = x_job.request->path.reveal();
  if (!append(x_connect_to, fmt::format("::{}:{}", route.address->bracketed(), route.port))) {
    return fail("out-of-memory", "curl_slist_append");
  }
  return Settings(x_easy.get())
      .set(CURLOPT_URL, url.text().c_str())
      .set(CURLOPT_PATH_AS_IS, 1L)
      .set(CURLOPT_CONNECT_TO, x_connect_to.get())
      .done();
}

Result<void> Connection::set_up_proxy() {
  const auto& proxy = x_job.route->proxy;
  // An empty proxy and "*" both say no: to the profile's silence and to the environment.
  if (!proxy) return Settings(x_easy.get()).set(CURLOPT_PROXY, "").set(CURLOPT_NOPROXY, "*").done();
  auto options = Settings(x_easy.get());
  options.set(CURLOPT_PROXY, ("http://" + with_port(proxy->host, proxy->port)).c_str())
      .set(CURLOPT_NOPROXY, "");
  if (!proxy->authorization.empty()) {
    options.set(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC))
        .set(CURLOPT_PROXYUSERPWD, proxy->authorization.reveal().c_str());
  }
  return options.done();
}

Result<void> Connection::set_up_request() {
  const auto http = x_job.request ? x_job.request->http : x_job.http;
  if (http == profile::HttpVersion::http2)
    Settings(x_easy.get()).set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  if (!x_job.request) return {};
  const auto& request = *x_job.request;
  for (const auto& [name, value] : request.headers) {
    const auto text = value.reveal();
    // libcurl's spelling of a header with an empty value is a semicolon; a blank one it would leave out.
    const bool is_blank = text.find_first_not_of(" \t") == std::string::npos;
    if (!append(x_headers, is_blank ? name + ";" : name + ": " + text))
      return fail("out-of-memory", "headers");
    // What a request accepts it can read. The bound is on what comes out.
    if (same_ignoring_case(name, "accept-encoding"))
      curl_easy_setopt(x_easy.get(), CURLOPT_ACCEPT_ENCODING, text.c_str());
  }
  for (const auto& name : request.without) {
    if (!append(x_headers, name + ":")) return fail("out-of-memory", "headers");
  }
  if (!append(x_headers, "Expect:")) return fail("out-of-memory", "headers");
  auto options = Settings(x_easy.get());
  // A header of the request's own wins.
  options.set(CURLOPT_USERAGENT, kUserAgent).set(CURLOPT_HTTPHEADER, x_headers.get());
  x_body = request.body.reveal();
  if (!x_body.empty()) {
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(x_body.size()))
        .set(CURLOPT_POSTFIELDS, x_body.data());
  } else if (request.method == "HEAD") {
    options.set(CURLOPT_NOBODY, 1L);
  }
  return options.set(CURLOPT_CUSTOMREQUEST, request.method.c_str()).done();
}

CURLcode Connection::on_context(CURL*, void* context, void* self) {
  auto& connection = *static_cast<Connection*>(self);
  // An HTTPS proxy would come first with a context of its own; proxies here are plain HTTP, so a second one
  // is a surprise that must not be recorded as the endpoint.
  if (++connection.x_contexts > 1) return CURLE_SSL_CONNECT_ERROR;
  if (connection.x_job.route->without_sni) connection.x_recorder.leave_out_sni();
  connection.x_recorder.attach(static_cast<SSL_CTX*>(context), {connection.x_job.certificate, [&connection] {
                                                                  return connection.why_shut();
                                                                }});
  return CURLE_OK;
}

curl_socket_t Connection::on_open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& connection = *static_cast<Connection*>(self);
  connection.x_socket = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  return connection.x_socket;
}

int Connection::on_ready_to_send(void* self, char*, char*, int, int) {
  return static_cast<Connection*>(self)->ask_gate() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::string Connection::why_shut() const {
  const auto& seen = x_recorder.seen();
  // Nothing was looked at, so nothing may be sent.
  if (seen.chain.empty() || !x_recorder.bad_chain().empty()) return "no-chain";
  return x_gate(x_job, seen);
}

bool Connection::ask_gate() {
  x_gate_asked = true;
  x_exchange.held_because = x_job.request ? why_shut() : "handshake-only";
  x_exchange.sent = x_exchange.held_because.empty();
  if (x_exchange.sent) x_sent_at = Clock::now();
  // Where the request leaves, a late refusal ends the wait for its answer.
  if (!x_exchange.sent) wait_for_late_refusal();
  return x_exchange.sent;
}

void Connection::wait_for_late_refusal() {
  const auto& seen = x_recorder.seen();
  if (!seen.client_certificate_asked || seen.version != "TLSv1.3") return;
  // The wait stands in the way of every other connection: one a route has to do.
  if (!x_waited.insert(x_job.route).second) return;
  tcp_info info{};
  socklen_t length = sizeof info;
  if (getsockopt(x_socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) info.tcpi_rtt = 0;
  // Twice a round trip, and a little for the server to think.
  const auto round_trip = std::chrono::microseconds(info.tcpi_rtt);
  const auto patience =
      std::chrono::duration_cast<std::chrono::milliseconds>(round_trip * 2) + std::chrono::milliseconds(150);
  x_refused_late =
      x_recorder.wait_for_late_refusal(x_socket, std::min(patience, std::chrono::milliseconds(1500)));
  if (x_refused_late) x_exchange.held_because = certificate_failure(seen);
}

std::size_t Connection::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& connection = *static_cast<Connection*>(self);
  // The answer of a proxy to CONNECT comes here as well, before the endpoint was reached.
  if (connection.x_recorder.seen().reached != Reached::finished) return size * count;
  if (!connection.x_first_byte) connection.x_first_byte = Clock::now();
  connection.x_header_bytes += size * count;
  if (connection.x_header_bytes > connection.x_limits.header_bytes) {
    connection.x_over_limit = "headers-over-limit";
    return 0;
  }
  connection.take_header_line({bytes, size * count});
  return size * count;
}

void Connection::take_header_line(std::string_view line) {
  auto& response = x_exchange.response;
  if (line.starts_with("HTTP/")) {  // after a 100 Continue the real answer starts anew
    response.headers.clear();
    long status = 0;
    curl_easy_getinfo(x_easy.get(), CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    return;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  response.headers.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
}

std::size_t Connection::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& connection = *static_cast<Connection*>(self);
  auto& response = connection.x_exchange.response;
  const std::size_t room = connection.x_limits.body_bytes - response.body.size();
  response.body.append(bytes, std::min(room, size * count));
  if (size * count <= room) return size * count;
  response.body_cut = true;
  connection.x_over_limit = "body-over-limit";
  return 0;
}

Connection::Deadline Connection::deadline() const {
  Deadline out{x_begin + x_limits.total, "total-timeout"};
  if (x_recorder.finished_at()) return out;
  const auto phase = x_recorder.began_at()
                         ? Deadline{*x_recorder.began_at() + x_limits.handshake, "handshake-timeout"}
                         : Deadline{x_begin + x_limits.connect, "connect-timeout"};
  return phase.at <= out.at ? phase : Deadline{out.at, phase.failure};
}

Observation Connection::observation(Clock::time_point end) {
  Observation out{.handshake = x_recorder.seen(), .exchange = std::nullopt};
  auto& timings = out.handshake.timings;
  const auto connected = x_recorder.began_at();
  const auto finished = x_recorder.finished_at();
  timings.connect = between(x_begin, connected.value_or(end));
  timings.handshake = connected ? between(*connected, finished.value_or(end)) : std::chrono::microseconds(0);
  if (x_first_byte) timings.first_byte = between(x_begin, *x_first_byte);
  timings.total = between(x_begin, end);
  if (out.handshake.sni.empty()) out.handshake.sni = x_job.route->sni;
  const char* address = nullptr;
  curl_easy_getinfo(x_easy.get(), CURLINFO_PRIMARY_IP, &address);
  if (address != nullptr && !x_job.route->proxy) out.handshake.peer_address = address;
  if (x_job.request) out.exchange = x_exchange;
  if (x_job.request && x_sent_at)
    out.exchange->response.duration = std::chrono::duration_cast<std::chrono::milliseconds>(end - *x_sent_at);
  return out;
}

Observation Connection::finish(CURLcode code) {
  auto out = observation(Clock::now());
  TransferEnd end{.curl_code = code,
                  .text = x_error[0] != '\0' ? x_error.data() : curl_easy_strerror(code),
                  .through_proxy = x_job.route->proxy.has_value()};
  curl_easy_getinfo(x_easy.get(), CURLINFO_OS_ERRNO, &end.os_error);
  auto& seen = out.handshake;
  // Asked for a certificate, and then no answer: whether it says so by an alert or just hangs up. Where it
  // got one, hanging up on the request says nothing; over HTTP/2 it may end the preface, before the gate is
  // asked.
  const bool may_be_for_it = x_exchange.sent ? !seen.client_certificate_presented : !x_gate_asked;
  const bool hung_up = may_be_for_it && seen.client_certificate_asked && seen.version == "TLSv1.3" &&
                       !x_first_byte && code != CURLE_OK && code != CURLE_OPERATION_TIMEDOUT;
  const bool alerted =
      seen.reached == Reached::finished && seen.alert && !seen.alert->sent_by_us && code != CURLE_OK;
  const bool refused_late = seen.reached == Reached::finished && (x_refused_late || hung_up || alerted);
  if (!x_recorder.bad_chain().empty()) {
    seen.failure = "bad-chain";
    seen.failure_text = x_recorder.bad_chain();
  } else if (seen.reached != Reached::finished || refused_late) {
    // Where our own gate ended it, libcurl only knows that; the server's alert says why.
    seen.failure = refused_late && !alerted ? certificate_failure(seen) : handshake_failure(end, seen);
    seen.failure_text = alerted ? "the server sent alert " + seen.alert->name
                        : refused_late
                            ? "the server ended the connection after asking for a client certificate"
                            : end.text;
  } else if (!x_gate_asked) {
    seen.failure = "tls-failed";  // finished, and yet libcurl gave up before asking: do not guess
    seen.failure_text = end.text;
  }
  if (!out.exchange || !x_exchange.sent) return out;
  out.exchange->failure = x_over_limit.empty() ? exchange_failure(end) : x_over_limit;
  if (!out.exchange->failure.empty())
    out.exchange->failure_text = x_over_limit.empty() ? end.text : "larger than the profile's limit";
  return out;
}

Observation Connection::stop(const std::string& failure, const std::string& text) {
  auto out = observation(Clock::now());
  const bool in_exchange = out.handshake.reached == Reached::finished && out.exchange && x_exchange.sent;
  (in_exchange ? out.exchange->failure : out.handshake.failure) = failure;
  (in_exchange ? out.exchange->failure_text : out.handshake.failure_text) = text;
  return out;
}

}  // namespace rehearse::probe
