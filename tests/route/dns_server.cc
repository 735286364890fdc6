#include "dns_server.h"

#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <map>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace rehearse::route {
namespace {

constexpr std::size_t kHeader = 12;
constexpr int kA = 1, kCname = 5, kAaaa = 28;
enum Rcode { no_error = 0, server_failure = 2, name_error = 3, refused = 5 };

std::string number(unsigned value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

struct Question {
  std::string label;  // the first one
  std::string bytes;  // as it came: the answer repeats it
  int type = 0;
};

std::optional<Question> read_question(std::string_view packet) {
  std::size_t at = kHeader;
  if (packet.size() <= at) return std::nullopt;
  Question out;
  out.label = packet.substr(at + 1, static_cast<unsigned char>(packet[at]));
  for (char& c : out.label) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  while (at < packet.size() && packet[at] != 0) at += 1U + static_cast<unsigned char>(packet[at]);
  if (at + 5 > packet.size()) return std::nullopt;
  out.bytes = packet.substr(kHeader, at + 5 - kHeader);
  out.type = static_cast<unsigned char>(packet[at + 2]);
  return out;
}

// `name` is a name in wire form, or a pointer to one.
std::string record(const std::string& name, int type, const std::string& data) {
  return name + number(static_cast<unsigned>(type), 2) + number(1, 2) + number(60, 4) +
         number(static_cast<unsigned>(data.size()), 2) + data;
}

std::string address_record(const std::string& name, int type, unsigned last) {
  if (type == kA) return record(name, kA, number(0xc0000200U | last, 4));  // 192.0.2.0/24
  return record(name, kAaaa, number(0x20010db8, 4) + std::string(8, '\0') + number(last, 4));
}

struct Answer {
  Rcode code = no_error;
  std::vector<std::string> records;
  bool truncated = false;
};

std::string name_of(const std::string& label) {
  return static_cast<char>(label.size()) + label + std::string("\7example\3com", 12) + '\0';
}

// What "LABEL.example.com" is an alias of and says no more about.
std::string alone(const std::string& label, int type) {
  if (label == "fork") return type == kA ? "a" : "aaaa";
  if (label == "limp") return type == kA ? "a" : "";
  if (label == "round") return type == kA ? label : "";
  static const std::map<std::string, std::string> kTargets = {
      {"hop", "both"},  {"hops", "hop"},   {"dangling", "nx"},
      {"self", "self"}, {"loop", "loop2"}, {"loop2", "loop"},
  };
  if (label.starts_with("n") && label.size() > 1 &&
      label.find_first_not_of("0123456789", 1) == std::string::npos)
    return "n" + std::to_string(std::stoi(label.substr(1)) + 1);
  const auto found = kTargets.find(label);
  return found == kTargets.end() ? std::string() : found->second;
}

// Nothing = silence.
std::optional<Answer> answer_to(const Question& question, bool over_tcp) {
  const std::string& label = question.label;
  const std::string same = number(0xc00c, 2);  // a pointer to the question's name
  Answer out;
  if (label == "silence" || (label == "slow" && question.type == kAaaa)) return std::nullopt;
  if (label == "servfail" || (label == "half" && question.type == kAaaa)) return Answer{server_failure, {}};
  if (label == "refused" || (label == "closed" && question.type == kAaaa)) return Answer{refused, {}};
  if (label == "none" || (label == "a" && question.type != kA) || (label == "aaaa" && question.type != kAaaa))
    return out;
  if ((label == "long" && !over_tcp) || label == "cut" || (label == "stub" && question.type == kA)) {
    if (over_tcp) return std::nullopt;
    return Answer{.truncated = true};
  }
  if (const auto target = alone(label, question.type); !target.empty()) {
    out.records = {record(same, kCname, name_of(target))};
    return out;
  }
  if (label == "loop-at-once") {
    out.records = {record(same, kCname, name_of("loop-two")),
                   record(name_of("loop-two"), kCname, name_of(label))};
    return out;
  }
  if (label == "alias") {
    const std::string target = std::string("\4edge\3net", 9) + '\0';
    out.records = {record(same, kCname, target), address_record(target, question.type, 9)};
    return out;
  }
  if (label == "many") {
    for (unsigned i = 1; i <= 10; ++i) out.records.push_back(address_record(same, question.type, i));
    return out;
  }
  for (const auto known :
       {"a", "aaaa", "both", "broken", "closed", "half", "limp", "long", "round", "slow", "stub", "torn"}) {
    if (label == known) out.records.push_back(address_record(same, question.type, 1));
  }
  if (out.records.empty()) out.code = name_error;
  return out;
}

std::string packet_of(std::string_view asked, const Question& question, const Answer& answer) {
  std::string out(asked.substr(0, 2));
  if (question.label == "garbage") return out + "\x81\x80" + std::string(7, '\xff');
  out += number(0x8180U | (answer.truncated ? 0x200U : 0U) | static_cast<unsigned>(answer.code), 2) +
         number(1, 2) + number(static_cast<unsigned>(answer.records.size()), 2) + number(0, 4) +
         question.bytes;
  for (const auto& one : answer.records) out += one;
  const bool is_torn = question.label == "torn" && question.type == kA;
  if (question.label == "broken" || is_torn) out.resize(out.size() - 6);
  return out;
}

}  // namespace

struct DnsServer::Impl {
  int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  int tcp = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int stop = eventfd(0, EFD_CLOEXEC);
  std::uint16_t port = 0;
  std::thread thread;

