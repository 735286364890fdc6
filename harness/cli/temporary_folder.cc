#include "cli/temporary_folder.h"

#include <filesystem>
#include <stdlib.h>
#include <system_error>

#include "cli/surroundings.h"

namespace rehearse::cli {

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  auto pattern = (std::filesystem::temp_directory_path(error) / "rehearse-lab-XXXXXX").string();
  if (!error && mkdtemp(pattern.data()) != nullptr) x_path = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  if (!x_path.empty()) std::filesystem::remove_all(x_path, error);
}

Result<void> write_lab_stores(const lab::Vendor& vendor, const std::string& folder) {
  if (folder.empty()) return fail("file-unwritable", "no temporary folder for the stores");
  if (auto written = write_file(folder + kLabCurrent, vendor.current_pem()); !written) return written;
  return write_file(folder + kLabStale, vendor.stale_pem());
}

}  // namespace rehearse::cli
