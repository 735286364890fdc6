// Writes the pages that the browser tests look at: pages DIR. Made of the same runs as the golden files, and
// of one that is larger than anybody's.

#include <filesystem>
#include <fstream>
#include <iostream>

#include "report/html.h"
#include "report/runs.h"

int main(int argc, char** argv) {
  namespace test = rehearse::report::test;
  if (argc != 2) {
    std::cerr << "usage: pages DIR\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  auto runs = test::all_runs();
  runs.push_back({"fleet", test::fleet_run(1000, 20, test::Pattern::alike)});
  runs.push_back({"fleet-mixed", test::fleet_run(1000, 20, test::Pattern::mixed)});
  for (const auto& [name, run] : runs)
    std::ofstream(folder / (name + ".html"), std::ios::binary) << rehearse::report::render_html(run);
}
