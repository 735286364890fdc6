#pragma once
// What the tests of this room let a profile see of the machine: a fixed environment and the files of one
// folder.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "profile/load.h"

namespace rehearse::profile {

constexpr std::string_view kSecret = "s3cr3t-w0rd";

/// The environment that the profiles under data/ are written against.
const std::map<std::string, std::string>& test_environment();

/// A context with test_environment(), files below `folder`, and the clients the examples name.
LoadContext test_context(const std::string& folder);

std::string data_folder();
std::string profiles_folder();
std::string read_all(const std::string& path);
/// The names (without folder) of the YAML files in `folder`, sorted.
std::vector<std::string> yaml_files(const std::string& folder);

/// The problems as a person sees them, one a line, each with its id: what the .txt files under data/bad hold.
std::string shown(std::string_view name, const std::vector<Problem>& problems);

/// A profile with everything it must have; `more` is appended.
std::string minimal(std::string_view more = "");

/// The profile in `yaml`; where it does not load, a test failure with the problems, and an empty profile.
Profile loaded(const std::string& yaml, const LoadContext& context);

}  // namespace rehearse::profile
