#include "cli/reports.h"

#include <filesystem>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "cli/evidence_folder.h"
#include "cli/output.h"
#include "profile/load.h"
#include "report/console.h"
#include "report/evidence.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

// A report that is asked for, and what writes it.
struct Asked {
  std::string path;
  std::string (*render)(const judge::Run&);
};

std::vector<Asked> asked_for(const ReportFiles& files) {
  std::vector<Asked> out;
  const auto add = [&](const std::string& path, std::string (*render)(const judge::Run&)) {
    if (!path.empty()) out.push_back({path, render});
  };
  add(files.json, report::render_json);
  std::error_code error;
  const bool is_folder = !files.html.empty() && fs::is_directory(files.html, error);
  add(is_folder ? (fs::path(files.html) / "report.html").string() : files.html, report::render_html);
  add(files.junit, report::render_junit);
  add(files.markdown, report::render_markdown);
  return out;
}

std::unexpected<Error> cannot(const std::string& path, std::string_view why) {
  return fail("file-unwritable", fmt::format("{}: {}", path, why));
}

// What the command line itself names.
std::vector<std::string> read_by(const Arguments& arguments) {
  std::vector<std::string> out = arguments.compare.what;
  out.push_back(arguments.profile);
  out.push_back(arguments.render.run);
  out.insert(out.end(), arguments.merge.begin(), arguments.merge.end());
  for (auto& one : out) one = saved_run_at(one);
  return out;
}

Result<void> check_file(const std::string& path, const Arguments& arguments) {
  const fs::path file = path;
  const auto folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  std::error_code error;
  if (fs::is_directory(file, error)) return cannot(path, "is a folder");
  if (!fs::is_directory(folder, error)) return cannot(path, "its folder does not exist");
  for (const auto& read : read_by(arguments)) {
    if (fs::equivalent(file, read, error)) return cannot(path, "is what is read");
  }
  // A file is replaced by one written beside it; a pipe or a device is written to.
  const bool direct = fs::exists(file, error) && !fs::is_regular_file(file, error);
  if (access(direct ? file.c_str() : folder.c_str(), W_OK) != 0) return cannot(path, "may not be written");
  return {};
}

// Every file of this machine that the profile names.
std::vector<std::string> inputs_of(const Rehearsal& rehearsal) {
  std::vector<std::string> named = {};
  for (const auto* stores : {&rehearsal.profile.stores, &rehearsal.set_aside}) {
    for (const auto& store : *stores) named.insert(named.end(), {store.path, store.extra_ca_certs});
  }
  for (const auto& target : rehearsal.profile.targets) {
    if (target.certificate) named.insert(named.end(), {target.certificate->path, target.certificate->key});
  }
  std::vector<std::string> out = {rehearsal.arguments->hosts};
  for (const auto& path : named) {
    if (!path.empty()) out.push_back(profile::beside(rehearsal.profile.path, path));
  }
  return out;
}

Result<void> write_file_of(const Asked& asked, const judge::Run& run) {
  return asked.path == "-" ? print(asked.render(run)) : write_file(asked.path, asked.render(run));
}

}  // namespace

std::string saved_run_at(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error) ? (fs::path(path) / "report.json").string() : path;
}

Result<void> check_reports(const Arguments& arguments) {
  const auto asked = asked_for(arguments.reports);
  for (auto one = asked.begin(); one != asked.end(); ++one) {
    for (auto other = asked.begin(); other != one; ++other) {
      if (fs::path(one->path).lexically_normal() == fs::path(other->path).lexically_normal())
        return cannot(one->path == "-" ? "standard output" : one->path, "is asked for two reports");
    }
    if (one->path == "-") continue;
    if (auto done = check_file(one->path, arguments); !done) return done;
  }
  return arguments.reports.folder.empty() ? Result<void>() : check_evidence_folder(arguments.reports.folder);
}

Result<void> check_reports_are_no_input(const Rehearsal& rehearsal) {
  const auto inputs = inputs_of(rehearsal);
  std::error_code error;
  for (const auto& [path, render] : asked_for(rehearsal.arguments->reports)) {
    const fs::path file = path;
    if (path == "-" || !fs::exists(file, error)) continue;
    for (const auto& input : inputs) {
      const bool same =
          fs::equivalent(file, input, error) || fs::equivalent(file.parent_path(), input, error);
      if (!input.empty() && same) return cannot(path, "is what the run reads");
    }
  }
  return {};
}

Result<void> report(const Rehearsal& rehearsal, const Reported& what) {
  const auto& files = rehearsal.arguments->reports;
  Result<void> out;
  const auto keep_first = [&](Result<void> done) {
    if (out && !done) out = std::move(done);
  };
  bool is_printed = false;
  for (const auto& asked : asked_for(files)) {
    is_printed = is_printed || asked.path == "-";
    keep_first(write_file_of(asked, *what.run));
  }
  if (!files.folder.empty())
    keep_first(write_evidence_folder(files.folder, report::evidence_files(*what.run, what.profile_text)));
  if (!is_printed) keep_first(show(rehearsal, report::render_console(*what.run, console_options(rehearsal))));
  return out;
}

}  // namespace rehearse::cli
