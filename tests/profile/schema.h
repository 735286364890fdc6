#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rehearse::profile {

/// What profiles/schema.json says to a YAML text, as an editor asks it: nothing if it accepts, else its
/// complaints. The text is read by yaml-cpp and typed by the YAML core schema, both apart from the loader's
/// own reading. REQUIRES: `yaml` parses.
std::vector<std::string> schema_complaints(const std::string& yaml);

/// Every key that the schema knows in any map, sorted.
std::vector<std::string> schema_keys();

}  // namespace rehearse::profile
