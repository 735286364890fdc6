#include "route/dns.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <memory>
#include <netdb.h>
#include <poll.h>

#include <ares.h>
#include <fmt/format.h>

#include "base/handle.h"

namespace rehearse::route {
namespace {

using Channel = Handle<std::remove_pointer_t<ares_channel>, ares_destroy>;
using HostEntry = Handle<hostent, ares_free_hostent>;
using Clock = std::chrono::steady_clock;

constexpr int kClassIn = 1;
constexpr int kTypeA = 1;
constexpr int kTypeAaaa = 28;

// One family's half of a lookup. c-ares holds its address until the callback ran.
struct Question {
  int type = kTypeA;
  bool done = false;
  int status = ARES_SUCCESS;
  std::vector<Address> addresses;
};

void on_answer(void* argument, int status, int /*timeouts*/, unsigned char* bytes, int length) {
  auto& question = *static_cast<Question*>(argument);
  question.done = true;
  question.status = status;
  if (status != ARES_SUCCESS) return;
  hostent* raw = nullptr;
  question.status = question.type == kTypeA ? ares_parse_a_reply(bytes, length, &raw, nullptr, nullptr)
                                            : ares_parse_aaaa_reply(bytes, length, &raw, nullptr, nullptr);
  const HostEntry entry(raw);
  if (question.status != ARES_SUCCESS) return;
  for (char** one = entry->h_addr_list; *one; ++one) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(entry->h_addrtype, *one, text.data(), text.size());
    if (auto address = Address::parse(text.data())) question.addresses.push_back(std::move(*address));
  }
}

// Whether there is anything left to wait for. Where no server listens, the system tells only one of two
// questions so: the other would wait in vain.
bool is_over(const std::array<Question, 2>& questions) {
  return std::ranges::all_of(questions, &Question::done) ||
         std::ranges::any_of(questions, [](const Question& q) { return q.status == ARES_ECONNREFUSED; });
}

// Lets c-ares work until both questions are answered or the time is up.
void serve(ares_channel channel, const std::array<Question, 2>& questions, Clock::time_point deadline) {
  while (!is_over(questions)) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) break;
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const auto bits = static_cast<unsigned>(ares_getsock(channel, sockets.data(), ARES_GETSOCK_MAXNUM));
    std::array<pollfd, ARES_GETSOCK_MAXNUM> waits{};
    nfds_t count = 0;
    for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; ++i) {
      short events = 0;
      if (ARES_GETSOCK_READABLE(bits, i)) events |= POLLIN;
      if (ARES_GETSOCK_WRITABLE(bits, i)) events |= POLLOUT;
      if (events != 0) waits[count++] = {sockets[i], events, 0};
    }
    timeval longest{static_cast<time_t>(left.count() / 1000),
                    static_cast<suseconds_t>(left.count() % 1000 * 1000)};
    timeval next{};
    const timeval* wait = ares_timeout(channel, &longest, &next);
    poll(waits.data(), count, static_cast<int>(wait->tv_sec * 1000 + (wait->tv_usec + 999) / 1000));
    for (nfds_t i = 0; i < count; ++i) {
      const bool readable = (waits[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
      const bool writable = (waits[i].revents & POLLOUT) != 0;
      ares_process_fd(channel, readable ? waits[i].fd : ARES_SOCKET_BAD,
                      writable ? waits[i].fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // its own time-outs
  }
  ares_cancel(channel);  // runs the callback of whatever is still open
}

bool is_late(int status) {
  return status == ARES_ETIMEOUT || status == ARES_ECANCELLED;
}

bool is_none(int status) {
  return status == ARES_ENOTFOUND || status == ARES_ENODATA;
}

// Neither family gave an address: the reason that tells most.
std::unexpected<Error> why_none(const std::string& host, const std::array<Question, 2>& questions) {
  if (std::ranges::all_of(questions, [](const Question& q) { return is_none(q.status); })) {
    const bool exists =
        std::ranges::any_of(questions, [](const Question& q) { return q.status == ARES_ENODATA; });
    return fail("name-not-found", exists ? host + " has no address in DNS" : "DNS knows no name " + host);
  }
  for (const auto& question : questions) {
    if (is_none(question.status) || is_late(question.status)) continue;
    return fail("dns-failed", fmt::format("{}: {}", host, ares_strerror(question.status)));
  }
  return fail("dns-timeout", fmt::format("{}: no answer from the DNS server in time", host));
}

Result<std::vector<Address>> look_up(ares_channel channel, const std::string& host,
                                     std::chrono::milliseconds timeout) {
  std::array<Question, 2> questions{Question{.type = kTypeA}, Question{.type = kTypeAaaa}};
  for (auto& question : questions) {
    ares_query(channel, host.c_str(), kClassIn, question.type, on_answer, &question);
  }
  serve(channel, questions, Clock::now() + timeout);
  std::vector<Address> out;
  for (auto& question : questions) std::ranges::move(question.addresses, std::back_inserter(out));
  if (out.empty()) return why_none(host, questions);
  return out;
}

struct Server {
  Address address;
  std::uint16_t port = 53;
};

Result<Server> parse_server(const std::string& text) {
  if (auto address = Address::parse(text)) return Server{*address, 53};
  const auto colon = text.rfind(':');
  auto address = Address::parse(text.substr(0, colon));
  if (!address) return std::unexpected(std::move(address.error()).in("DNS server"));
  auto port = parse_port(text.substr(colon + 1));
  if (!port) return std::unexpected(std::move(port.error()).in("DNS server"));
  return Server{*address, *port};
}

Result<Channel> open_channel(const std::string& server, std::chrono::milliseconds timeout) {
  std::string lookups = "b";  // DNS and nothing else
  ares_options options{};
  // A lost datagram is asked again after a quarter of the time, and after half of it once more.
  options.timeout = std::max(1, static_cast<int>(timeout.count() / 4));
  options.tries = 3;
  options.lookups = lookups.data();
  ares_channel raw = nullptr;
  const int made = ares_init_options(&raw, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS);
  Channel channel(made == ARES_SUCCESS ? raw : nullptr);
  if (!channel) return fail("dns-failed", fmt::format("c-ares: {}", ares_strerror(made)));
  if (server.empty()) return channel;
  auto where = parse_server(server);
  if (!where) return std::unexpected(std::move(where.error()));
  const std::string list = fmt::format("{}:{}", where->address.bracketed(), where->port);
  if (const int set = ares_set_servers_ports_csv(channel.get(), list.c_str()); set != ARES_SUCCESS) {
    return fail("dns-failed", fmt::format("DNS server {}: {}", list, ares_strerror(set)));
  }
  return channel;
}

}  // namespace

Result<Lookup> dns_lookup(const std::string& server, std::chrono::milliseconds timeout) {
  // Once a process, as c-ares asks; it keeps nothing that would need the counterpart.
  static const int kReady = ares_library_init(ARES_LIB_INIT_ALL);
  if (kReady != ARES_SUCCESS) return fail("dns-failed", fmt::format("c-ares: {}", ares_strerror(kReady)));
  auto channel = open_channel(server, timeout);
  if (!channel) return std::unexpected(std::move(channel.error()));
  // A std::function has to be copyable, a channel is not.
  return [shared = std::shared_ptr(std::move(*channel)), timeout](const std::string& host) {
    return look_up(shared.get(), host, timeout);
  };
}

}  // namespace rehearse::route
