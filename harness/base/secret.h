#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rehearse {

/// Text of a profile in which some pieces came from the environment or a file and are secret.
/// It has no conversion to a string: a reader has to say whether the wire or a person gets it.
class SecretText {
 public:
  SecretText() = default;
  /// Text without a secret.
  explicit SecretText(std::string plain) { add_plain(std::move(plain)); }

  void add_plain(std::string text) { x_pieces.push_back({std::move(text), false}); }
  void add_secret(std::string text) { x_pieces.push_back({std::move(text), true}); }

  void append(const SecretText& more);
  /// `count` bytes of reveal() from `from` on, as secret as they are there.
  SecretText substr(std::size_t from, std::size_t count = std::string::npos) const;

  bool has_secret() const;
  bool empty() const;
  /// For the wire only, after the gate.
  std::string reveal() const;
  /// Every secret piece replaced by `word`.
  std::string masked(std::string_view word) const;
  /// As long as reveal(), a zero byte for every byte of a secret: for decisions that no secret may make.
  std::string visible() const;
  /// The secret pieces, for a Redactor.
  std::vector<std::string> secrets() const;

  /// Each piece in order: void(std::string_view text, bool is_secret). For what rewrites text piece by piece;
  /// what it is shown is for the wire only.
  template <class Take>
  void for_each(Take take) const {
    for (const auto& piece : x_pieces) take(std::string_view(piece.text), piece.secret);
  }

  friend bool operator==(const SecretText&, const SecretText&) = default;

 private:
  struct Piece {
    std::string text;
    bool secret;
    friend bool operator==(const Piece&, const Piece&) = default;
  };
  std::vector<Piece> x_pieces;
};

/// Takes known secrets out of text that others wrote: an echoed body, a library's error message.
///
/// A secret is found as it is and as XML, JSON, percent and form encoding write it, whichever of its
/// characters they chose to escape, and inside Base64, standard or URL-safe, at each of the three alignments;
/// so is each of its lines, without the blanks around it, and of a secret URL what stands behind its host.
/// Not found: a secret in other letters (capitals, hexadecimal, UTF-16), one that is encoded twice, Base64
/// broken into lines, a secret cut in two: scrub before cutting. Secrets under four bytes are not looked for:
/// they would tear holes into everything; they are masked where they stand. Threads: const calls may run at
/// once.
class Redactor {
 public:
  void add(std::string_view secret);
  /// Every occurrence replaced by `[secret]`; occurrences that overlap by one.
  std::string scrub(std::string_view text) const;
  bool empty() const { return x_needles.empty(); }

 private:
  void add_needle(std::string needle);
  std::vector<std::string> x_needles;
};

}  // namespace rehearse
