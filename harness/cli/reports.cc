#include "cli/reports.h"

#include <filesystem>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
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

// Where each report that is asked for goes.
std::vector<std::pair<Format, std::string>> asked_for(const ReportFiles& files) {
  std::error_code error;
  const bool is_folder = !files.html.empty() && fs::is_directory(files.html, error);
  std::vector<std::pair<Format, std::string>> out = {
      {Format::json, files.json},
      {Format::html, is_folder ? (fs::path(files.html) / "report.html").string() : files.html},
      {Format::junit, files.junit},
      {Format::markdown, files.markdown}};
  std::erase_if(out, [](const auto& one) { return one.second.empty(); });
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

}  // namespace

std::string saved_run_at(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error) ? (fs::path(path) / "report.json").string() : path;
}

Result<void> check_reports(const Arguments& arguments) {
  const auto asked = asked_for(arguments.reports);
  for (auto one = asked.begin(); one != asked.end(); ++one) {
    const auto& path = one->second;
    for (auto other = asked.begin(); other != one; ++other) {
      if (fs::path(path).lexically_normal() == fs::path(other->second).lexically_normal())
        return cannot(path == "-" ? "standard output" : path, "is asked for two reports");
    }
    if (path == "-") continue;
    if (auto done = check_file(path, arguments); !done) return done;
  }
  return arguments.reports.folder.empty() ? Result<void>() : check_evidence_folder(arguments.reports.folder);
}

Result<void> check_reports_are_no_input(const Rehearsal& rehearsal) {
  const auto inputs = inputs_of(rehearsal);
  std::error_code error;
  for (const auto& [format, path] : asked_for(rehearsal.arguments->reports)) {
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

judge::Made made_here(const Rehearsal& rehearsal) {
  return {REHEARSE_VERSION, rehearsal.surroundings->started, rehearsal.surroundings->machine};
}

Result<void> write_reports(const Rehearsal& rehearsal, const Renderers& renderers) {
  Result<void> out;
  const auto keep_first = [&](Result<void> done) {
    if (out && !done) out = std::move(done);
  };
  bool is_printed = false;
  for (const auto& [format, path] : asked_for(rehearsal.arguments->reports)) {
    is_printed = is_printed || path == "-";
    const auto text = renderers.files.at(format)();
    keep_first(path == "-" ? print(text) : write_file(path, text));
  }
  if (!is_printed) keep_first(show(rehearsal, renderers.console(console_options(rehearsal))));
  return out;
}

Result<void> report(const Rehearsal& rehearsal, const Reported& what) {
  const auto& run = *what.run;
  const auto& folder = rehearsal.arguments->reports.folder;
  Result<void> kept;
  if (!folder.empty()) kept = write_evidence_folder(folder, report::evidence_files(run, what.profile_text));
  auto written =
      write_reports(rehearsal, {[&](const auto& options) { return report::render_console(run, options); },
                                {{Format::json, [&] { return report::render_json(run); }},
                                 {Format::html, [&] { return report::render_html(run); }},
                                 {Format::junit, [&] { return report::render_junit(run); }},
                                 {Format::markdown, [&] { return report::render_markdown(run); }}}});
  return written ? kept : written;
}

}  // namespace rehearse::cli
