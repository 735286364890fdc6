#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "lab/lab.h"
#include "launch/janitor.h"

namespace rehearse::cli {

/// A folder of our own that goes away with the process, however that ends.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  /// Absolute; empty where there could be none.
  const std::string& path() const { return x_path; }

 private:
  std::string x_path;
  std::optional<launch::Janitor> x_janitor;
};

/// The stores of the lab, as files of such a folder.
inline constexpr const char* kLabCurrent = "/lab-current.pem";
inline constexpr const char* kLabStale = "/lab-stale.pem";
inline constexpr const char* kLabJavaCurrent = "/lab-current.jks";
inline constexpr const char* kLabJavaStale = "/lab-stale.jks";
/// Errors: file-unwritable.
Result<void> write_lab_stores(const lab::Vendor& vendor, const std::string& folder);

}  // namespace rehearse::cli
