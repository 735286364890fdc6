#include "route/dns.h"

#include <algorithm>
#include <array>
#include <memory>
#include <poll.h>

#include <ares.h>
#include <fmt/format.h>

#include "base/handle.h"
#include "base/hostname.h"
#include "route/dns_message.h"

namespace rehearse::route {
namespace {

using Channel = Handle<std::remove_pointer_t<ares_channel>, ares_destroy>;
using Clock = std::chrono::steady_clock;

constexpr int kClassIn = 1;
constexpr int kTypeA = 1;
constexpr int kTypeAaaa = 28;
constexpr std::size_t kMostAliases = 16;

// c-ares holds its address until the callback ran.
struct Question {
  std::string name;
  int type = kTypeA;
  bool done = false;
  bool cut = false;  // truncated over UDP, and not had over TCP
  int status = ARES_SUCCESS;
  DnsRecords records;
};

void on_answer(void* argument, int status, int /*timeouts*/, unsigned char* bytes, int length) {
  auto& question = *static_cast<Question*>(argument);
  question.done = true;
  question.status = status;
  // Also of a name that does not exist: the aliases that lead to it are there.
  if (bytes == nullptr || length <= 0) return;
  auto records = read_dns_message({bytes, static_cast<std::size_t>(length)});
  if (records) {
    question.records = *std::move(records);
  } else if (status == ARES_SUCCESS) {
    question.status = ARES_EBADRESP;
  }
}

bool is_unreached(const Question& question) {
  return question.status == ARES_ECONNREFUSED;
}

// Whether there is anything left to wait for. Where no server listens, the system tells only one of two
// questions so: the other would wait in vain.
bool is_over(const std::vector<Question>& questions) {
  return std::ranges::all_of(questions, &Question::done) || std::ranges::any_of(questions, is_unreached);
}

// Lets c-ares work until both questions are answered or the time is up.
void serve(ares_channel channel, const std::vector<Question>& questions, Clock::time_point deadline) {
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

const char* code_of(int status) {
  switch (status) {
    case ARES_ESERVFAIL:
      return "dns-server-failed";
    case ARES_EREFUSED:
      return "dns-refused";
    default:
      return "dns-failed";
  }
}

struct Channels {
  Channel udp;
  Channel tcp;
  Channel as_it_comes;  // where a server that fails or refuses is not passed over
};

Result<Channel> open_channel(const std::string& server, std::chrono::milliseconds timeout, int flags) {
  std::string lookups = "b";  // DNS and nothing else
  ares_options options{};
  options.flags = flags;
  // A lost datagram is asked again after a quarter of the time, and after half of it once more.
  options.timeout = std::max(1, static_cast<int>(timeout.count() / 4));
  options.tries = 3;
  options.lookups = lookups.data();
  ares_channel raw = nullptr;
  const int made = ares_init_options(&raw, &options,
                                     ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS);
  Channel channel(made == ARES_SUCCESS ? raw : nullptr);
  if (!channel) return fail("dns-failed", fmt::format("c-ares: {}", ares_strerror(made)));
  if (server.empty()) return channel;
  constexpr std::uint16_t kDnsPort = 53;
  auto where = parse_socket(server, kDnsPort);
  if (!where) return std::unexpected(std::move(where.error()).in("DNS server"));
  const std::string list = fmt::format("{}:{}", where->address.bracketed(), where->port);
  if (const int set = ares_set_servers_ports_csv(channel.get(), list.c_str()); set != ARES_SUCCESS) {
    return fail("dns-failed", fmt::format("DNS server {}: {}", list, ares_strerror(set)));
  }
  return channel;
}

// How far one family's half of a lookup has come. Each follows its own CNAMEs: a server may lead the two to
// different machines.
struct Half {
  Family family = Family::ipv4;
  std::string name;  // where it has come to
  std::vector<Alias> aliases;
  std::vector<DnsRecords::Owned> addresses;
  Question question;            // the last one
  std::optional<Error> no_end;  // of its CNAMEs
  bool is_open = true;          // there is a name left to ask for
};

// One name's way to its addresses.
class Walk {
 public:
  Walk(const Channels& channels, std::string host, std::chrono::milliseconds timeout)
      : x_channels(channels), x_host(std::move(host)), x_deadline(Clock::now() + timeout) {
    for (const auto family : {Family::ipv4, Family::ipv6})
      x_halves.push_back({.family = family, .name = x_host, .aliases = {}, .addresses = {}, .question = {}});
  }

  Result<Resolved> go() {
    // A server that knows the alias and not what it stands for is asked again, for that.
    while (std::ranges::any_of(x_halves, &Half::is_open)) {
      ask();
      for (auto& half : x_halves) {
        if (half.is_open) advance(half);
      }
    }
    return conclude();
  }

 private:
  void ask() {
    std::vector<Question> questions;
    for (const auto& half : x_halves) {
      if (half.is_open) questions.push_back(question_of(half));
    }
    const auto asked = questions;
    put(x_channels.udp.get(), questions);
    // Where every server failed or refused, c-ares says that nobody listens.
    if (std::ranges::any_of(questions, is_unreached)) {
      questions = asked;
      put(x_channels.as_it_comes.get(), questions);
    }
    std::vector<Question> again;
    for (const auto& question : questions) {
      if (question.records.truncated) again.push_back({.name = question.name, .type = question.type});
    }
    put(x_channels.tcp.get(), again);
    for (auto& question : again) {
      question.cut = question.status != ARES_SUCCESS && !is_none(question.status);
      *std::ranges::find(questions, question.type, &Question::type) = std::move(question);
    }
    for (auto& half : x_halves) {
      if (half.is_open) half.question = *std::ranges::find(questions, type_of(half), &Question::type);
    }
  }

  static int type_of(const Half& half) { return half.family == Family::ipv4 ? kTypeA : kTypeAaaa; }
  static Question question_of(const Half& half) { return {.name = half.name, .type = type_of(half)}; }

  void put(ares_channel channel, std::vector<Question>& questions) const {
    if (questions.empty()) return;
    for (auto& question : questions)
      ares_query(channel, question.name.c_str(), kClassIn, question.type, on_answer, &question);
    serve(channel, questions, x_deadline);
  }

  void advance(Half& half) const {
    const auto before = half.aliases.size();
    follow(half);
    for (const auto& one : half.question.records.addresses) {
      if (one.name == normal_host(half.name)) half.addresses.push_back(one);
    }
    half.is_open = !half.no_end && half.addresses.empty() && half.aliases.size() > before &&
                   half.question.status != ARES_ENOTFOUND;
  }

  void follow(Half& half) const {
    const auto& aliases = half.question.records.aliases;
    const auto is_here = [&](const Alias& alias) { return alias.name == normal_host(half.name); };
    for (auto next = std::ranges::find_if(aliases, is_here); next != aliases.end();
         next = std::ranges::find_if(aliases, is_here)) {
      const bool was_here = next->target == normal_host(x_host) ||
                            std::ranges::count(half.aliases, next->target, &Alias::name) > 0;
      half.aliases.push_back(*next);
      if (was_here || half.aliases.size() > kMostAliases) {
        half.no_end = Error{
            "dns-loop",
            fmt::format("{}: its CNAMEs {}: {}", x_host,
                        was_here ? "lead back to where they came from" : "do not end", text_of(half.aliases)),
            {}};
        return;
      }
      half.name = next->target;
    }
  }

  Result<Resolved> conclude() const {
    Resolved out;
    for (const auto& half : x_halves) {
      for (const auto& alias : half.aliases) {
        const auto is_same = [&](const Alias& it) {
          return it.name == alias.name && it.target == alias.target;
        };
        if (std::ranges::none_of(out.aliases, is_same)) out.aliases.push_back(alias);
      }
      for (const auto& [name, address, ttl] : half.addresses) {
        out.ttl = out.addresses.empty() ? ttl : std::min(out.ttl, ttl);
        out.addresses.push_back(address);
      }
    }
    if (out.addresses.empty()) return why_none();
    for (const auto& half : x_halves) {
      if (auto error = why_open(half)) out.unanswered = Unanswered{half.family, *std::move(error)};
    }
    return out;
  }

  std::string way(const Half& half) const { return half.aliases.empty() ? x_host : text_of(half.aliases); }

  // Why it is not known whether this family has addresses; none where that is known.
  std::optional<Error> why_open(const Half& half) const {
    if (half.no_end) return half.no_end;
    const int status = half.question.status;
    if (half.question.cut)
      return Error{
          "dns-truncated", way(half) + ": the answer is too long for UDP, and none came over TCP", {}};
    if (status == ARES_SUCCESS || is_none(status)) return std::nullopt;
    if (is_late(status))
      return Error{"dns-timeout", way(half) + ": no answer from the DNS server in time", {}};
    return Error{code_of(status), fmt::format("{}: {}", way(half), ares_strerror(status)), {}};
  }

  // Neither family gave an address: the reason that tells most.
  std::unexpected<Error> why_none() const {
    std::optional<Error> out;
    for (const auto& half : x_halves) {
      auto error = why_open(half);
      if (error && (!out || out->code == "dns-timeout")) out = std::move(error);
    }
    if (out) return std::unexpected(*std::move(out));
    const auto& longer =
        *std::ranges::max_element(x_halves, {}, [](const Half& it) { return it.aliases.size(); });
    const bool is_missing =
        std::ranges::all_of(x_halves, [](const Half& it) { return it.question.status == ARES_ENOTFOUND; });
    return is_missing ? fail("name-not-found", "DNS knows no name " + way(longer))
                      : fail("no-address", way(longer) + " has no address in DNS");
  }

  const Channels& x_channels;
  const std::string x_host;
  const Clock::time_point x_deadline;
  std::vector<Half> x_halves;
};

Result<Channels> open_channels(const std::string& server, std::chrono::milliseconds timeout) {
  // Whether an answer was truncated is for us to say, so c-ares is not to ask again by itself.
  auto udp = open_channel(server, timeout, ARES_FLAG_IGNTC);
  if (!udp) return std::unexpected(std::move(udp.error()));
  auto tcp = open_channel(server, timeout, ARES_FLAG_USEVC);
  if (!tcp) return std::unexpected(std::move(tcp.error()));
  auto plain = open_channel(server, timeout, ARES_FLAG_IGNTC | ARES_FLAG_NOCHECKRESP);
  if (!plain) return std::unexpected(std::move(plain.error()));
  return Channels{*std::move(udp), *std::move(tcp), *std::move(plain)};
}

}  // namespace

Result<Lookup> dns_lookup(const std::string& server, std::chrono::milliseconds timeout) {
  // Once a process, as c-ares asks; it keeps nothing that would need the counterpart.
  static const int kReady = ares_library_init(ARES_LIB_INIT_ALL);
  if (kReady != ARES_SUCCESS) return fail("dns-failed", fmt::format("c-ares: {}", ares_strerror(kReady)));
  auto channels = open_channels(server, timeout);
  if (!channels) return std::unexpected(std::move(channels.error()));
  // A std::function has to be copyable, a channel is not.
  return [shared = std::make_shared<Channels>(*std::move(channels)), timeout](const std::string& host) {
    return Walk(*shared, host, timeout).go();
  };
}

}  // namespace rehearse::route
