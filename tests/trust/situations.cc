#include "trust/situations.h"

#include <ostream>

#include "trust/der_writer.h"
#include "trust/question.h"

namespace rehearse::trust {
namespace {

// The ordinary leaf, with these certificates in the store and behind it.
Situation ordinary(cert::Chain store, cert::Chain behind) {
  const auto& a = authority();
  behind.insert(behind.begin(), a.leaf.certificate);
  return {std::move(store), std::move(behind), a.leaf, {a.root.certificate, a.intermediate.certificate}};
}

Situation with_server(const Change& change) {
  const auto& a = authority();
  const auto leaf = leaf_with(a.intermediate, change);
  return {{a.root.certificate},
          {leaf.certificate, a.intermediate.certificate},
          leaf,
          {a.root.certificate, a.intermediate.certificate}};
}

// A root and an intermediate that differ, and a leaf under them.
Situation below(const Change& root, const Change& intermediate) {
  const auto top = authority_with("Root", nullptr, root);
  const auto between = authority_with("Intermediate", &top, intermediate);
  const auto leaf = leaf_with(between);
  return {{top.certificate}, {leaf.certificate, between.certificate}, leaf};
}

void expired(cert::Mint& m) {
  m.not_after = day("2018-06-01");
}

cert::CertificatePtr expired_intermediate() {
  return authority_with("Intermediate", &authority().root,
                        [](cert::Mint& m) {
                          m.key = authority().intermediate.key;
                          expired(m);
                        })
      .certificate;
}

// The new root's key, certified by an old root as well: what a server sends so that old stores still work.
struct OldRoot {
  cert::Minted root;
  cert::CertificatePtr cross_sign;

  OldRoot(const Change& of_root, const Change& of_cross_sign)
      : root(authority_with("Old Root", nullptr, of_root)),
        cross_sign(authority_with("Root", &root, [&](cert::Mint& m) {
                     m.key = authority().root.key;
                     of_cross_sign(m);
                   }).certificate) {}

