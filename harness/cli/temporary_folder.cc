#include "cli/temporary_folder.h"

#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "cert/certificate.h"
#include "lab/java_store.h"

namespace rehearse::cli {

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  auto parent = std::filesystem::temp_directory_path(error);
  if (!error) parent = std::filesystem::absolute(parent, error);
  if (error) return;
  auto janitor = launch::Janitor::start((parent / "rehearse-lab-XXXXXX").string());
  if (!janitor) return;
  x_path = janitor->folder();
  x_janitor.emplace(*std::move(janitor));
}

Result<void> write_lab_stores(const lab::Vendor& vendor, const std::string& folder) {
  if (folder.empty()) return fail("file-unwritable", "no temporary folder for the stores");
  const struct {
    const std::string& pem;
    const char *file, *java;
  } stores[] = {{vendor.current_pem(), kLabCurrent, kLabJavaCurrent},
                {vendor.stale_pem(), kLabStale, kLabJavaStale}};
  for (const auto& [pem, file, java] : stores) {
    if (auto written = write_file(folder + file, pem); !written) return written;
    const auto anchors = cert::from_pem(pem);
    if (!anchors) return std::unexpected(anchors.error());
    const auto store = lab::java_store(*anchors);
    if (!store) return std::unexpected(store.error());
    if (auto written = write_file(folder + java, *store); !written) return written;
  }
  return {};
}

}  // namespace rehearse::cli
