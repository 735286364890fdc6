#include "profile/context.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace rehearse::profile {

const std::map<std::string, std::string>& test_environment() {
  static const std::map<std::string, std::string> environment = {
      {"HOST", "tls-test.example.com"},
      {"PORT", "8443"},
      {"EMPTY", ""},
      {"SECRET", std::string(kSecret) + "!"},  // '!' makes it no host name
      {"TWO_LINES", std::string(kSecret) + "\r\nX-Other: two"},
      {"URL_WITH_QUERY", "https://api.example.com/?key=" + std::string(kSecret)},
      {"URL", "https://api.example.com/"}};
  return environment;
}

LoadContext test_context(const std::string& folder) {
  LoadContext out;
  out.environment = [](const std::string& name) -> std::optional<std::string> {
    const auto found = test_environment().find(name);
    if (found == test_environment().end()) return {};
    return found->second;
  };
  out.read_file = [folder](const std::string& path) -> Result<std::string> {
    std::ifstream in(folder + "/" + path, std::ios::binary);
    if (!in) return fail("no-such-file", "no such file");
    return read_all(folder + "/" + path);
  };
  out.clients = {"openssl", "openssl-1.0.2", "curl", "python-3.11", "node", "java-17", "gnutls", "go"};
  return out;
}

std::string data_folder() {
  return std::string(REHEARSE_SOURCE_DIR) + "/tests/profile/data";
}

std::string profiles_folder() {
  return std::string(REHEARSE_SOURCE_DIR) + "/profiles";
}

std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> yaml_files(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") out.push_back(entry.path().filename().string());
  }
  std::ranges::sort(out);
  return out;
}

std::string shown(std::string_view name, const std::vector<Problem>& problems) {
  std::string out;
  for (const auto& problem : problems) out += fmt::format("{} [{}]\n", to_text(name, problem), problem.id);
  return out;
}

std::string minimal(std::string_view more) {
  return "rehearsal: {title: A change}\n"
         "expect: {issuer: New CA}\n"
         "targets: {staging: }\n"
         "endpoints: {api: {url: 'https://api.example.com/'}}\n"
         "stores: {billing: {path: cacerts.pem}}\n" +
         std::string(more);
}

Profile loaded(const std::string& yaml, const LoadContext& context) {
  auto profile = load(yaml, "x.yaml", context);
  if (profile) return std::move(*profile);
  ADD_FAILURE() << shown("x.yaml", profile.error());
  return {};
}

}  // namespace rehearse::profile
