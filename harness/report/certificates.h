#pragma once

#include <map>
#include <string>
#include <vector>

#include "judge/run.h"

namespace rehearse::report {

/// A certificate that a report names by its digest.
struct NamedCertificate {
  Sha256 sha256;
  std::string name;                  ///< of the subject; a peer's or a notice's text
  std::string from;                  ///< where it is to be had: "sent by the server"
  cert::CertificatePtr certificate;  ///< null where only the digest is known
};

/// Each certificate of a report once, in the order added. An entry that knows only the digest is filled where
/// a later one knows the rest.
class CertificateList {
 public:
  void add(NamedCertificate one);
  void add(const trust::Remedy& remedy);
  void add(const cert::Chain& chain, const std::string& from);
  const std::vector<NamedCertificate>& all() const { return x_all; }

 private:
  std::vector<NamedCertificate> x_all;
  std::map<Sha256, std::size_t> x_places;
};

/// Those of a run: what its remedies add and remove, what was sent, and where paths end.
CertificateList certificates_of(const judge::Run& run);

}  // namespace rehearse::report
