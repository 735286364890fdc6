#include <algorithm>
#include <chrono>
#include <map>
#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>

#include "probe/connection.h"
#include "probe/libraries.h"
#include "probe/probe.h"

namespace rehearse::probe {
namespace {

using Clock = std::chrono::steady_clock;

// How long one wait may be: the longest time until an interruption is noticed.
constexpr std::chrono::milliseconds kLongestWait{100};

Observation not_begun(std::string failure, std::string text) {
  Observation out;
  out.handshake.failure = std::move(failure);
  out.handshake.failure_text = std::move(text);
  return out;
}

class Prober {
 public:
  Prober(std::span<const Job> jobs, const Gate& gate, const Options& options)
      : x_jobs(jobs),
        x_options(options),
        x_run{gate, options.limits},
        x_out(jobs.size()),
        x_multi(curl_multi_init()) {}

  Result<std::vector<Observation>> go() && {
    if (!x_multi) return fail("out-of-memory", "curl_multi_init");
    while (x_next < x_jobs.size() || !x_active.empty()) {
      if (x_options.interrupted && x_options.interrupted()) {
        interrupt();
        break;
      }
      if (auto begun = begin_jobs(); !begun) return std::unexpected(std::move(begun.error()));
      int running = 0;
      if (const auto code = curl_multi_perform(x_multi.get(), &running); code != CURLM_OK) {
        return fail("curl-failed", curl_multi_strerror(code));
      }
      take_finished();
      stop_late();
      if (!x_active.empty()) curl_multi_poll(x_multi.get(), nullptr, 0, wait_ms(), nullptr);
    }
    return std::move(x_out);
  }

  ~Prober() {
    for (auto& [handle, active] : x_active) curl_multi_remove_handle(x_multi.get(), handle);
  }

 private:
  struct Active {
    std::size_t job;
    std::unique_ptr<Connection> connection;
  };

  Result<void> begin_jobs() {
    while (x_next < x_jobs.size() && x_active.size() < std::max<std::size_t>(1, x_options.jobs)) {
      const auto number = x_next++;
      const auto& job = x_jobs[number];
      if (!job.route->address) {
        x_out[number] = not_begun("unresolved", job.route->unresolved ? job.route->unresolved->text() : "");
        continue;
      }
      auto connection = std::make_unique<Connection>(job, x_run);
      if (auto ready = connection->set_up(); !ready) return ready;
      connection->begin();
      auto* handle = connection->handle();
      if (const auto code = curl_multi_add_handle(x_multi.get(), handle); code != CURLM_OK) {
        return fail("curl-failed", curl_multi_strerror(code));
      }
      x_active.emplace(handle, Active{number, std::move(connection)});
    }
    return {};
  }

  void take_finished() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(x_multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const auto code = message->data.result;
      auto* handle = message->easy_handle;
      const auto found = x_active.find(handle);
      x_out[found->second.job] = found->second.connection->finish(code);
      curl_multi_remove_handle(x_multi.get(), handle);
      x_active.erase(found);
    }
  }

  void stop_late() {
    const auto now = Clock::now();
    for (auto active = x_active.begin(); active != x_active.end();) {
      auto& connection = *active->second.connection;
      const auto deadline = connection.deadline();
      if (now < deadline.at) {
        ++active;
        continue;
      }
      x_out[active->second.job] = connection.stop(deadline.failure, "no end within the limit of the profile");
      curl_multi_remove_handle(x_multi.get(), active->first);
      active = x_active.erase(active);
    }
  }

  int wait_ms() const {
    auto soonest = Clock::now() + kLongestWait;
    for (const auto& [handle, active] : x_active)
      soonest = std::min(soonest, active.connection->deadline().at);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(soonest - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(0, wait.count()));
  }

  void interrupt() {
    for (auto& [handle, active] : x_active) {
      x_out[active.job] = active.connection->stop("interrupted", "the run was interrupted");
      curl_multi_remove_handle(x_multi.get(), handle);
    }
    x_active.clear();
    for (; x_next < x_jobs.size(); ++x_next)
      x_out[x_next] = not_begun("interrupted", "the run was interrupted");
  }

  std::span<const Job> x_jobs;
  const Options& x_options;
  Connection::Run x_run;
  std::vector<Observation> x_out;
  std::size_t x_next = 0;
  Handle<CURLM, curl_multi_cleanup> x_multi;
  std::map<CURL*, Active> x_active;
};

}  // namespace

std::string_view to_id(Reached reached) {
  switch (reached) {
    case Reached::nothing:
      return "nothing";
    case Reached::connected:
      return "connected";
    case Reached::negotiating:
      return "negotiating";
    case Reached::finished:
      return "finished";
  }
  return "nothing";
}

Result<std::vector<Observation>> run(std::span<const Job> jobs, const Gate& gate, const Options& options) {
  start_libraries();
  return Prober(jobs, gate, options).go();
}

}  // namespace rehearse::probe