  // A length of two bytes, then the message. Source: RFC 1035 section 4.2.2. A client may have both of its
  // questions on one connection.
  void serve_one_over_tcp() const {
    const int client = accept4(tcp, nullptr, nullptr, SOCK_CLOEXEC);
    for (std::array<char, 1500> buffer{};;) {
      if (recv(client, buffer.data(), 2, MSG_WAITALL) != 2) break;
      const auto length = static_cast<std::size_t>(static_cast<unsigned char>(buffer[0]) << 8 |
                                                   static_cast<unsigned char>(buffer[1]));
      if (length > buffer.size()) break;
      if (recv(client, buffer.data(), length, MSG_WAITALL) != static_cast<ssize_t>(length)) break;
      const std::string_view asked(buffer.data(), length);
      const auto question = read_question(asked);
      const auto answer = question ? answer_to(*question, true) : std::nullopt;
      if (!answer) break;
      const auto packet = packet_of(asked, *question, *answer);
      const auto framed = number(static_cast<unsigned>(packet.size()), 2) + packet;
      send(client, framed.data(), framed.size(), MSG_NOSIGNAL);
    }
    close(client);
  }

  void serve() const {
    while (true) {
      std::array<pollfd, 3> waits{pollfd{socket, POLLIN, 0}, pollfd{stop, POLLIN, 0}, pollfd{tcp, POLLIN, 0}};
      if (poll(waits.data(), waits.size(), -1) < 0 || waits[1].revents != 0) return;
      if (waits[2].revents != 0) serve_one_over_tcp();
      if (waits[0].revents == 0) continue;
      std::array<char, 1500> buffer{};
      sockaddr_in from{};
      socklen_t length = sizeof from;
      const auto got =
          recvfrom(socket, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
      if (got <= 0) continue;
      const std::string_view asked(buffer.data(), static_cast<std::size_t>(got));
      const auto question = read_question(asked);
      const auto answer = question ? answer_to(*question, false) : std::nullopt;
      if (!answer) continue;
      const std::string packet = packet_of(asked, *question, *answer);
      sendto(socket, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&from), length);
    }
  }
};

DnsServer::DnsServer() : x_impl(std::make_unique<Impl>()) {
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof here;
  if (bind(x_impl->socket, reinterpret_cast<sockaddr*>(&here), length) != 0) return;
  if (getsockname(x_impl->socket, reinterpret_cast<sockaddr*>(&here), &length) != 0) return;
  x_impl->port = ntohs(here.sin_port);
  if (bind(x_impl->tcp, reinterpret_cast<sockaddr*>(&here), length) != 0 || listen(x_impl->tcp, 8) != 0)
    return;
  x_impl->thread = std::thread([impl = x_impl.get()] { impl->serve(); });
}

DnsServer::~DnsServer() {
  if (x_impl->thread.joinable()) {
    eventfd_write(x_impl->stop, 1);
    x_impl->thread.join();
  }
  close(x_impl->socket);
  close(x_impl->stop);
  close(x_impl->tcp);
}

bool DnsServer::running() const {
  return x_impl->thread.joinable();
}

std::string DnsServer::address() const {
  return "127.0.0.1:" + std::to_string(x_impl->port);
}

}  // namespace rehearse::route
