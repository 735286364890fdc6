#include "base/secret.h"

#include <algorithm>

#include <fmt/format.h>

namespace rehearse {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::string_view kMask = "[secret]";

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// Base64 of `text` as it looks inside a longer Base64 text, when `skip` (0..2) bytes stand before it in its
// group of three: only the characters that depend on `text` alone.
std::string base64_within(std::string_view text, std::size_t skip) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string padded = std::string(skip, '\0') + std::string(text);
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : padded) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[bits >> (count - 6) & 63];
  }
  const std::size_t shared_front = skip == 0   ? 0
                                   : skip == 1 ? 2
                                               : 3;  // characters that also hold bits of what is before
  return out.size() > shared_front ? out.substr(shared_front) : std::string();
}

}  // namespace

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

void Redactor::add(std::string_view secret) {
  const std::string variants[] = {std::string(secret),     xml_escaped(secret),      json_escaped(secret),
                                  percent_encoded(secret), base64_within(secret, 0), base64_within(secret, 1),
                                  base64_within(secret, 2)};
  for (const auto& variant : variants) {
    if (secret.size() < kShortest || variant.size() < kShortest || std::ranges::count(x_known, variant) > 0)
      continue;
    x_known.push_back(variant);
  }
  std::ranges::stable_sort(x_known, [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string Redactor::scrub(std::string_view text) const {
  std::string out(text);
  for (const auto& known : x_known) {
    for (auto at = out.find(known); at != std::string::npos; at = out.find(known, at + kMask.size())) {
      out.replace(at, known.size(), kMask);
    }
  }
  return out;
}

}  // namespace rehearse
