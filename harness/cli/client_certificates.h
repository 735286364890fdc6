#pragma once

#include "cli/rehearsal.h"

namespace rehearse::cli {

/// Opens the client certificate of every target that may present it, and runs the commands that print their
/// passwords. A target that withholds credentials has none: its files are not opened. Fills in
/// rehearsal.client_certificates; the passwords go to the redactor.
///
/// Errors, each naming target and file and never holding a password: file-unreadable, no-password,
/// key-pair-unreadable, client-certificate-expired (or not valid yet) at the gate's clock.
Result<void> open_client_certificates(Rehearsal& rehearsal);

/// The certificate that is presented on the routes of a target; null where it has none that may be.
const PresentedCertificate* client_certificate_of(const Rehearsal& rehearsal, const std::string& target);

}  // namespace rehearse::cli
