// Edges whose certificates are the trouble: dates, names, chains, keys.

#include "e2e/edge_case.h"
#include "store/builders.h"

namespace rehearse::e2e {
namespace {

cert::Mint dated(const char* from, const char* to) {
  auto out = server();
  out.not_before = at(from);
  out.not_after = at(to);
  return out;
}

// A leaf of the new authority, minted like this.
Arrange leaf(const cert::Mint& what) {
  return shows([what] { return new_one().identity(what); });
}

// The good leaf, with this behind it.
Arrange sends(std::function<cert::Chain()> behind) {
  return shows([behind = std::move(behind)] { return identity(new_one().leaf, behind()); });
}

template <class Change>
cert::Mint changed(Change change) {
  auto out = server();
  change(out);
  return out;
}

void expects_issuer_only(Rehearsal& it) {
  it.expect = "{issuer: New Issuing CA}";
}

cert::CertificatePtr cross_sign(const char* until) {
  auto what = authority("New Root");
  what.key = new_one().root.key;
  what.not_after = at(until);
  return minted(what, &old_one().root).certificate;
}

// Shows a self-signed certificate that the notice announces by its fingerprint.
void is_self_signed(Rehearsal& it) {
  const auto leaf = minted(server(), nullptr);
  it.next = place(it.serve(identity(leaf, {})));
  it.expect = "{fingerprint: " + leaf.certificate->sha256.hex() + "}";
}

// Its chain has 240 kB of names; OpenSSL's clients take 100 KiB.
const lab::Identity& with_10_000_names() {
  static const lab::Identity made = [] {
    auto what = server();
    for (int i = 0; i < 10'000; ++i) what.dns_names.push_back("host-" + std::to_string(i) + ".example.com");
    return new_one().identity(what);
  }();
  return made;
}

cert::Chain with_a_crowd() {
  cert::Chain out = {new_one().issuer.certificate};
  for (int i = 0; i < 40; ++i) out.push_back(third_one().root.certificate);
  return out;
}

// Signed by a certificate that is no authority's.
lab::Identity below_a_leaf() {
  auto what = server("New Issuing CA");
  what.subject = {{{"CN", "New Issuing CA"}}};
  const auto no_authority = minted(what, &new_one().root);
  return identity(minted(server(), &no_authority), {no_authority.certificate});
}

lab::Identity with_a_namesake() {
  const auto namesake = minted(authority("New Issuing CA"), &new_one().root);
  auto signed_by_it = minted(server(), &namesake);
  auto what = authority("New Issuing CA");
  what.key = cert::Key::generate(cert::Key::Type::ec_p256).value();
  return identity(signed_by_it, {minted(what, &new_one().root).certificate});
}

lab::Identity below_too_many() {
  auto what = authority("Narrow CA");
  what.path_length = 0;
  const auto narrow = minted(what, &new_one().root);
  const auto issuer = minted(authority("New Issuing CA"), &narrow);
  return identity(minted(server(), &issuer), {issuer.certificate, narrow.certificate});
}

lab::Identity for_other_names() {
  auto what = authority("New Issuing CA");
  what.permitted_dns = {"example.org"};
  const auto issuer = minted(what, &new_one().root);
  return identity(minted(server(), &issuer), {issuer.certificate});
}

// Both roots in a PKCS#12 store, of which the profile also says this.
Arrange sealed_store(const char* says) {
  return [says](Rehearsal& it) {
    it.client = "java";
    it.main_says = says;
    it.environment["TRUST_PASSWORD"] = "open-sesame";
    it.stores["main"] =
        store::pkcs12({.bags = {{.certificate = old_one().root.certificate, .name = "old", .trusted = true},
                                {.certificate = new_one().root.certificate, .name = "new", .trusted = true}},
                       .password = "open-sesame"});
  };
}

const EdgeCase kRows[] = {
    {.name = "another_name_from_the_announced_issuer",
     .arrange = leaf(server("www.example.com")),
     .verdict = "will-break",
     .stage = "name",
     .reason = "name-mismatch",
     .findings = "call-held",
     .chain = 2},
    {.name = "expired",
     .arrange = leaf(dated("2018-01-01", "2018-11-01")),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "expired",
     .findings = "call-held",
     .chain = 2,
     .facts = {{"/rows/0/at", "2018-12-12T09:00:00Z"}}},
    {.name = "expires_before_the_window",
     .arrange = leaf(dated("2018-01-01", "2018-12-10")),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "expired",
     .findings = "call-held",
     .chain = 2},
    {.name = "expires_within_the_window",
     .arrange = leaf(dated("2018-01-01", "2018-12-12T12:00:00Z")),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "expired",
     .findings = "call-held",
     .chain = 2,
     .facts = {{"/rows/0/at", "2018-12-12T19:00:00Z"}}},
    {.name = "not_valid_until_after_the_window",
     .arrange = leaf(dated("2018-12-13", "2048-01-01")),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "not-yet-valid",
     .chain = 2},
    {.name = "not_valid_until_the_window_begins_is_well",
     .arrange = leaf(dated("2018-12-12", "2048-01-01")),
     .verdict = "ready",
     .chain = 2},
    {.name = "a_wildcard_covers_one_label",
     .arrange = leaf(server("*.example.com")),
     .verdict = "ready",
     .chain = 2},
    {.name = "a_wildcard_does_not_cover_two_labels",
     .arrange = both(leaf(server("*.example.com")), [](Rehearsal& it) { it.host = "a.b.example.com"; }),
     .verdict = "will-break",
     .stage = "name",
     .reason = "name-mismatch",
     .findings = "call-held",
     .chain = 2},
    {.name = "self_signed_and_not_announced",
     .arrange = shows([] { return identity(minted(server(), nullptr), {}); }),
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "another-certificate",
     .findings = "call-held",
     .chain = 1},
    {.name = "self_signed_and_announced_by_its_fingerprint",
     .arrange = is_self_signed,
     .verdict = "will-break",
     .stage = "trust",
     .reason = "anchor-not-in-store",
     .findings = "call-held",
     .chain = 1},
    {.name = "the_issuer_is_not_sent_and_nobody_has_it",
     .arrange = both(sends([] { return cert::Chain(); }), expects_issuer_only),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "issuer-not-found",
     .findings = "call-held",
     .chain = 1},
    {.name = "the_issuer_is_not_sent_and_another_store_has_it",
     .arrange = both(both(sends([] { return cert::Chain(); }), expects_issuer_only),
                     [](Rehearsal& it) { it.stores["spare"] = pem({new_one().issuer}); }),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "issuer-not-found",
     .findings = "call-held",
     .chain = 1,
     .facts = {{"/rows/0/remedy/add/0", new_one().issuer.certificate->sha256.hex()},
               {"/rows/0/remedy/proven", true}}},
    {.name = "the_issuer_is_not_sent_and_the_store_has_it",
     .arrange = both(
         both(sends([] { return cert::Chain(); }), expects_issuer_only),
         [](Rehearsal& it) { it.stores["main"] = pem({old_one().root, new_one().root, new_one().issuer}); }),
     .verdict = "ready",
     .chain = 1},
    {.name = "the_root_is_not_in_the_store_and_another_store_has_it",
     .arrange =
         [](Rehearsal& it) {
           it.stores["main"] = pem({old_one().root});
           it.stores["spare"] = pem({new_one().root});
         },
     .verdict = "will-break",
     .stage = "trust",
     .reason = "anchor-not-in-store",
     .findings = "call-held",
     .chain = 2,
     .facts = {{"/rows/0/remedy/add/0", new_one().root.certificate->sha256.hex()},
               {"/rows/0/remedy/proven", true}}},
    {.name = "the_store_has_lost_the_old_root",
     .arrange = [](Rehearsal& it) { it.stores["main"] = pem({new_one().root}); },
     .verdict = "ready",
     .findings = "breaks-today, call-held",
     .chain = 2},
    {.name = "the_store_is_empty",
     .arrange = [](Rehearsal& it) { it.stores["main"] = "\n"; },
     .verdict = "will-break",
     .stage = "trust",
     .reason = "no-anchors",
     .findings = "call-held",
     .chain = 2},
    {.name = "the_store_is_in_a_format_that_is_not_read",
     .arrange = [](Rehearsal& it) { it.stores["main"] = "\xff\xfe-"; },
     .verdict = "inconclusive",
     .stage = "trust",
     .reason = "store-unreadable",
     .findings = "call-held",
     .chain = 2},
    {.name = "a_jks_store_is_a_java_programs",
     .arrange =
         [](Rehearsal& it) {
           it.client = "java";
           it.stores["main"] = store::KeystoreWriter()
                                   .trusted("old", old_one().root.certificate->der)
                                   .trusted("vendorca", new_one().root.certificate->der)
                                   .bytes();
         },
     .verdict = "ready",
     .chain = 2,
     .facts = {{"/stores/0/kind", "jks"}, {"/stores/0/anchors", 2}}},
    {.name = "a_jks_store_is_none_of_curls",
     .arrange =
         [](Rehearsal& it) {
           it.client = "curl";
           it.stores["main"] =
               store::KeystoreWriter().trusted("vendorca", new_one().root.certificate->der).bytes();
         },
     .verdict = "will-break",
     .stage = "trust",
     .reason = "no-anchors",
     .findings = "call-held",
     .chain = 2},
    {.name = "the_anchor_ends_while_the_leaf_lasts",
     .arrange =
         [](Rehearsal& it) {
           auto root = authority("New Root");
           root.key = new_one().root.key;
           root.not_after = at("2047-06-01");
           it.stores["main"] = pem({old_one().root, *cert::mint(root, nullptr)});
         },
     .verdict = "ready",
     .findings = "breaks-later",
     .chain = 2,
     .facts = {{"/rows/0/changes/0/at", "2047-06-01T00:00:00Z"},
               {"/rows/0/changes/0/trusted", false},
               {"/rows/0/changes/0/reason", "expired"}}},
    {.name = "the_stores_password_is_in_a_variable",
     .arrange = sealed_store("password: '${env:TRUST_PASSWORD}'"),
     .verdict = "ready",
     .chain = 2,
     .facts = {{"/stores/0/kind", "pkcs12"}, {"/stores/0/anchors", 2}}},
    {.name = "the_stores_password_comes_from_a_command",
     .arrange = sealed_store("password: {command: 'printf \"%s\\nmore\" \"$TRUST_PASSWORD\"'}"),
     .verdict = "ready",
     .chain = 2,
     .facts = {{"/stores/0/anchors", 2}}},
    {.name = "the_stores_password_is_another",
     .arrange = sealed_store("password: 'not-${env:TRUST_PASSWORD}'"),
     .verdict = "inconclusive",
     .stage = "trust",
     .reason = "store-locked",
     .findings = "call-held",
     .chain = 2},
    {.name = "the_command_for_the_password_fails",
     .arrange = sealed_store("password: {command: 'echo open-sesame; exit 3'}"),
     .verdict = "inconclusive",
     .stage = "trust",
     .reason = "no-password",
     .findings = "call-held",
     .chain = 2,
     .facts = {{"/stores/0/error", "the password of store main: the command ended with 3"}}},
    {.name = "the_store_is_locked",
     .arrange =
         [](Rehearsal& it) {
           it.client = "java";
           it.stores["main"] =
               store::pkcs12({.bags = {{.certificate = new_one().root.certificate, .trusted = true}}});
         },
     .verdict = "inconclusive",
     .stage = "trust",
     .reason = "store-locked",
     .findings = "call-held",
     .chain = 2},
    {.name = "the_store_is_not_there",
     .arrange = [](Rehearsal& it) { it.stores["main"] = std::nullopt; },
     .verdict = "inconclusive",
     .stage = "trust",
     .reason = "store-unreadable",
     .findings = "call-held",
     .chain = 2},
    {.name = "the_store_is_damaged",
     .arrange = [](Rehearsal& it) { it.stores["main"]->replace(400, 4, "!!!!"); },
     .verdict = "inconclusive",
     .stage = "trust",
     .reason = "store-damaged",
     .findings = "call-held",
     .chain = 2},
    {.name = "sent_in_the_wrong_order",
     .arrange = sends([] { return cert::Chain{new_one().root.certificate, new_one().issuer.certificate}; }),
     .verdict = "ready",
     .chain = 3},
    {.name = "sent_with_certificates_that_do_not_belong",
     .arrange = sends(with_a_crowd),
     .verdict = "ready",
     .chain = 42},
    {.name = "sent_with_an_expired_cross_sign",
     .arrange = sends([] { return cert::Chain{new_one().issuer.certificate, cross_sign("2018-06-01")}; }),
     .verdict = "ready",
     .chain = 3},
    {.name = "sent_with_a_cross_sign_that_the_old_root_carries",
     .arrange =
         both(sends([] { return cert::Chain{new_one().issuer.certificate, cross_sign("2048-01-01")}; }),
              [](Rehearsal& it) { it.stores["main"] = pem({old_one().root}); }),
     .verdict = "ready",
     .chain = 3},
    {.name = "ten_thousand_names_are_more_than_clients_accept",
     .arrange = shows(with_10_000_names),
     .verdict = "inconclusive",
     .stage = "negotiate",
     .reason = "chain-over-limit",
     .findings = "call-no-answer, chain-over-limit",
     .chain = 0,
     .alert = 47,
     .facts = {{"/routes/1/handshake/alert/sent_by_us", true}}},
    {.name = "ten_thousand_names_are_judged_where_the_profile_allows_them",
     .arrange = both(shows(with_10_000_names), [](Rehearsal& it) { it.limits += ", chain: 4MiB"; }),
     .verdict = "ready",
     .chain = 2},
    {.name = "escapes_and_markup_in_the_subject",
     .arrange = leaf(changed([](cert::Mint& it) {
       it.subject = {{{"O", "\x1b[2J\x1b]0;gone\x07<script>alert(1)</script>"},
                      {"CN",
                       "\xe2\x80\xae"
                       "api"}}};
     })),
     .verdict = "ready",
     .chain = 2},
    {.name = "escapes_in_the_issuer_and_in_a_name_that_does_not_fit",
     .arrange = shows([] {
       const auto issuer = minted(authority("\x1b[31mred\x1b[0m"), nullptr);
       return identity(minted(server("\x1b[2J.example.com"), &issuer), {issuer.certificate});
     }),
     .verdict = "inconclusive",
     .stage = "identify",
     .reason = "another-certificate",
     .findings = "call-held",
     .chain = 2},
    {.name = "a_key_of_1024_bits",
     .arrange = leaf(changed([](cert::Mint& it) { it.key_type = cert::Key::Type::rsa_1024; })),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "weak-key",
     .findings = "call-held",
     .chain = 2},
    {.name = "a_signature_with_sha1",
     .arrange = leaf(changed([](cert::Mint& it) { it.digest = "sha1"; })),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "weak-signature",
     .findings = "call-held",
     .chain = 2},
    {.name = "a_key_of_ed25519_is_well",
     .arrange = leaf(changed([](cert::Mint& it) { it.key_type = cert::Key::Type::ed25519; })),
     .verdict = "ready",
     .chain = 2},
    {.name = "a_name_in_the_subject_alone_is_no_name_to_the_gate",
     .arrange = leaf(changed([](cert::Mint& it) { it.common_name_only = true; })),
     .verdict = "ready",
     .findings = "call-held",
     .chain = 2},
    {.name = "meant_for_clients",
     .arrange = leaf(changed([](cert::Mint& it) { it.extended_key_usage = "clientAuth"; })),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "wrong-purpose",
     .findings = "call-held",
     .chain = 2},
    {.name = "an_extension_that_nobody_knows",
     .arrange = leaf(changed([](cert::Mint& it) { it.unknown_critical_extension = true; })),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "critical-extension",
     .findings = "call-held",
     .chain = 2},
    {.name = "signed_by_what_is_no_authority",
     .arrange = shows(below_a_leaf),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "not-a-ca",
     .findings = "call-held",
     .chain = 2},
    {.name = "below_more_authorities_than_one_of_them_allows",
     .arrange = shows(below_too_many),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "path-too-long",
     .findings = "call-held",
     .chain = 3},
    {.name = "an_authority_that_may_not_sign_for_the_name",
     .arrange = shows(for_other_names),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "name-constraints",
     .findings = "call-held",
     .chain = 2},
    {.name = "signed_by_a_namesake_of_the_issuer_that_was_sent",
     .arrange = shows(with_a_namesake),
     .verdict = "will-break",
     .stage = "trust",
     .reason = "issuer-not-found",
     .findings = "call-held",
     .chain = 2},
    {.name = "a_pin_that_fits_neither_leaf_nor_key",
     .arrange =
         [](Rehearsal& it) {
           it.expect =
               "{issuer: New Issuing CA, pins: " + old_one().leaf.certificate->spki_sha256.hex() + "}";
         },
     .verdict = "will-break",
     .stage = "trust",
     .reason = "pinned",
     .chain = 2},
};

class Certificates : public ::testing::TestWithParam<EdgeCase> {};

TEST_P(Certificates, are_judged_exactly) {
  expect(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Edges, Certificates, ::testing::ValuesIn(kRows), name_of);

}  // namespace
}  // namespace rehearse::e2e
