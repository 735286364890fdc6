// Saved runs and folders of evidence, as a shell sees them.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "e2e/folder.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProfile = REHEARSE_SOURCE_DIR "/profiles/zuora-2018-production.yaml";

Ended rehearse_in(const std::vector<std::string>& arguments) {
  return start_rehearse(arguments, Environment()).wait();
}

// One run of the lab with every report, made once.
class Reports : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    x_folder = std::make_unique<Folder>();
    x_ended = rehearse_in({"run", kProfile, "--lab", "--out", at("evidence"), "--report-json", at("run.json"),
                           "--report-html", x_folder->path().string(), "--report-junit", at("junit.xml"),
                           "--report-markdown", at("ticket.md")});
  }
  static void TearDownTestSuite() { x_folder.reset(); }

  static std::string at(std::string_view name) { return *x_folder / name; }

  static std::unique_ptr<Folder> x_folder;
  static Ended x_ended;
};

std::unique_ptr<Folder> Reports::x_folder;
Ended Reports::x_ended;

TEST_F(Reports, all_are_written_at_once) {
  ASSERT_EQ(x_ended.exit, 1) << x_ended.err;
  EXPECT_TRUE(x_ended.out.contains("✗ will break (in the lab)"));
  EXPECT_TRUE(content(at("report.html")).starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(content(at("junit.xml")).contains("<testsuites "));
  EXPECT_TRUE(content(at("ticket.md")).starts_with("# ✗ will break"));
}

TEST_F(Reports, a_saved_run_gives_all_of_them_again_byte_for_byte) {
  const auto again =
      rehearse_in({"report", at("run.json"), "--report-json", at("2.json"), "--report-html", at("2.html"),
                   "--report-junit", at("2.xml"), "--report-markdown", at("2.md")});
  EXPECT_EQ(again.exit, 1) << again.err;
  EXPECT_EQ(again.out, x_ended.out);
  EXPECT_EQ(content(at("2.json")), content(at("run.json")));
  EXPECT_EQ(content(at("2.html")), content(at("report.html")));
  EXPECT_EQ(content(at("2.xml")), content(at("junit.xml")));
  EXPECT_EQ(content(at("2.md")), content(at("ticket.md")));
}

TEST_F(Reports, evidence_is_what_sha256sum_says_and_holds_the_profile_as_written) {
  const auto folder = at("evidence");
  EXPECT_EQ(Process({"sh", "-c", "cd '" + folder + "' && sha256sum --check --strict --quiet SHA256SUMS"},
                    {{"PATH", "/usr/bin:/bin"}})
                .wait()
                .exit,
            0);
  EXPECT_EQ(content(folder + "/profile.yaml"), content(kProfile));
  EXPECT_EQ(content(folder + "/report.json"), content(at("run.json")));
  EXPECT_TRUE(content(folder + "/remedy/remedy.sh").starts_with("#!/bin/bash"));
  std::size_t chains = 0;
  for (const auto& file : fs::directory_iterator(folder + "/chains")) {
    EXPECT_TRUE(content(file.path()).starts_with("-----BEGIN CERTIFICATE-----")) << file.path();
    ++chains;
  }
  EXPECT_EQ(chains, 8U);
}

TEST_F(Reports, a_folder_gives_the_same_folder_again) {
  EXPECT_EQ(rehearse_in({"report", at("evidence"), "--out", at("again")}).exit, 1);
  EXPECT_EQ(content(at("again") + "/SHA256SUMS"), content(at("evidence") + "/SHA256SUMS"));
  EXPECT_EQ(rehearse_in({"report", at("evidence"), "--out", at("again")}).exit, 1)
      << "as it was: it is replaced";
}

TEST_F(Reports, verify_names_what_was_changed_and_out_leaves_it_alone) {
  const auto folder = at("touched");
  fs::copy(at("evidence"), folder, fs::copy_options::recursive);
  EXPECT_EQ(rehearse_in({"report", "--verify", folder}).out, "as it was written\n");
  std::ofstream(folder + "/report.md", std::ios::app) << "signed\n";
  std::ofstream(folder + "/scan.pdf") << "x";
  fs::remove(folder + "/report.html");
  fs::remove(folder + "/profile.yaml");
  fs::create_symlink(kProfile, folder + "/profile.yaml");
  const auto ended = rehearse_in({"report", "--verify", folder});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_EQ(ended.out,
            "profile.yaml: changed\nreport.html: missing\nreport.md: changed\nscan.pdf: not listed\n"
            "not as it was written\n");
  const auto refused = rehearse_in({"report", at("run.json"), "--out", folder});
  EXPECT_EQ(refused.exit, 2);
  EXPECT_TRUE(content(folder + "/report.md").ends_with("signed\n"));
}

// Any download has a SHA256SUMS: that it is right makes a folder nobody's to replace.
TEST_F(Reports, a_folder_of_somebody_else_is_left_alone) {
  const auto folder = at("release");
  const auto write = [&](const std::string& name, const std::string& text) {
    fs::create_directories((fs::path(folder) / name).parent_path());
    std::ofstream(fs::path(folder) / name) << text;
  };
  const auto is_refused = [&] {
    const auto ended = rehearse_in({"report", at("run.json"), "--out", folder});
    return ended.exit == 2 && ended.err.contains("holds what rehearse did not write");
  };
  const auto sum = [&] {
    Process({"sh", "-c",
             "cd '" + folder +
                 "' && find . -type f ! -name SHA256SUMS -printf '%P\\n' | xargs sha256sum > SHA256SUMS"},
            {{"PATH", "/usr/bin:/bin"}})
        .wait();
  };
  write("backup.tar", "precious");
  sum();
  EXPECT_TRUE(is_refused());
  EXPECT_EQ(rehearse_in({"report", "--verify", folder}).exit, 2) << "it is no evidence";
  write("report.json", "{}");
  sum();
  EXPECT_TRUE(is_refused());
  fs::remove(folder + "/backup.tar");
  sum();
  EXPECT_TRUE(is_refused()) << "a report of something else";
  fs::remove_all(folder);
  fs::copy(at("evidence"), folder, fs::copy_options::recursive);
  write("notes.txt", "mine");
  sum();
  EXPECT_TRUE(is_refused());
  fs::remove(folder + "/notes.txt");
  sum();
  fs::create_directories(folder + "/mine/empty");
  EXPECT_TRUE(is_refused());
  EXPECT_TRUE(fs::exists(folder + "/mine/empty"));
}

TEST_F(Reports, a_folder_whose_run_was_changed_is_not_read_again) {
  const auto folder = at("forged");
  fs::copy(at("evidence"), folder, fs::copy_options::recursive);
  std::ofstream(folder + "/report.json", std::ios::app) << "\n";
  for (const char* command : {"report", "merge"}) {
    const auto ended = rehearse_in({command, folder});
    EXPECT_EQ(ended.exit, 2) << command;
    EXPECT_TRUE(ended.err.contains("report.json: changed")) << ended.err;
    EXPECT_EQ(rehearse_in({command, folder + "/report.json"}).exit, 1) << "named itself";
  }
}

TEST_F(Reports, sums_that_lead_out_of_the_folder_are_refused) {
  const auto folder = at("leading");
  fs::create_directory(folder);
  std::ofstream(folder + "/SHA256SUMS") << std::string(64, 'a') << "  ../run.json\n";
  const auto ended = rehearse_in({"report", "--verify", folder});
  EXPECT_EQ(ended.exit, 2);
  EXPECT_TRUE(ended.err.contains("line 1")) << ended.err;
}

TEST_F(Reports, what_cannot_be_written_or_read_is_said_before_anything_is_done) {
  std::ofstream(at("no.json")) << "{}";
  const struct {
    std::vector<std::string> arguments;
    const char* says;
  } rows[] = {
      {{"report"}, "needs a saved run"},
      {{"report", at("nowhere.json")}, "nowhere.json"},
      {{"report", at("no.json")}, "no.json"},
      {{"report", at("run.json"), "--report-junit", at("run.json")}, "is what is read"},
      {{"report", at("run.json"), "--report-html", at("x"), "--report-junit", at("x")}, "two reports"},
      {{"report", at("run.json"), "--report-json", "-", "--report-markdown", "-"}, "two reports"},
      {{"report", at("run.json"), "--out", at("run.json")}, "no folder"},
      {{"report", at("run.json"), "--out", at("nowhere/x")}, "does not exist"},
      {{"report", at("run.json"), "--verify", at("evidence")}, "verify"},
      {{"run", kProfile, "--lab", "--out", x_folder->path().string()}, "did not write"},
  };
  for (const auto& [arguments, says] : rows) {
    const auto ended = rehearse_in(arguments);
    EXPECT_EQ(ended.exit, 2) << says << ended.err;
    EXPECT_TRUE(ended.err.contains(says)) << ended.err;
  }
}

TEST_F(Reports, one_of_them_may_go_to_standard_output_alone) {
  const auto ended = rehearse_in({"report", at("run.json"), "--report-markdown", "-"});
  EXPECT_EQ(ended.out, content(at("ticket.md")));
}

// The parser that stops at the first thing that is not as the HTML standard has it.
TEST_F(Reports, pages_are_html_without_a_fault) {
  std::vector<std::string> command = {
      "/usr/bin/python3",
      "-B",
      "-c",
      "import html5lib, sys\n"
      "for page in sys.argv[1:]: html5lib.HTMLParser(strict=True).parse(open(page, encoding='utf-8').read())",
      at("report.html"),
      at("differences.html"),
      at("fleet.html")};
  const auto other = at("evidence") + "/report.json";
  EXPECT_EQ(rehearse_in({"compare", at("run.json"), other, "--report-html", at("differences.html")}).exit, 0);
  EXPECT_EQ(rehearse_in({"merge", at("run.json"), "--report-html", at("fleet.html")}).exit, 1);
  for (const auto& file : fs::directory_iterator(REHEARSE_SOURCE_DIR "/tests/report/golden")) {
    if (file.path().extension() == ".html") command.push_back(file.path().string());
  }
  ASSERT_GT(command.size(), 8U);
  const auto ended = Process(command, {}).wait();
  EXPECT_EQ(ended.exit, 0) << ended.err;
  std::ofstream(at("bad.html")) << "<!DOCTYPE html><title>x</title><p><div></p>";
  command.back() = at("bad.html");
  EXPECT_NE(Process(command, {}).wait().exit, 0) << "it lets everything pass";
}

TEST_F(Reports, runs_of_two_machines_are_joined) {
  auto other = nlohmann::ordered_json::parse(content(at("run.json")));
  other["machine"]["host"] = "app-2";
  std::ofstream(at("app-2.json")) << other.dump();
  const auto ended =
      rehearse_in({"merge", at("evidence"), at("app-2.json"), "--report-json", at("fleet.json")});
  EXPECT_EQ(ended.exit, 1) << ended.err;
  EXPECT_TRUE(ended.out.contains("of 2 machines, 2 will break")) << ended.out;
  const auto fleet = nlohmann::json::parse(content(at("fleet.json")));
  EXPECT_EQ(fleet["schema"], "rehearse-fleet/1");
  ASSERT_EQ(fleet["causes"].size(), 1U);
  EXPECT_EQ(fleet["causes"][0]["places"].size(), 2U);
  EXPECT_EQ(rehearse_in({"merge", at("run.json"), at("no.json")}).exit, 2);
  EXPECT_TRUE(rehearse_in({"merge", at("run.json"), at("run.json")}).err.contains("is given twice"));
  EXPECT_TRUE(rehearse_in({"merge", at("run.json"), at("evidence")}).err.contains("is the same run as"));
}

}  // namespace
}  // namespace rehearse::e2e
