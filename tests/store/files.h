#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace rehearse::store {

/// A folder that a test writes its stores into, gone at its end.
class Files : public testing::Test {
 protected:
  Files() {
    auto pattern = (std::filesystem::temp_directory_path() / "rehearse-store-XXXXXX").string();
    x_folder = mkdtemp(pattern.data());
  }
  ~Files() override { std::filesystem::remove_all(x_folder); }

  std::string write(const std::string& name, const std::string& bytes) const {
    const auto path = x_folder / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

  std::filesystem::path x_folder;
};

}  // namespace rehearse::store
