#pragma once

#include <compare>
#include <string>

namespace rehearse {

/// Something a reader must know. It decides nothing by itself.
struct Finding {
  std::string id;  ///< stable, spelt with hyphens: `family-not-covered`
  std::string
      where;  ///< what it is about: "soap/staging", "store billing", "override 2"; empty = the whole run
  std::string text;  ///< for people; may hold text of a peer: print through printable()
  friend auto operator<=>(const Finding&, const Finding&) = default;
};

}  // namespace rehearse
