#include "judge/proofs.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rehearse::judge {
namespace {

using Endpoint = Grounds::Endpoint;

class Proofs {
 public:
  Proofs(const CompareQuestion& question, const Grounds& grounds, Comparison& comparison)
      : q(question), x_grounds(grounds), x_out(comparison), x_of(q.candidate.name), x_to(q.baseline.name) {}

  void go() && {
    say_of_chains();
    say_of_calls();
    for (const auto& [where, reason] : x_out.not_compared)
      not_proved("{}: was not compared ({})", where, reason);
    not_proved("what {} does with other data, other users and more load than these calls", x_to);
    not_proved("revocation, address lists and whatever else decides before a call arrives");
  }

 private:
  template <class... Args>
  void proved(fmt::format_string<Args...> format, Args&&... args) {
    x_out.proves.push_back(fmt::format(format, std::forward<Args>(args)...));
  }
  template <class... Args>
  void not_proved(fmt::format_string<Args...> format, Args&&... args) {
    x_out.proves_not.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  // The endpoints of which something holds, for a sentence about all of them; empty = none.
  std::string where(const std::function<bool(const Endpoint&)>& holds) const {
    std::vector<std::string> out;
    for (const auto& [name, endpoint] : x_grounds.endpoints) {
      if (holds(endpoint)) out.push_back(name);
    }
    return fmt::format("{}", fmt::join(out, ", "));
  }

  static bool is_one_chain(const Endpoint& it) {
    return it.anchor == Likeness::same && it.issuer == Likeness::same && it.intermediates == Likeness::same;
  }

  void say_of_chains() {
    const auto works =
        where([](const Endpoint& it) { return is_one_chain(it) && it.stores == StoresSay::alike; });
    if (!works.empty()) {
      proved(
          "{}: the same issuer, anchor and intermediates stand behind {} and {}, and the stores say the same "
          "of both: a store that works at the one has what the other needs",
          works, x_of, x_to);
    }
    const auto nobody_asked =
        where([](const Endpoint& it) { return is_one_chain(it) && it.stores == StoresSay::nothing; });
    if (!nobody_asked.empty()) {
      proved("{}: the same issuer, anchor and intermediates stand behind {} and {}; no store was asked",
             nobody_asked, x_of, x_to);
    }
    const auto anchor = where([](const Endpoint& it) { return it.anchor == Likeness::other; });
    if (!anchor.empty()) {
      not_proved("{}: {} ends in another anchor than {}: that a store works there says nothing about {}",
                 anchor, x_of, x_to, x_to);
    }
    const auto issuer = where([](const Endpoint& it) { return it.issuer == Likeness::other; });
    if (!issuer.empty()) {
      not_proved(
          "{}: another authority issues the certificate of {}: a client that pins {}'s, or a store that "
          "holds the issuer and not the root, may say something else",
          issuer, x_of, x_to);
    }
    const auto sent = where([](const Endpoint& it) { return it.intermediates == Likeness::other; });
    if (!sent.empty()) {
      not_proved("{}: {} sends other intermediates than {}: a store may need one more, or one less", sent,
                 x_of, x_to);
    }
    const auto no_store = where([](const Endpoint& it) { return it.stores == StoresSay::none_trusts; });
    if (!no_store.empty())
      not_proved("{}: no store trusts {} and {}: none of them works there", no_store, x_of, x_to);
    const auto stores = where([](const Endpoint& it) { return it.stores == StoresSay::other; });
    if (!stores.empty()) not_proved("{}: the stores say something else of {} than of {}", stores, x_of, x_to);
  }

  void say_of_calls() {
    const auto withheld = withheld_at();
    if (!x_out.differs() && x_out.is_whole()) say_of_answers(!withheld.empty());
    if (x_grounds.answered.empty() && x_grounds.by_status.empty() && x_grounds.edge_pages.empty())
      not_proved("what {} and {} answer: no call was compared", x_of, x_to);
    if (!x_grounds.by_status.empty()) not_proved("headers and bodies of answers: a saved run holds none");
    if (!x_grounds.edge_pages.empty()) {
      not_proved("{}: answered by an edge's own error page, and not by the application",
                 fmt::join(x_grounds.edge_pages, ", "));
    }
    if (!withheld.empty() && !x_grounds.answered.empty())
      not_proved("what {} answers whoever is logged in: it got no credentials", withheld);
  }

  void say_of_answers(bool is_withheld) {
    const auto but = x_out.ignored > 0 ? " but for what the profile ignores" : "";
    if (!x_grounds.answered.empty()) {
      proved("the calls that were made get alike answers from {} and {}{}{}", x_of, x_to,
             is_withheld ? ", without credentials" : "", but);
    }
    if (!x_grounds.by_status.empty())
      proved("the calls that were made come to the same status and outcome at {} and {}{}", x_of, x_to, but);
  }

  std::string withheld_at() const {
    std::vector<std::string> out;
    for (const auto* side : {&q.candidate, &q.baseline}) {
      if (side->credentials == profile::Credentials::withheld) out.push_back(side->name);
    }
    return fmt::format("{}", fmt::join(out, " and "));
  }

  const CompareQuestion& q;
  const Grounds& x_grounds;
  Comparison& x_out;
  const std::string& x_of;
  const std::string& x_to;
};

}  // namespace

void add_proofs(const CompareQuestion& question, const Grounds& grounds, Comparison& comparison) {
  Proofs(question, grounds, comparison).go();
}

}  // namespace rehearse::judge
