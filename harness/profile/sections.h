#pragma once
// The sections of a profile, one function each. All take the section's own value and report what is wrong.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "profile/profile.h"
#include "profile/reading.h"

namespace rehearse::profile {

/// Endpoints, targets and stores keep their values: what refers to something else is checked once all is
/// read.
template <class T>
struct Read {
  T item;
  Value value;
};

std::string read_rehearsal(Reading& reading, const Value& value);
std::optional<Maintenance> read_maintenance(Reading& reading, const Value& value);
Change read_change(Reading& reading, const Value& value);
Expect read_expect(Reading& reading, const Value& value);
std::vector<Read<Target>> read_targets(Reading& reading, const Value& value);
std::vector<Read<Endpoint>> read_endpoints(Reading& reading, const Value& value);
std::vector<Call> read_calls(Reading& reading, const Value& value);
CallExpect read_call_expect(Reading& reading, const Value& value);
std::vector<Capture> read_captures(Reading& reading, const Value& value);
Values read_variables(Reading& reading, const Value& value);
std::map<std::string, std::string> read_namespaces(Reading& reading, const Value& value);
/// A text, or the command that prints it. The text is secret as a whole: who writes it out means no variable.
Password read_password(Reading& reading, const Value& value);
std::vector<Store> read_stores(Reading& reading, const Value& value);
Limits read_limits(Reading& reading, const Value& value);
Compare read_compare(Reading& reading, const Value& value);

/// What no section can see alone: the stores an endpoint names, the hosts a target replaces, the values a
/// call uses, the prefixes of a query. Also fills in the stores of endpoints that name none.
struct Sections {
  std::vector<Read<Target>> targets;
  std::vector<Read<Endpoint>> endpoints;
  std::vector<Store> stores;
  Values variables;
  std::map<std::string, std::string> namespaces;
};
void check_references(Reading& reading, Sections& sections);

}  // namespace rehearse::profile
