#include "report/evidence.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/lines.h"
#include "cert/certificate.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/phrases.h"
#include "report/remedy_files.h"

namespace rehearse::report {
namespace {

constexpr std::size_t kDigits = 64;

// A name as part of a file's name on any system.
std::string slug(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::string out(text.substr(0, kLongest));
  for (char& c : out) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    if (!is_plain) c = '_';
  }
  if (out.starts_with('.')) out.front() = '_';
  return out;
}

std::string pem_of(const cert::Chain& chain) {
  std::string out;
  for (const auto& certificate : chain) {
    if (certificate) out += cert::to_pem(*certificate);
  }
  return out;
}

std::vector<File> chains_of(const judge::Run& run) {
  std::vector<File> out;
  std::set<std::string> taken;
  for (const auto& report : run.routes) {
    if (!report.handshake) continue;
    auto pem = pem_of(report.handshake->chain);
    if (pem.empty()) continue;
    const auto stem = fmt::format("chains/{}-{}-{}", slug(report.route.endpoint), slug(report.route.target),
                                  slug(place_of(report)));
    auto name = stem + ".pem";
    for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}-{}.pem", stem, i);
    out.push_back({std::move(name), std::move(pem)});
  }
  return out;
}

}  // namespace

std::vector<File> evidence_files(const judge::Run& run, std::string_view profile_text) {
  std::vector<File> out = {{"report.html", render_html(run)},
                           {"report.junit.xml", render_junit(run)},
                           {"report.md", render_markdown(run)},
                           {"report.json", render_json(run)}};
  if (!profile_text.empty()) out.push_back({"profile.yaml", std::string(profile_text)});
  for (auto& file : chains_of(run)) out.push_back(std::move(file));
  std::vector<Needed> needed;
  for (const auto& row : run.rows) {
    if (row.remedy) needed.push_back({row.client, &*row.remedy});
  }
  for (auto& file : remedy_files(needed)) out.push_back({"remedy/" + file.name, std::move(file.text)});
  std::ranges::sort(out, {}, &File::name);
  std::string sums;
  for (const auto& file : out) sums += fmt::format("{}  {}\n", cert::sha256(file.text).hex(), file.name);
  out.push_back({std::string(kSums), std::move(sums)});
  return out;
}

bool is_evidence_name(std::string_view name) {
  static constexpr std::string_view kNames[] = {kSums,         "report.html", "report.junit.xml",
                                                "report.json", "report.md",   "profile.yaml"};
  const bool is_below = name.starts_with("chains/") || name.starts_with("remedy/");
  return std::ranges::count(kNames, name) > 0 ||
         (is_below && (name.ends_with(".pem") || name == "remedy/remedy.sh"));
}

bool is_evidence_report(std::string_view json) {
  return json.starts_with("{\n  \"schema\": \"rehearse-report/1\",");
}

Result<std::vector<Sum>> read_sums(std::string_view text) {
  std::vector<Sum> out;
  std::set<std::string_view> names;
  int number = 0;
  for (const auto line : lines_of(text)) {
    ++number;
    const auto sha256 = parse_sha256(line.substr(0, kDigits));
    const bool is_one = sha256 && line.size() > kDigits + 2 && line.substr(kDigits, 2) == "  ";
    const auto name = is_one ? line.substr(kDigits + 2) : std::string_view();
    if (!is_one || name.starts_with('/') || name.contains("..") || name.contains('\\'))
      return fail("bad-sums", fmt::format("line {}: is not 64 hex digits, two spaces and a name", number));
    if (!names.insert(name).second)
      return fail("bad-sums", fmt::format("line {}: names a file again", number));
    out.push_back({std::string(name), *sha256});
  }
  return out;
}

}  // namespace rehearse::report
