// Writes the pages that the browser tests look at: pages DIR. Made of the same runs as the golden files, and
// of one that is larger than anybody's.

#include <filesystem>
#include <fstream>
#include <iostream>

#include "report/html.h"
#include "report/joined.h"
#include "report/runs.h"

namespace {

void write(const std::filesystem::path& folder, const std::string& name, const std::string& page) {
  std::ofstream(folder / (name + ".html"), std::ios::binary) << page;
}

}  // namespace

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
  for (const auto& [name, run] : runs) write(folder, name, rehearse::report::render_html(run));
  write(folder, "compare", rehearse::report::render_compare_html(test::comparison()));
  write(folder, "compare-hostile", rehearse::report::render_compare_html(test::hostile_comparison()));
  for (const auto& [name, members] : {std::pair("machines", test::fleet_members()),
                                      std::pair("machines-hostile", test::hostile_members())}) {
    auto fleet = rehearse::judge::join(members);
    const auto& run = members.front().run;
    fleet.made = {run.version, run.now, run.machine};
    write(folder, name, rehearse::report::render_fleet_html(fleet));
  }
}