  // The server sends the cross-sign; the store has these two.
  Situation with(bool new_root, bool old_root) const {
    const auto& a = authority();
    cert::Chain store;
    if (old_root) store.push_back(root.certificate);
    if (new_root) store.push_back(a.root.certificate);
    return ordinary(std::move(store), {a.intermediate.certificate, cross_sign});
  }
};

// With a NULL outside that the signed part has not: both say ECDSA with SHA-256.
cert::CertificatePtr with_outer_null(const cert::Certificate& certificate) {
  const std::string ecdsa = "\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02";
  std::string content = certificate.der.substr(4);  // of a certificate of 256 bytes or more
  const auto outer = sequence(ecdsa);
  return *cert::from_der(sequence(
      content.replace(content.rfind(outer), outer.size(), sequence(ecdsa + std::string("\x05\x00", 2)))));
}

Situation with_null_in_leaf() {
  auto out = with_server(as_it_is);
  out.leaf.certificate = out.sent.front() = with_outer_null(*out.sent.front());
  return out;
}

// Short names for the extensions that Python 3.13 asks for.
constexpr const char* kSubjectKeyId = "2.5.29.14";
constexpr const char* kKeyUsage = "2.5.29.15";
constexpr const char* kAuthorityKeyId = "2.5.29.35";

Change without(const char* oid) {
  return [oid](cert::Mint& m) { m.without = {oid}; };
}

void uncritical_constraints(cert::Mint& m) {
  m.extensions = {{"2.5.29.19", false, sequence(std::string("\x01\x01\xFF", 3))}};
}

void by_sha1(cert::Mint& m) {
  m.digest = "sha1";
}

void of_1024_bits(cert::Mint& m) {
  m.key_type = cert::Key::Type::rsa_1024;
}

const Row kRows[] = {
    {"store_has_the_root",
     [](const Authority& a) { return ordinary({a.root.certificate}, {a.intermediate.certificate}); }},
    {"store_has_another_root",
     [](const Authority& a) { return ordinary({a.other_root.certificate}, {a.intermediate.certificate}); }},
    {"store_has_only_the_intermediate",
     [](const Authority& a) { return ordinary({a.intermediate.certificate}, {a.intermediate.certificate}); }},
    {"store_has_only_the_intermediate_which_is_not_sent",
     [](const Authority& a) { return ordinary({a.intermediate.certificate}, {}); }},
    {"store_has_only_the_leaf",
     [](const Authority& a) { return ordinary({a.leaf.certificate}, {a.intermediate.certificate}); }},
    {"store_has_only_the_leaf_and_no_more_is_sent",
     [](const Authority& a) { return ordinary({a.leaf.certificate}, {}); }},
    {"server_omits_the_intermediate", [](const Authority& a) { return ordinary({a.root.certificate}, {}); }},
    {"server_omits_what_the_store_has",
     [](const Authority& a) { return ordinary({a.root.certificate, a.intermediate.certificate}, {}); }},
    {"server_sends_the_root_too",
     [](const Authority& a) {
       return ordinary({a.root.certificate}, {a.intermediate.certificate, a.root.certificate});
     }},
    {"server_sends_a_root_that_the_store_lacks",
     [](const Authority& a) {
       return ordinary({a.other_root.certificate}, {a.intermediate.certificate, a.root.certificate});
     }},
    {"chain_is_out_of_order",
     [](const Authority& a) {
       return ordinary({a.root.certificate}, {a.root.certificate, a.intermediate.certificate});
     }},

    // Cross-signs.
    {"expired_cross_sign_and_the_new_root",
     [](const Authority&) { return OldRoot(expired, expired).with(true, false); }},
    {"expired_cross_sign_and_both_roots",
     [](const Authority&) { return OldRoot(expired, expired).with(true, true); }},
    {"expired_cross_sign_and_the_expired_root",
     [](const Authority&) { return OldRoot(expired, expired).with(false, true); }},
    {"expired_cross_sign_of_a_valid_root_and_that_root",
     [](const Authority&) { return OldRoot(as_it_is, expired).with(false, true); }},
    {"valid_cross_sign_and_the_old_root",
     [](const Authority&) { return OldRoot(as_it_is, as_it_is).with(false, true); }},
    {"valid_cross_sign_of_an_expired_root_and_that_root",
     [](const Authority&) { return OldRoot(expired, as_it_is).with(false, true); }},
    {"valid_cross_sign_of_an_expired_root_and_both_roots",
     [](const Authority&) { return OldRoot(expired, as_it_is).with(true, true); }},

    // Two copies of the intermediate.
    {"store_has_an_expired_copy_of_the_intermediate",
     [](const Authority& a) {
       return ordinary({a.root.certificate, expired_intermediate()}, {a.intermediate.certificate});
     }},
    {"server_sends_an_expired_copy_of_the_intermediate",
     [](const Authority& a) {
       return ordinary({a.root.certificate, a.intermediate.certificate}, {expired_intermediate()});
     }},
    {"server_sends_nothing_but_an_expired_copy_of_the_intermediate",
     [](const Authority& a) { return ordinary({a.root.certificate}, {expired_intermediate()}); }},

    // Authorities that say less than RFC 5280 asks for.
    {"root_has_no_key_id", [](const Authority&) { return below(without(kSubjectKeyId), as_it_is); }},
    {"intermediate_has_no_key_id", [](const Authority&) { return below(as_it_is, without(kSubjectKeyId)); }},
    {"intermediate_does_not_name_its_issuers_key",
     [](const Authority&) { return below(as_it_is, without(kAuthorityKeyId)); }},
    {"leaf_does_not_name_its_issuers_key",
     [](const Authority&) { return with_server(without(kAuthorityKeyId)); }},
    {"root_has_no_key_usage", [](const Authority&) { return below(without(kKeyUsage), as_it_is); }},
    {"intermediate_has_no_key_usage", [](const Authority&) { return below(as_it_is, without(kKeyUsage)); }},
    {"intermediate_has_uncritical_basic_constraints",
     [](const Authority&) { return below(as_it_is, uncritical_constraints); }},

    // The leaf.
    {"leaf_is_expired", [](const Authority&) { return with_server(expired); }},
    {"leaf_is_for_clients",
     [](const Authority&) {
       return with_server([](cert::Mint& m) { m.extended_key_usage = "clientAuth"; });
     }},
    {"leaf_is_for_another_name",
     [](const Authority&) { return with_server([](cert::Mint& m) { m.dns_names = {"www.example.com"}; }); }},
    {"leaf_has_a_wildcard",
     [](const Authority&) { return with_server([](cert::Mint& m) { m.dns_names = {"*.example.com"}; }); }},
    {"leaf_has_a_partial_wildcard",
     [](const Authority&) { return with_server([](cert::Mint& m) { m.dns_names = {"a*.example.com"}; }); }},
    {"leaf_has_a_wildcard_that_stands_for_nothing",
     [](const Authority&) { return with_server([](cert::Mint& m) { m.dns_names = {"api*.example.com"}; }); }},
    {"leaf_has_only_a_common_name",
     [](const Authority&) {
       return with_server([](cert::Mint& m) {
         m.dns_names.clear();
         m.common_name_only = true;
       });
     }},
    {"leaf_has_a_common_name_and_an_address",
     [](const Authority&) {
       return with_server([](cert::Mint& m) {
         m.dns_names.clear();
         m.ip_addresses = {"192.0.2.7"};
       });
     }},
    {"leaf_has_two_common_names_the_first_is_the_hosts",
     [](const Authority&) {
       return with_server([](cert::Mint& m) {
         m.subject = {{{"CN", "api.example.com"}, {"CN", "www.example.com"}}};
         m.dns_names.clear();
         m.common_name_only = true;
       });
     }},

    // Strength.
    {"leaf_is_signed_by_sha1", [](const Authority&) { return with_server(by_sha1); }},
    {"leaf_has_1024_bits", [](const Authority&) { return with_server(of_1024_bits); }},
    {"intermediate_is_signed_by_sha1", [](const Authority&) { return below(as_it_is, by_sha1); }},
    {"root_is_signed_by_sha1", [](const Authority&) { return below(by_sha1, as_it_is); }},
    {"root_has_1024_bits", [](const Authority&) { return below(of_1024_bits, as_it_is); }},
    {"leaf_has_a_null_in_one_of_its_signature_algorithms",
     [](const Authority&) { return with_null_in_leaf(); }},
    {"intermediate_has_a_null_in_one_of_its_signature_algorithms",
     [](const Authority& a) {
       return ordinary({a.root.certificate}, {with_outer_null(*a.intermediate.certificate)});
     }},
    {"root_has_a_null_in_one_of_its_signature_algorithms",
     [](const Authority& a) {
       return ordinary({with_outer_null(*a.root.certificate)}, {a.intermediate.certificate});
     }},
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

std::span<const Row> situations() {
  return kRows;
}

}  // namespace rehearse::trust
