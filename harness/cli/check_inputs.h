#pragma once
// What `check` and `stores` both take from the command line, and a published chain from a profile.

#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "cert/certificate.h"
#include "cli/surroundings.h"
#include "trust/client.h"

namespace rehearse::cli {

/// The certificates of a file, leaf first: PEM as it stands, DER, or PKCS#7, a set of which the first that is
/// no authority is the leaf. Never empty. Errors: those of the file and of its format, bad-chain (an
/// authority on top of a leaf), empty-chain.
Result<cert::Chain> read_chain(const std::string& path);
/// The same of what a file holds, which is called `path`.
Result<cert::Chain> chain_in(const std::string& bytes, const std::string& path);

/// Every client of these ids. Errors: unknown-client, with those that are known.
Result<std::vector<const trust::Client*>> clients_named(const std::vector<std::string>& ids);

/// A password for the store of that name; for all that have none of their own where it is empty.
struct StorePassword {
  std::string store;
  std::optional<SecretText> password;  ///< none = the application gives none
};

/// "[NAME=]WHERE" as read_password() takes it, or the word `none`, in the order given. Errors: no-password.
Result<std::vector<StorePassword>> read_passwords(const std::vector<std::string>& options,
                                                  const Surroundings& surroundings);

}  // namespace rehearse::cli
