#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/store.h"

namespace rehearse::store {

/// The bytes of a regular file; links are followed. Never blocks: a FIFO or a device is an error.
/// Errors: store-unreadable. Threads: safe.
Result<std::string> read_store_file(const std::filesystem::path& path);

/// `pem-directory`: what a look-up by hash comes to in it. Links in it are followed as a process with this
/// root folder follows them; an empty one is "/". Errors: as open(). Threads: safe. Source: OpenSSL 3.0
/// crypto/x509/by_dir.c, get_cert_by_subject_ex.
Result<Store> read_directory(const std::filesystem::path& directory, const std::filesystem::path& root);

/// "4a6481c9.0": how hashed directories name certificates, in small letters alone. Without such a name no
/// look-up finds anything; "4a6481c9.r0" is a CRL. Threads: safe.
bool is_first_of_its_hash(std::string_view name);

/// The hash of a certificate's subject as it stands in the name of its file: "4a6481c9". Empty where it does
/// not decode. Threads: safe.
std::string subject_hash(const cert::Certificate& certificate);

/// Where something went wrong, before what did: "/opt/ca.pem: no such file".
Error at_path(Error error, const std::filesystem::path& path);

}  // namespace rehearse::store
