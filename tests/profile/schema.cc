#include "profile/schema.h"

#include <regex>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#include <yaml-cpp/yaml.h>

#include "profile/context.h"

namespace rehearse::profile {
namespace {

using nlohmann::json;

// YAML 1.2 core schema, section 10.3.2, as its own table of regular expressions writes it.
json typed(const std::string& text) {
  static const std::regex whole("[-+]?[0-9]+"), hex("0x[0-9a-fA-F]+"), octal("0o[0-7]+"),
      fraction("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"), infinity("[-+]?\\.(inf|Inf|INF)"),
      none("\\.(nan|NaN|NAN)"), yes("true|True|TRUE"), no("false|False|FALSE"), null("|~|null|Null|NULL");
  const auto is = [&](const std::regex& pattern) { return std::regex_match(text, pattern); };
  if (is(null)) return nullptr;
  if (is(yes)) return true;
  if (is(no)) return false;
  if (is(whole) && text.size() < 18) return std::stoll(text);
  if (is(hex) && text.size() < 16) return std::stoll(text.substr(2), nullptr, 16);
  if (is(octal) && text.size() < 16) return std::stoll(text.substr(2), nullptr, 8);
  if (is(fraction)) return std::stod(text);
  if (is(hex) || is(octal) || is(infinity) || is(none)) return 0.5;
  return text;
}

json to_json(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return node.Tag() == "?" ? typed(node.Scalar()) : json(node.Scalar());
    case YAML::NodeType::Sequence: {
      json out = json::array();
      for (const auto& item : node) out.push_back(to_json(item));
      return out;
    }
    case YAML::NodeType::Map: {
      json out = json::object();
      for (const auto& entry : node) out[entry.first.Scalar()] = to_json(entry.second);
      return out;
    }
    default:
      return nullptr;
  }
}

json schema_text() {
  return json::parse(read_all(profiles_folder() + "/schema.json"));
}

void collect_keys(const json& node, std::set<std::string>& out) {
  if (!node.is_structured()) return;
  for (const auto& [key, value] : node.items()) {
    if (node.is_object() && key == "properties" && value.is_object()) {
      for (const auto& [name, unused] : value.items()) out.insert(name);
    }
    collect_keys(value, out);
  }
}

}  // namespace

std::vector<std::string> schema_complaints(const std::string& yaml) {
  // Both are used again for every file: parsing the schema takes longer than all of them.
  static const json text = schema_text();
  static valijson::Schema schema;
  [[maybe_unused]] static const bool parsed = [] {
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
    return true;
  }();

  const json document = to_json(YAML::Load(yaml));
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  std::vector<std::string> out;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results)) return out;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    std::string where;
    for (const auto& step : error.context) where += step;
    out.push_back(fmt::format("{}: {}", where, error.description));
  }
  if (out.empty()) out.emplace_back("refused without a word");
  return out;
}

std::vector<std::string> schema_keys() {
  std::set<std::string> out;
  collect_keys(schema_text(), out);
  return {out.begin(), out.end()};
}

}  // namespace rehearse::profile
