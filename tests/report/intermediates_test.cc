#include "report/intermediates.h"

#include <gtest/gtest.h>

#include "report/made.h"

namespace rehearse::report::test {
namespace {

TEST(Intermediates, are_told_in_words_for_either_case) {
  const auto end = "2030-01-01T00:00:00Z";
  const auto leaf = certificate("api.example.com", "Issuing CA", end);
  const auto issuing = certificate("Issuing CA", "Policy CA", end),
             policy = certificate("Policy CA", "Root", end);
  const auto root = certificate("Root", "Root", end);
  const struct {
    judge::Intermediates it;
    cert::Chain sent;
    const char* text;
  } rows[] = {
      {{{issuing}, {}, root},
       {leaf, issuing},
       "The server sends the intermediate Issuing CA: a store needs the root Root alone. Where a server "
       "leaves it "
       "out, a store needs it as well."},
      {{{issuing, policy}, {}, root},
       {leaf, issuing, policy},
       "The server sends the intermediates Issuing CA and Policy CA: a store needs the root Root alone. "
       "Where a "
       "server leaves them out, a store needs them as well."},
      {{{}, {issuing}, root},
       {leaf},
       "The server does not send the intermediate Issuing CA, and clients do not fetch what is missing: a "
       "store "
       "needs it beside the root Root. Once the server sends it, the root alone will do."},
      {{{issuing}, {policy}, root},
       {leaf, issuing},
       "The server does not send the intermediate Policy CA, and clients do not fetch what is missing: a "
       "store "
       "needs it beside the root Root. Once the server sends it, the root alone will do."},
      {{{}, {}, root},
       {leaf},
       "There is no intermediate: Root issued the leaf itself, and is what a store needs."},
      {{{}, {issuing}, nullptr},
       {leaf},
       "The server does not send the intermediate Issuing CA, and clients do not fetch what is missing: a "
       "store "
       "needs it, and for most clients the root Policy CA, which was not seen, as well."},
      {{{issuing}, {}, nullptr},
       {leaf, issuing},
       "The server sends the intermediate Issuing CA; Policy CA, which is above, is on no path that holds. A "
       "store "
       "needs the root alone, and it as well where a server leaves it out."},
      {{{}, {}, nullptr},
       {leaf},
       "The server sends the leaf alone, and Issuing CA, which issued it, is on no path that holds. A store "
       "needs "
       "it, and, if it is an intermediate, the root above it as well."},
  };
  for (const auto& row : rows) EXPECT_EQ(in_words(row.it, row.sent), row.text);
}

}  // namespace
}  // namespace rehearse::report::test
