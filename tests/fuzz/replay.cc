// Runs a fuzz target over every file of its corpus, for the builds that have no libFuzzer.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(argv[i], failed))
      files.push_back(entry.path());
    if (failed) std::fprintf(stderr, "%s: %s\n", argv[i], failed.message().c_str());
  }
  std::ranges::sort(files);
  std::size_t ran = 0;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (file.bad() || !file.is_open()) continue;
    std::printf("%s\n", path.c_str());  // the last line names the file that ended the program
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++ran;
  }
  // A corpus that is not there proves nothing.
  if (ran == 0 || ran != files.size()) {
    std::fprintf(stderr, "%zu of %zu files could be read\n", ran, files.size());
    return 1;
  }
  return 0;
}
