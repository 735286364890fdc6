#pragma once
// base: what every room needs and no room owns. It knows nothing of certificates, HTTP or profiles.
// Its names stand in namespace rehearse itself, so that every room sees them unqualified.

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rehearse {

/// Why something could not be evaluated. (That it was evaluated and is bad is a Finding or an Answer, never
/// an Error.)
struct Error {
  std::string code;    ///< stable id, e.g. `store-unreadable`
  std::string detail;  ///< for people; may hold text of a peer or a file: print through printable()
  std::vector<std::string>
      frames;  ///< added on the way up, innermost first: "store billing", "profile x.yaml"

  /// The same error, seen from one frame further up.
  Error in(std::string frame) && {
    frames.push_back(std::move(frame));
    return std::move(*this);
  }
  /// "profile x.yaml: store billing: no such file"
  std::string text() const {
    std::string out;
    for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) out += *frame + ": ";
    return out + detail;
  }
  friend bool operator==(const Error&, const Error&) = default;
};

/// std::expected that the compiler does not let one drop.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

/// `return fail("store-unreadable", "no such file");`
inline std::unexpected<Error> fail(std::string_view code, std::string detail) {
  return std::unexpected(Error{std::string(code), std::move(detail), {}});
}

}  // namespace rehearse
