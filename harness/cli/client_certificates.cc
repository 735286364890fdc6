#include "cli/client_certificates.h"

#include <utility>

#include "base/file.h"
#include "cli/password.h"
#include "profile/load.h"

namespace rehearse::cli {
namespace {

Result<std::string> read(const Rehearsal& rehearsal, const std::string& path) {
  return read_file(profile::beside(rehearsal.profile.path, path));
}

Result<std::optional<SecretText>> password_of(const profile::ClientCertificate& certificate,
                                              Rehearsal& rehearsal) {
  const auto& said = certificate.password;
  if (said.command.empty()) return said.text;
  auto printed = read_password("command:" + said.command, *rehearsal.surroundings);
  if (!printed) return std::unexpected(std::move(printed.error()).in("its password"));
  for (const auto& secret : printed->secrets()) rehearsal.redactor.add(secret);
  return *std::move(printed);
}

Result<PresentedCertificate> open(const profile::ClientCertificate& certificate, Rehearsal& rehearsal) {
  cert::KeyPairFiles files;
  auto bytes = read(rehearsal, certificate.path);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  files.certificate = *std::move(bytes);
  if (!certificate.key.empty()) {
    auto key = read(rehearsal, certificate.key);
    if (!key) return std::unexpected(std::move(key.error()).in("its key"));
    files.key = *std::move(key);
  }
  const auto password = password_of(certificate, rehearsal);
  if (!password) return std::unexpected(password.error());
  if (*password) files.password = (*password)->reveal();
  auto pair = cert::KeyPair::open(files);
  if (!pair) return std::unexpected(std::move(pair.error()));
  const auto& leaf = *pair->chain().front();
  if (rehearsal.gate_now >= leaf.not_after)
    return fail("client-certificate-expired", "expired on " + to_rfc3339(leaf.not_after));
  if (rehearsal.gate_now < leaf.not_before)
    return fail("client-certificate-expired", "is not valid before " + to_rfc3339(leaf.not_before));
  using Kind = route::CertificateFile::Kind;
  return PresentedCertificate{
      .file = {.kind = files.certificate.starts_with('\x30') ? Kind::pkcs12 : Kind::pem,
               .path = profile::beside(rehearsal.profile.path, certificate.path),
               .key = certificate.key.empty() ? "" : profile::beside(rehearsal.profile.path, certificate.key),
               .has_password = files.password.has_value(),
               .has_more = pair->chain().size() > 1},
      .pair = *std::move(pair)};
}

}  // namespace

Result<void> open_client_certificates(Rehearsal& rehearsal) {
  // The lab's edges ask for none, and a profile that only plays needs no secret.
  if (rehearsal.vendor) return {};
  for (const auto& target : rehearsal.profile.targets) {
    if (!target.certificate || target.credentials == profile::Credentials::withheld) continue;
    auto opened = open(*target.certificate, rehearsal);
    if (!opened)
      return std::unexpected(std::move(opened.error())
                                 .in("client certificate " + target.certificate->path)
                                 .in("target " + target.name));
    rehearsal.client_certificates.emplace(target.name, *std::move(opened));
  }
  return {};
}

const PresentedCertificate* client_certificate_of(const Rehearsal& rehearsal, const std::string& target) {
  const auto found = rehearsal.client_certificates.find(target);
  return found == rehearsal.client_certificates.end() ? nullptr : &found->second;
}

}  // namespace rehearse::cli
