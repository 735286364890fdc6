#include "base/secret.h"

#include <algorithm>

namespace rehearse {

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

std::vector<std::string> SecretText::secrets() const {
  std::vector<std::string> out;
  for (const auto& piece : x_pieces) {
    if (piece.secret) out.push_back(piece.text);
  }
  return out;
}

}  // namespace rehearse
