#include "machine/made_tree.h"

#include <array>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <stdlib.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include "cert/mint.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

const cert::Minted& minted_authority() {
  static const auto made = [] {
    const Instant from = std::chrono::sys_days(std::chrono::year(2018) / 1 / 1);
    cert::Mint what{
        .subject = {{{"CN", "Root"}}}, .not_before = from, .not_after = from + std::chrono::days(365)};
    what.kind = cert::Mint::Kind::authority;
    return *cert::mint(what, nullptr);
  }();
  return made;
}

std::string zeros(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += text + '\0';
  return out;
}

}  // namespace

MadeTree::MadeTree() {
  auto pattern = (fs::temp_directory_path() / "rehearse-machine-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder: " + pattern);
  x_root = pattern;
}

MadeTree::~MadeTree() {
  std::error_code error;
  fs::remove_all(x_root, error);
}

fs::path MadeTree::outside(std::string_view path) const {
  return x_root / fs::path(path).relative_path();
}

void MadeTree::write(std::string_view path, std::string_view text) const {
  fs::create_directories(outside(path).parent_path());
  std::ofstream out(outside(path), std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + std::string(path));
}

void MadeTree::link(std::string_view path, std::string_view target) const {
  fs::create_directories(outside(path).parent_path());
  fs::create_symlink(target, outside(path));
}

void MadeTree::folder(std::string_view path) const {
  fs::create_directories(outside(path));
}

void MadeTree::touch(std::string_view path, Instant at) const {
  const std::array<timespec, 2> times = {timespec{.tv_sec = at.time_since_epoch().count()},
                                         timespec{.tv_sec = at.time_since_epoch().count()}};
  if (utimensat(AT_FDCWD, outside(path).c_str(), times.data(), 0) != 0)
    throw std::runtime_error("cannot date " + std::string(path));
}

void MadeTree::start(const MadeProcess& process) const {
  write("/proc/stat", fmt::format("cpu 1 2 3\nbtime {}\nprocesses 9\n", kBoot));
  const auto folder = fmt::format("/proc/{}", process.id);
  // Fields 3, 9 and 22 of proc(5) are told; the others are anything.
  write(folder + "/stat",
        fmt::format("{} ({}) {} 1 1 1 0 -1 {} 0 0 0 0 0 0 0 0 20 0 1 0 {} 0 0\n", process.id, process.name,
                    process.state, process.flags, process.started_ticks));
  write(folder + "/cmdline", zeros(process.arguments));
  write(folder + "/environ", zeros(process.environment));
  std::string maps = "7f0000000000-7f0000001000 rw-p 00000000 00:00 0\n";
  for (const auto& file : process.mapped)
    maps += fmt::format("7f0000001000-7f0000002000 r-xp 00000000 08:01 42                 {}\n", file);
  write(folder + "/maps", maps);
  if (!process.executable.empty()) link(folder + "/exe", process.executable);
  link(folder + "/cwd", process.folder);
  link(folder + "/root", process.root);
  if (!process.mounts.empty()) link(folder + "/ns/mnt", process.mounts);
  fs::create_directories(outside(folder + "/fd"));
  link(folder + "/fd/0", "socket:[1]");
  for (std::size_t i = 0; i < process.open.size(); ++i)
    link(fmt::format("{}/fd/{}", folder, i + 1), process.open[i]);
}

std::vector<std::string> lines(const std::vector<Candidate>& found) {
  std::vector<std::string> out;
  for (const auto& one : found) {
    std::string why;
    for (const auto& reason : one.reasons)
      why += fmt::format("{}{} [{}]", why.empty() ? "" : "; ", reason.why, reason.client);
    out.push_back(fmt::format("{}: {}", one.path.string(), why));
  }
  return out;
}

const Candidate& at(const std::vector<Candidate>& found, std::string_view path) {
  for (const auto& one : found) {
    if (one.path == path) return one;
  }
  throw std::runtime_error("nothing was found at " + std::string(path));
}

const std::string& authority_pem() {
  static const auto pem = cert::to_pem(*minted_authority().certificate);
  return pem;
}

const std::string& leaf_pem() {
  static const auto pem = [] {
    const Instant from = std::chrono::sys_days(std::chrono::year(2018) / 1 / 1);
    cert::Mint what{
        .subject = {{{"CN", "api"}}}, .not_before = from, .not_after = from + std::chrono::days(365)};
    what.dns_names = {"api.example.com"};
    return cert::to_pem(*cert::mint(what, &minted_authority())->certificate);
  }();
  return pem;
}

}  // namespace rehearse::machine
