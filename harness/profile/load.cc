#include "profile/load.h"

#include <array>
#include <utility>

#include "profile/document.h"
#include "profile/sections.h"

namespace rehearse::profile {
namespace {

constexpr std::array<std::string_view, 12> kSections = {"rehearsal", "maintenance", "change",     "expect",
                                                        "targets",   "variables",   "namespaces", "endpoints",
                                                        "stores",    "limits",      "compare",    "resolver"};

template <class T>
std::vector<T> items(std::vector<Read<T>> all) {
  std::vector<T> out;
  for (auto& read : all) out.push_back(std::move(read.item));
  return out;
}

Profile read_profile(Reading& reading, const Node& root) {
  const KeyedMap map(reading, {&root, "", {}}, kSections);
  Profile out;
  out.path = reading.path;
  if (const auto found = map.require("rehearsal")) out.title = read_rehearsal(reading, *found);
  if (const auto found = map.find("maintenance")) out.maintenance = read_maintenance(reading, *found);
  if (const auto found = map.find("change")) out.change = read_change(reading, *found);
  if (const auto found = map.require("expect")) out.expect = read_expect(reading, *found);

  Sections sections;
  if (const auto found = map.require("targets")) sections.targets = read_targets(reading, *found);
  if (const auto found = map.find("variables")) sections.variables = read_variables(reading, *found);
  if (const auto found = map.find("namespaces")) sections.namespaces = read_namespaces(reading, *found);
  if (const auto found = map.require("endpoints")) sections.endpoints = read_endpoints(reading, *found);
  if (const auto found = map.require("stores")) sections.stores = read_stores(reading, *found);
  if (const auto found = map.find("limits")) out.limits = read_limits(reading, *found);
  if (const auto found = map.find("compare")) out.compare = read_compare(reading, *found);
  if (const auto found = map.find("resolver")) out.resolver = read_resolver(reading, *found);
  check_references(reading, sections);

  out.targets = items(std::move(sections.targets));
  out.endpoints = items(std::move(sections.endpoints));
  out.stores = std::move(sections.stores);
  out.variables = std::move(sections.variables);
  out.namespaces = std::move(sections.namespaces);
  out.stand_ins = std::move(reading.stand_ins);
  return out;
}

}  // namespace

std::expected<Profile, std::vector<Problem>> load(std::string_view yaml, const std::string& path,
                                                  const LoadContext& context) {
  Reading reading{.context = context, .path = path};
  auto document = Document::parse(yaml, reading.problems.raw());
  if (!document) {
    reading.problems.raw().push_back(std::move(document.error()));
    return std::unexpected(std::move(reading.problems).in_order());
  }
  auto profile = read_profile(reading, document->root());
  if (!reading.problems.empty()) return std::unexpected(std::move(reading.problems).in_order());
  return profile;
}

}  // namespace rehearse::profile
