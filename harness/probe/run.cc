#include <algorithm>
#include <chrono>
#include <deque>
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
  Prober(std::span<const Line> lines, const Gate& gate, const Options& options)
      : x_lines(lines), x_options(options), x_run{gate, options.limits}, x_multi(curl_multi_init()) {}

  Result<void> go() && {
    if (!x_multi) return fail("out-of-memory", "curl_multi_init");
    while (x_next < x_lines.size() || !x_ready.empty() || !x_active.empty()) {
      if (x_options.interrupted && x_options.interrupted()) {
        interrupt();
        break;
      }
      if (auto begun = begin_jobs(); !begun) return begun;
      int running = 0;
      if (const auto code = curl_multi_perform(x_multi.get(), &running); code != CURLM_OK) {
        return fail("curl-failed", curl_multi_strerror(code));
      }
      take_finished();
      stop_late();
      if (x_options.watch) x_options.watch(progress());
      if (!x_active.empty() && x_ready.empty())
        curl_multi_poll(x_multi.get(), nullptr, 0, wait_ms(), nullptr);
    }
    return {};
  }

  ~Prober() {
    for (auto& [handle, active] : x_active) curl_multi_remove_handle(x_multi.get(), handle);
  }

 private:
  struct Active {
    std::size_t line;
    std::unique_ptr<Connection> connection;
  };
  struct Ready {
    std::size_t line;
    Job job;
  };

  Progress progress() const {
    Progress out{.ended = x_ended, .oldest = nullptr, .oldest_since = {}};
    for (const auto& [handle, active] : x_active) {
      const auto since = active.connection->begun_at();
      if (out.oldest != nullptr && since >= out.oldest_since) continue;
      out.oldest = &active.connection->route();
      out.oldest_since = since;
    }
    return out;
  }

  // What the line says next; what cannot be begun is told at once.
  void ask(std::size_t line, std::optional<Observation> before) {
    if (before) ++x_ended;
    auto job = x_lines[line](std::move(before));
    while (job && !job->route->address) {
      const auto& route = *job->route;
      ++x_ended;
      job = x_lines[line](not_begun("unresolved", route.unresolved ? route.unresolved->text() : ""));
    }
    if (job) x_ready.push_back({line, *std::move(job)});
  }

  Result<void> begin_jobs() {
    while (x_active.size() < std::max<std::size_t>(1, x_options.jobs)) {
      while (x_ready.empty() && x_next < x_lines.size()) ask(x_next++, std::nullopt);
      if (x_ready.empty()) break;
      auto ready = std::move(x_ready.front());
      x_ready.pop_front();
      if (auto begun = begin(ready.line, std::move(ready.job)); !begun) return begun;
    }
    return {};
  }

  Result<void> begin(std::size_t line, Job job) {
    auto connection = std::make_unique<Connection>(std::move(job), x_run);
    if (auto set_up = connection->set_up(); !set_up) return set_up;
    connection->begin();
    auto* handle = connection->handle();
    if (const auto code = curl_multi_add_handle(x_multi.get(), handle); code != CURLM_OK) {
      return fail("curl-failed", curl_multi_strerror(code));
    }
    x_active.emplace(handle, Active{line, std::move(connection)});
    return {};
  }

  void take_finished() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(x_multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const auto code = message->data.result;
      auto* handle = message->easy_handle;
      const auto found = x_active.find(handle);
      const auto line = found->second.line;
      auto seen = found->second.connection->finish(code);
      curl_multi_remove_handle(x_multi.get(), handle);
      x_active.erase(found);
      ask(line, std::move(seen));
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
      const auto line = active->second.line;
      auto seen = connection.stop(deadline.failure, "no end within the limit of the profile");
      curl_multi_remove_handle(x_multi.get(), active->first);
      active = x_active.erase(active);
      ask(line, std::move(seen));
    }
  }

  int wait_ms() const {
    auto soonest = Clock::now() + kLongestWait;
    for (const auto& [handle, active] : x_active)
      soonest = std::min(soonest, active.connection->deadline().at);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(soonest - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(0, wait.count()));
  }

  // Nothing is begun any more; every line is told so until it has no more to ask.
  void interrupt() {
    for (auto& [handle, active] : x_active) {
      end(active.line, active.connection->stop("interrupted", "the run was interrupted"));
      curl_multi_remove_handle(x_multi.get(), handle);
    }
    x_active.clear();
    for (auto& ready : x_ready) end(ready.line, not_begun("interrupted", "the run was interrupted"));
    x_ready.clear();
    for (; x_next < x_lines.size(); ++x_next) end(x_next, std::nullopt);
  }

  void end(std::size_t line, std::optional<Observation> seen) {
    while (x_lines[line](std::move(seen))) seen = not_begun("interrupted", "the run was interrupted");
  }

  std::span<const Line> x_lines;
  const Options& x_options;
  Connection::Run x_run;
  std::size_t x_next = 0;
  std::size_t x_ended = 0;
  std::deque<Ready> x_ready;
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

Result<void> run(std::span<const Line> lines, const Gate& gate, const Options& options) {
  start_libraries();
  return Prober(lines, gate, options).go();
}

Result<std::vector<Observation>> run(std::span<const Job> jobs, const Gate& gate, const Options& options) {
  std::vector<Observation> out(jobs.size());
  std::vector<Line> lines;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    lines.emplace_back([&out, &jobs, i](std::optional<Observation> seen) {
      if (!seen) return std::optional<Job>(jobs[i]);
      out[i] = *std::move(seen);
      return std::optional<Job>();
    });
  }
  if (auto done = run(lines, gate, options); !done) return std::unexpected(std::move(done.error()));
  return out;
}

}  // namespace rehearse::probe
