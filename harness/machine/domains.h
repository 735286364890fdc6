#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rehearse::machine {

/// Under which names a host counts where it stands by itself: "example.com" for everything below it.
class Domains {
 public:
  Domains() = default;
  /// Takes host names and wildcards as notices have them; of each, the domain it lies in: "*.example.com" and
  /// "api.example.com" are example.com, and a name of two labels is itself.
  explicit Domains(const std::vector<std::string>& patterns);

  /// Whether a normal_host() lies in one of them.
  bool contain(std::string_view host) const;
  const std::vector<std::string>& names() const { return x_names; }

 private:
  std::vector<std::string> x_names;  ///< normal_host()
};

}  // namespace rehearse::machine
