#pragma once
// The trust stores that come with a language's runtime, wherever people install one.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "machine/candidates.h"
#include "machine/variables.h"

namespace rehearse::machine {

/// Where runtimes are looked for besides their usual places: the folders of people.
std::vector<std::filesystem::path> homes(const Environment& environment, Tree& tree);

/// The stores of every JDK below the usual parents, of JAVA_HOME and SDKMAN, and those that distributions
/// make for all JDKs. Source: OpenJDK, sun.security.ssl.TrustStoreManager.
void add_java_stores(const Environment& environment, Candidates& candidates);

/// What the Java of this home loads where nobody tells it otherwise; nothing where it has no store.
std::optional<std::filesystem::path> java_store(const std::filesystem::path& home, Tree& tree);

/// "java-17", as the JDK's own file `release` has it; "java" where there is none.
std::string java_client(const std::filesystem::path& home, Tree& tree);

/// What a file below a home's lib/security is: a reason where its path says so, nothing else.
std::optional<Reason> java_reason(const std::filesystem::path& file, Tree& tree);

/// certifi's bundle in every Python environment below the usual prefixes, pip's own copy of it, and
/// botocore's.
void add_python_stores(const Environment& environment, Candidates& candidates);

/// The same for one file, wherever it lies.
std::optional<Reason> python_reason(const std::filesystem::path& file);

/// Every program `node`: its roots are compiled in. Where the environment names more (NODE_EXTRA_CA_CERTS),
/// they are part of the store, as this shell's Node has them.
void add_node_programs(const Environment& environment, Candidates& candidates);

/// The password that keytool's users and the JDK's own build know: "changeit".
SecretText well_known_java_password();

}  // namespace rehearse::machine
