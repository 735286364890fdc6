#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rehearse::lab {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What a client asked, as it stood on the wire.
struct HttpRequest {
  std::string method;
  std::string target;  ///< origin, absolute, authority or asterisk form: not looked into
  int version = 11;    ///< 10 or 11
  Headers headers;     ///< in the order of the wire
  std::string body;    ///< chunks already joined
  std::string sni;     ///< of its connection; empty where none came

  /// The value of the first header of that name (case aside); empty where there is none.
  std::string_view header(std::string_view name) const;
};

/// What an edge answers. Content-Length and Connection are added unless `headers` has them: a test may lie.
struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;
  std::optional<std::string> raw;      ///< these bytes instead of all of the above; empty = not one byte
  std::chrono::milliseconds delay{0};  ///< before the first byte
  std::size_t drip_bytes = 0;          ///< what is sent goes out in pieces of so many bytes; 0 = at once
  std::chrono::milliseconds drip_every{10};
  enum class Then { as_asked, close, reset } then = Then::as_asked;  ///< after the last byte
};

/// Threads: called on the edge's own thread, one request at a time. It must come back for the edge to stop.
using Handler = std::function<HttpResponse(const HttpRequest&)>;

/// Whether both can stand in a header line: a token, and a value without control characters.
bool is_header(std::string_view name, std::string_view value);

/// The status line, headers and body of `response` as they go onto the wire. `always` headers come last.
/// A HEAD request, 1xx, 204 and 304 get no body.
std::string to_wire(const HttpRequest& request, const HttpResponse& response, const Headers& always);

}  // namespace rehearse::lab
