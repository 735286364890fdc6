#include "machine/scheme.h"

#include <algorithm>

#include "base/ascii.h"
#include "machine/text_signs.h"

namespace rehearse::machine {
namespace {

constexpr Scheme kWeb[] = {{"https"}, {"http", 443, Shown::never}};
// Source of the ports: IANA's registry of service names; for databases and Redis what their clients take.
constexpr Scheme kOthers[] = {{"wss"},
                              {"ws", 443, Shown::never},
                              {"amqps", 5671},
                              {"ftps", 990},
                              {"grpcs"},
                              {"imaps", 993},
                              {"ldaps", 636},
                              {"mqtts", 8883},
                              {"pop3s", 995},
                              {"rediss", 6379},
                              {"smtps", 465},
                              {"ssl"},
                              {"tcps"},
                              {"tls"},
                              {"mariadb", 3306, Shown::perhaps},
                              {"mysql", 3306, Shown::perhaps},
                              {"postgres", 5432, Shown::perhaps},
                              {"postgresql", 5432, Shown::perhaps},
                              {"sqlserver", 1433, Shown::perhaps},
                              {"tcp", 443, Shown::perhaps}};
constexpr Scheme kAnyDatabase = {"jdbc", 443, Shown::perhaps};

const Scheme* named(std::string_view word) {
  const auto* const found =
      std::ranges::find_if(kOthers, [&](const auto& one) { return same_ignoring_case(word, one.name); });
  return found == std::end(kOthers) ? nullptr : found;
}

// "jdbc:db2:", "jdbc\:db2\:" of properties.
bool is_behind_jdbc(std::string_view text, std::size_t from) {
  constexpr std::size_t kFar = 40;
  auto begin = from;
  while (begin > 0 && from - begin < kFar &&
         (is_ascii_alphanumeric(text[begin - 1]) || is_one_of(text[begin - 1], ":\\+-")))
    --begin;
  const auto before = text.substr(begin, from - begin);
  return before.ends_with(':') && (before.starts_with("jdbc:") || before.starts_with("jdbc\\:"));
}

}  // namespace

const Scheme* scheme_at(std::string_view text, std::size_t from, std::size_t end) {
  const auto word = text.substr(from, end - from);
  for (const auto& one : kWeb) {
    // "\nhttps://" in a string, and whatever else texts run together.
    if (word.size() >= one.name.size() &&
        same_ignoring_case(word.substr(word.size() - one.name.size()), one.name))
      return &one;
  }
  if (const auto* const found = named(word); found != nullptr) return found;
  if (from > 0 && text[from - 1] == '\\' && is_one_of(word.front(), "nrt")) return named(word.substr(1));
  return is_behind_jdbc(text, from) ? &kAnyDatabase : nullptr;
}

}  // namespace rehearse::machine
