#pragma once
// Pictures with a line a thing: its name at the left, its bar beside it.

#include <string>

namespace rehearse::report::html {

inline constexpr double kLeft = 270, kRight = 890;  ///< where bars stand, in a picture 900 units wide
inline constexpr int kStep = 22;                    ///< from one line to the next
inline constexpr std::size_t kNameColumns = 36;

/// A coordinate, with one decimal.
std::string number(double value);

}  // namespace rehearse::report::html
