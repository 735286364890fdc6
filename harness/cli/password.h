#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "cli/surroundings.h"

namespace rehearse::cli {

/// The password that is where somebody says: "env:NAME", "file:PATH" (its first line), "command:LINE" (the
/// first line that the shell's command prints). The text itself is not taken: everybody sees a command line.
///
/// The command has this program's standard input and error, so that it may ask a person. Errors: no-password,
/// file-unreadable; none holds what was read. Threads: one caller at a time.
Result<SecretText> read_password(const std::string& where, const Surroundings& surroundings);

}  // namespace rehearse::cli
