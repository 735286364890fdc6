#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rehearse::trust {

/// Reads DER element by element, as strictly as X.690 has it: lengths in their shortest form, no indefinite
/// ones, tags of one byte. For clients that refuse what OpenSSL's readers let pass.
///
/// It borrows the bytes. Every length is held against what is left. Threads: one caller at a time.
class Der {
 public:
  enum Tag : std::uint8_t {
    boolean = 0x01,
    integer = 0x02,
    bit_string = 0x03,
    octet_string = 0x04,
    null = 0x05,
    object_id = 0x06,
    utf8_string = 0x0C,
    numeric_string = 0x12,
    printable_string = 0x13,
    t61_string = 0x14,
    ia5_string = 0x16,
    utc_time = 0x17,
    generalized_time = 0x18,
    bmp_string = 0x1E,
    sequence = 0x30,
    set = 0x31,
  };
  /// [n]: of a primitive value, and of one that holds others.
  static constexpr std::uint8_t context(unsigned n) { return static_cast<std::uint8_t>(0x80U | n); }
  static constexpr std::uint8_t constructed(unsigned n) { return static_cast<std::uint8_t>(0xA0U | n); }

  struct Element {
    std::uint8_t tag = 0;
    std::string_view content;
    std::string_view whole;  ///< with tag and length
  };

  explicit Der(std::string_view bytes) : x_rest(bytes) {}

  bool empty() const { return x_rest.empty(); }
  /// Whether the next element has this tag. False at the end.
  bool at(std::uint8_t tag) const;
  /// The next element, whatever it is; nothing where the bytes are no DER, or at the end.
  std::optional<Element> next();
  /// The next element if it has this tag; else nothing, and what is left stays as it was.
  std::optional<Element> next(std::uint8_t tag);
  /// Its content alone.
  std::optional<std::string_view> read(std::uint8_t tag);

 private:
  std::string_view x_rest;
};

/// Whether `bytes` are elements of DER, and so is all they hold, as far as their tags say that they hold
/// elements. SEQUENCE and SET do, all other universal types do not. What an OCTET STRING wraps is not looked
/// at.
bool is_der_throughout(std::string_view bytes);

/// Whether the content of an INTEGER is not empty and in its shortest form.
bool is_minimal_integer(std::string_view content);

}  // namespace rehearse::trust
