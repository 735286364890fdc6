#pragma once

#include <filesystem>

#include "base/result.h"
#include "store/store.h"

namespace rehearse::store {

/// `node`: the root certificates that are built into a Node program, as `tls.rootCertificates` shows them.
/// They stand in it as PEM; the program is read, not run.
///
/// Errors: store-unreadable (missing, no permission, no regular file, over 1 GiB, no roots in it: Debian's
/// own Node uses OpenSSL's store), store-damaged (one does not decode). Threads: safe. Source: Node 20,
/// src/node_root_certs.h and src/crypto/crypto_context.cc, NewRootCertStore().
Result<Store> read_node_program(const std::filesystem::path& program);

}  // namespace rehearse::store
