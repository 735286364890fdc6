#include "base/secret.h"

#include <algorithm>
#include <utility>

namespace rehearse {

void SecretText::append(const SecretText& more) {
  // Its own pieces would move under the loop.
  auto pieces = more.x_pieces;
  for (auto& piece : pieces) x_pieces.push_back(std::move(piece));
}

SecretText SecretText::substr(std::size_t from, std::size_t count) const {
  SecretText out;
  for (const auto& piece : x_pieces) {
    const auto skipped = std::min(from, piece.text.size());
    auto text = piece.text.substr(skipped, count);
    from -= skipped;
    count -= count == std::string::npos ? 0 : text.size();
    if (!text.empty()) out.x_pieces.push_back({std::move(text), piece.secret});
  }
  return out;
}

bool SecretText::has_secret() const {
  return std::ranges::any_of(x_pieces, [](const Piece& p) { return p.secret; });
}

bool SecretText::empty() const {
  return std::ranges::all_of(x_pieces, [](const Piece& p) { return p.text.empty(); });
}

std::string SecretText::reveal() const {
  std::string out;
  for (const auto& piece : x_pieces) out += piece.text;
  return out;
}

std::string SecretText::masked(std::string_view word) const {
  std::string out;
  for (const auto& piece : x_pieces) out += piece.secret ? word : piece.text;
  return out;
}

std::string SecretText::visible() const {
  std::string out;
  for (const auto& piece : x_pieces) out += piece.secret ? std::string(piece.text.size(), '\0') : piece.text;
  return out;
}

std::vector<std::string> SecretText::secrets() const {
  std::vector<std::string> out;
  for (const auto& piece : x_pieces) {
    if (piece.secret) out.push_back(piece.text);
  }
  return out;
}

}  // namespace rehearse
