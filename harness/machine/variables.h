#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "machine/candidates.h"

namespace rehearse::machine {

using Environment = std::map<std::string, std::string>;

/// A variable by which people tell programs where their trust store is.
struct Variable {
  enum class Form : std::uint8_t {
    path,         ///< a file or a folder
    folders,      ///< folders with colons between them
    jvm_options,  ///< options of a JVM, -Djavax.net.ssl.trustStore among them
    jvm_script,   ///< the same, but a start script passes them on: they stand in the command line in the end
  };
  std::string_view name;
  std::string_view client;  ///< who looks at it
  Form form = Form::path;
  Reason::Part part = Reason::Part::all;
  /// Whether the file is read anew for each connection, so that a change needs no restart.
  bool read_again = false;
};

/// All that are known. Source: the manuals of curl, git, pip, requests, the AWS CLI, Node, OpenSSL
/// (X509_get_default_cert_file_env), HotSpot and Tomcat.
std::span<const Variable> variables();

/// Whether the options of a JVM name a file as its trust store.
struct JavaTrust {
  std::string path;
  std::optional<SecretText> password;
};

/// The last of each property counts. Nothing where trustStore is not set, empty, or the word NONE, which
/// means no file. Source: JSSE Reference Guide, "Customizing the Default Keystores and Truststores".
std::optional<JavaTrust> java_trust(const std::vector<std::string>& options);

/// What the environment tells every JVM of its trust store, whatever its own command line says.
struct JavaTold {
  /// javax.net.ssl.trustStore as it is set: a path, empty, or the word NONE. None = it is not set.
  std::optional<std::string> file;
  std::string type;  ///< javax.net.ssl.trustStoreType; empty = not set
  std::optional<SecretText> password;
  std::string by;       ///< the variable that names `file`
  std::string unclear;  ///< why it cannot be told what a JVM makes of all that; empty = it can
};

/// By JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS and _JAVA_OPTIONS: of each property the last counts. JAVA_OPTS and
/// its kin are for start scripts; no JVM reads them. Source: the java(1) manual; HotSpot,
/// Arguments::parse(); asked of OpenJDK 17 in every order.
JavaTold java_told(const Environment& environment);

/// The words of JAVA_TOOL_OPTIONS: spaces part them but between quotes, which are dropped.
/// Source: HotSpot, Arguments::parse_options_buffer().
std::vector<std::string> split_options(std::string_view text);

/// Lists the stores that the environment names, whether they are there or not. A relative path depends on
/// where a program is started: it is noted. The values are printed nowhere.
void add_named_by_environment(const Environment& environment, Candidates& candidates);

}  // namespace rehearse::machine
