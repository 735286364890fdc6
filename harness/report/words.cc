#include "report/words.h"

#include <algorithm>

namespace rehearse::report {
namespace {

constexpr Words kWords[] = {
    {"alert", "the server ended the handshake with an alert"},
    {"already-live", "today's servers have the announced chain already"},
    {"alternating", "several samples met different certificates"},
    {"anchor-not-in-store", "the root of this chain is not in the store"},
    {"another-certificate", "the certificate there is neither the old one nor the announced one"},
    {"answered", "a well-formed answer; nothing was asserted"},
    {"assert-failed", "the application answered, but not as expected"},
    {"bad-chain", "the server sent a certificate that does not decode"},
    {"bad-signature", "a signature in the chain is wrong"},
    {"call-assert-failed", "the application answered, but not as expected"},
    {"call-edge-error", "the edge answered with its own error page, not the application"},
    {"call-held", "not sent: the gate was shut"},
    {"call-no-answer", "the connection ended without a well-formed answer"},
    {"call-not-run", "not sent: it may change data"},
    {"call-over-limit", "the answer, or an assert on it, goes beyond a limit"},
    {"call-refused", "not sent: it would have left the hosts of the profile"},
    {"call-skipped", "not sent: a call before it failed, or gave not what it needs"},
    {"call-timed-out", "the answer did not come in time"},
    {"cannot-be-staged", "this network shows a certificate only once it is live"},
    {"chain-over-limit", "the server sent more certificates than clients accept"},
    {"client-certificate-refused", "the server does not accept the client certificate that it got"},
    {"client-certificate-required", "the server wants a client certificate"},
    {"client-may-not-negotiate", "this client may not speak the protocol or key type that was negotiated"},
    {"closed", "the server closed the connection during the handshake"},
    {"connect-failed", "the connection could not be made"},
    {"connect-refused", "nothing listens there"},
    {"connect-timeout", "nothing answered in time"},
    {"critical-extension", "a certificate has a critical extension that this client does not know"},
    {"dns-failed", "the name servers could not answer"},
    {"dns-loop", "the name is an alias that leads back to itself"},
    {"dns-refused", "the name server refuses to answer"},
    {"dns-server-failed", "the name server could not find out (SERVFAIL)"},
    {"dns-timeout", "the name servers did not answer in time"},
    {"dns-truncated", "the answer of the name server is cut off"},
    {"edge-error", "the edge answered with its own error page, not the application"},
    {"edge-name-hidden", "DNS does not show which edge the name is served by"},
    {"expired", "a certificate of the chain is out of date by then"},
    {"handshake-timeout", "the handshake did not end in time"},
    {"held", "not sent: the gate was shut"},
    {"intercepted", "something in between answers with a certificate of its own"},
    {"interrupted", "the run was interrupted before this"},
    {"issuer-not-found", "what issued the leaf is neither sent nor in the store"},
    {"malformed", "a certificate of the chain is malformed"},
    {"name-constraints", "an authority in the chain may not sign for this name"},
    {"name-mismatch", "the certificate does not cover the host name"},
    {"name-not-found", "the name does not exist"},
    {"no-address", "the name has no address"},
    {"no-anchors", "the store gives its client no certificate to trust"},
    {"no-answer", "the connection ended without a well-formed answer"},
    {"no-baseline", "what is served today is unknown, so nothing shows that this is the new certificate"},
    {"no-calls", "the profile has no call for this endpoint"},
    {"no-chain", "no certificate was seen"},
    {"no-dns", "names were not looked up (--no-dns)"},
    {"no-edge", "a published chain was judged, and no edge asked"},
    {"no-leaf", "no server's certificate was published"},
    {"no-password", "the command that should print the store's password did not"},
    {"no-shared-cipher", "no cipher suite in common"},
    {"not-a-ca", "a certificate in the chain signs others and may not"},
    {"not-an-edge", "the name is not served by that network"},
    {"not-in-change", "outside the announced names, and serves another certificate"},
    {"not-reached", "an earlier stage decided"},
    {"not-run", "not sent: it may change data"},
    {"not-staged", "nothing shows that this is another machine than today's"},
    {"not-switched", "the window is over and the announced chain is not there"},
    {"not-tls", "the answer is not TLS"},
    {"not-tried", "no connection was made"},
    {"not-yet-valid", "a certificate of the chain is not valid yet"},
    {"other", "the client refuses the chain"},
    {"over-limit", "the answer, or an assert on it, goes beyond a limit"},
    {"passed", "answered as expected"},
    {"path-too-long", "the chain is longer than one of its authorities allows"},
    {"pinned", "the integration pins another certificate or key"},
    {"protocol-version", "no protocol version in common"},
    {"proxy-failed", "the proxy did not let us through"},
    {"rejected-by-store", "a trust setting of the store rejects a certificate"},
    {"replaced-certificate-unknown", "the profile does not say which certificate is replaced"},
    {"reset", "the connection was reset during the handshake"},
    {"still-old", "the old certificate is still there"},
    {"store-damaged", "the store does not decode"},
    {"store-locked", "the store needs a password, or another one"},
    {"store-unreadable", "the store could not be read"},
    {"timed-out", "the answer did not come in time"},
    {"tls-failed", "the handshake failed"},
    {"trust-not-judged", "the chain could not be judged against this store"},
    {"unannounced-host-shares-certificate", "not announced, but it serves the certificate that goes away"},
    {"unreachable", "what it serves today could not be seen"},
    {"unresolved", "the name was not resolved"},
    {"weak-key", "a key is too weak for this client"},
    {"weak-signature", "a signature algorithm is too weak for this client"},
    {"without-sni", "calls are made with SNI alone"},
    {"wrong-purpose", "a certificate of the chain is not meant for TLS servers"},
};

}  // namespace

std::span<const Words> all_words() {
  return kWords;
}

std::string_view in_words(std::string_view reason) {
  const auto found = std::ranges::lower_bound(kWords, reason, {}, &Words::id);
  return found != std::end(kWords) && found->id == reason ? found->text : reason;
}

}  // namespace rehearse::report
