#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"
#include "base/template.h"
#include "profile/profile.h"

namespace rehearse::call {

constexpr std::size_t kPieceBytes = 160;  // of one piece of a detail, so that none crowds out the others
constexpr std::size_t kWindowBytes = 16U << 10;  // of a body that is looked at to be shown

/// At most `limit` bytes, and no UTF-8 sequence torn.
std::string cut(std::string text, std::size_t limit);

/// Makes a peer's text fit to be shown, without the secrets of a call, which an application may well echo,
/// and of what it captured. They are taken out before the cut: half a secret would not be recognised
/// afterwards.
class Excerpt {
 public:
  Excerpt(const profile::Call& call, const Values& values);

  void add(const SecretText& text);
  void add(std::string_view secret);
  /// One line, at most `limit` bytes.
  std::string of(std::string_view text, std::size_t limit = kPieceBytes) const;

 private:
  Redactor x_redactor;
  std::size_t x_longest = 0;
};

}  // namespace rehearse::call
