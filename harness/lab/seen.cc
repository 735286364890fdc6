#include "lab/seen.h"

#include <algorithm>

namespace rehearse::lab {

std::size_t Recorder::begin() {
  if (x_keep == Keep::nothing) return 0;
  const std::scoped_lock lock(x_mutex);
  x_seen.emplace_back();
  return x_seen.size() - 1;
}

void Recorder::change(std::size_t connection, const std::function<void(Seen&)>& how) {
  if (x_keep == Keep::nothing) return;
  {
    const std::scoped_lock lock(x_mutex);
    how(x_seen[connection]);
  }
  x_changed.notify_all();
}

void Recorder::receive(std::size_t connection, const char* bytes, std::size_t length) {
  change(connection, [bytes, length](Seen& seen) {
    seen.received.append(bytes, std::min(length, kKeptBytes - seen.received.size()));
  });
}

std::vector<Seen> Recorder::seen() const {
  const std::scoped_lock lock(x_mutex);
  return {x_seen.begin(), x_seen.end()};
}

std::vector<Seen> Recorder::wait_ended(std::size_t connections, std::chrono::milliseconds within) const {
  std::unique_lock lock(x_mutex);
  x_changed.wait_for(lock, within, [&] {
    return std::ranges::count_if(x_seen, &Seen::ended) >= static_cast<std::ptrdiff_t>(connections);
  });
  return {x_seen.begin(), x_seen.end()};
}

// REQUIRES: x_mutex is held.
std::string Recorder::received_locked() const {
  std::string out;
  for (const auto& seen : x_seen) out += seen.received;
  return out;
}

std::string Recorder::wait_received(std::size_t bytes, std::chrono::milliseconds within) const {
  std::unique_lock lock(x_mutex);
  x_changed.wait_for(lock, within, [&] { return received_locked().size() >= bytes; });
  return received_locked();
}

std::string Recorder::received() const {
  const std::scoped_lock lock(x_mutex);
  return received_locked();
}

}  // namespace rehearse::lab
