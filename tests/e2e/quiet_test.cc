// --quiet: the exit code tells, and nothing else does but what was asked for.

#include <filesystem>

#include <gtest/gtest.h>

#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

// A rehearsal in which something will break, and what it saved.
class Quiet : public ::testing::Test {
 protected:
  Quiet() {
    it.stores["main"] = pem({old_one().root});
    it.arguments = {"--quiet", "--out", it.folder() / "evidence"};
    run = it.run();
    it.folder().write("new.pem", pem({new_one().leaf, new_one().issuer}));
  }

  Rehearsal it;
  Ran run;
};

TEST_F(Quiet, a_run_writes_its_files_and_says_nothing) {
  EXPECT_EQ(run.ended.out, "");
  EXPECT_EQ(run.ended.err, "");
  EXPECT_EQ(run.ended.exit, 1);
  EXPECT_EQ(run.report.at("verdict"), "will-break");
  EXPECT_TRUE(std::filesystem::exists(it.folder() / "evidence/SHA256SUMS"));
}

TEST_F(Quiet, the_exit_code_of_each_command_tells) {
  const auto& folder = it.folder();
  const auto saved = folder / "report.json";
  const auto chain = folder / "new.pem";
  const struct {
    const char* name;
    std::vector<std::string> command;
    int exit;
  } cases[] = {
      {"a_saved_run", {"report", saved, "-q"}, 1},
      {"a_folder_as_it_was", {"report", "--verify", folder / "evidence", "-q"}, 0},
      {"a_check", {"check", "--chain", chain, "--store", folder / "main.pem", "-q"}, 1},
      {"a_comparison", {"compare", saved, saved, "-q"}, 3},
      {"a_dry_run", {"run", folder / "profile.yaml", "--no-dns", "--dry-run", "-q"}, 0},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto ended = start_rehearse(one.command, {}).wait();
    EXPECT_EQ(ended.exit, one.exit);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(ended.err, "");
    auto loud = one.command;
    loud.pop_back();
    EXPECT_NE(start_rehearse(loud, {}).wait().out, "");
  }
}

TEST_F(Quiet, what_is_asked_for_on_standard_output_is_printed) {
  const auto saved = it.folder() / "report.json";
  const std::vector<std::string> cases[] = {
      {"report", saved, "-q", "--report-json", "-"},
      {"compare", saved, saved, "-q", "--report-json", "-"},
      {"check", "--chain", it.folder() / "new.pem", "--store", it.folder() / "main.pem", "-q", "--json"},
  };
  for (const auto& command : cases) {
    const auto ended = start_rehearse(command, {}).wait();
    EXPECT_TRUE(nlohmann::json::accept(ended.out)) << command.front() << ended.err;
  }
}

TEST_F(Quiet, errors_are_said) {
  const auto ended = start_rehearse({"run", "/nowhere/profile.yaml", "--quiet"}, {}).wait();
  EXPECT_EQ(ended.exit, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_NE(ended.err, "");
}

}  // namespace
}  // namespace rehearse::e2e
