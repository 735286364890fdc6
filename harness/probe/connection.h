#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <curl/curl.h>

#include "base/handle.h"
#include "probe/probe.h"
#include "probe/recorder.h"

namespace rehearse::probe {

using StringList = Handle<curl_slist, curl_slist_free_all>;

/// One job under way: a libcurl handle set up for exactly one fresh connection, and everything it collects.
/// libcurl and OpenSSL keep its address: it must not move.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  /// What the connections of one run share.
  struct Run {
    const Gate& gate;
    const profile::Limits& limits;
    std::set<const route::Route*> waited = {};  ///< routes that were given time for a late refusal
  };

  /// `run` outlives the connection.
  Connection(Job job, Run& run);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Errors: curl-failed. To be called once, before the handle is used.
  Result<void> set_up();
  CURL* handle() const { return x_easy.get(); }

  const route::Route& route() const { return *x_job.route; }
  void begin() { x_begin = Clock::now(); }
  Clock::time_point begun_at() const { return x_begin; }
  /// When the phase it is in must be over, and what it is called when it is not.
  struct Deadline {
    Clock::time_point at;
    const char* failure;
  };
  Deadline deadline() const;

  /// The observation of a transfer that libcurl ended.
  Observation finish(CURLcode code);
  /// The observation of one that we ended: at its deadline, or because the run was interrupted.
  Observation stop(const std::string& failure, const std::string& text);

 private:
  Result<void> set_up_target();
  Result<void> set_up_request();
  Result<void> set_up_proxy();

  static CURLcode on_context(CURL*, void* context, void* self);
  static curl_socket_t on_open_socket(void* self, curlsocktype, curl_sockaddr* address);
  static int on_ready_to_send(void* self, char*, char*, int, int);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

  // Why nothing of the integration's own may leave; empty = it may.
  std::string why_shut() const;
  // Whether the request may be sent; else x_exchange.held_because says why not.
  bool ask_gate();
  void wait_for_late_refusal();
  void take_header_line(std::string_view line);
  Observation observation(Clock::time_point end);

  const Job x_job;
  const Gate& x_gate;
  const profile::Limits& x_limits;
  std::set<const route::Route*>& x_waited;

  // What libcurl only borrows stands before the handle that borrows it.
  Recorder x_recorder;
  StringList x_headers;
  StringList x_connect_to;
  std::string x_body;
  std::array<char, CURL_ERROR_SIZE> x_error{};
  int x_socket = -1;  // borrowed: libcurl closes it
  int x_contexts = 0;

  std::optional<Clock::time_point> x_sent_at;  // the gate opened
  std::optional<Clock::time_point> x_first_byte;
  Clock::time_point x_begin;
  Exchange x_exchange;
  std::size_t x_header_bytes = 0;
  std::string x_over_limit;
  bool x_gate_asked = false;
  bool x_refused_late = false;

  Handle<CURL, curl_easy_cleanup> x_easy;
};

}  // namespace rehearse::probe
