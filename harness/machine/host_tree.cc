#include "machine/host_tree.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "base/descriptor.h"
#include "machine/file_content.h"
#include "machine/folders.h"

namespace rehearse::machine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPassedOver[] = {
    ".bzr",         ".cache",       ".git",       ".gradle", ".hg",   ".m2",         ".nox",
    ".npm",         ".svn",         ".terraform", ".tox",    ".yarn", "__pycache__", "bower_components",
    "node_modules", "site-packages"};
constexpr std::size_t kChunk = 128;  // files that one thread takes at a time

// What is found in files that stand next to each other.
struct Chunk {
  FoundHosts found;
  ScanCounts counts;
  std::vector<Finding> findings;
};

// A file of the tree: the name people know it by, and the one it is opened by.
struct File {
  std::string shown, path;
};

enum class Read : std::uint8_t { whole, link, special, too_large, failed };

// A pipe that nobody writes to must not stop the scan: it is opened without waiting, and never read.
Read read_text(const File& file, std::size_t most, std::string& out) {
  out.clear();
  const Descriptor in(open(file.path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (in.get() < 0) return errno == ELOOP ? Read::link : errno == ENXIO ? Read::special : Read::failed;
  struct stat status{};
  if (fstat(in.get(), &status) != 0) return Read::failed;
  if (!S_ISREG(status.st_mode)) return Read::special;
  if (static_cast<std::uintmax_t>(status.st_size) > most) return Read::too_large;
  std::array<char, 65536> block;
  while (true) {
    const auto got = read(in.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Read::failed;
    if (got == 0) return Read::whole;
    out.append(block.data(), static_cast<std::size_t>(got));
    if (out.size() > most) return Read::too_large;  // it grew
  }
}

// UTF-16 as Windows' editors write it becomes bytes; what is outside ASCII in it becomes a question mark.
bool from_utf16(std::string& text) {
  const bool is_little = text.starts_with("\xff\xfe"), is_big = text.starts_with("\xfe\xff");
  if (!is_little && !is_big) return false;
  using namespace std::string_view_literals;
  if (text.starts_with("\xff\xfe\0\0"sv)) return false;  // UTF-32, which nobody reads here
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
    const char high = text[is_little ? i + 1 : i], low = text[is_little ? i : i + 1];
    out += high == 0 && static_cast<unsigned char>(low) < 0x80 ? low : '?';
  }
  text = std::move(out);
  return true;
}

void take_file(const File& file, const Domains& domains, const ScanLimits& limits, std::string& text,
               Chunk& out) {
  const auto name = fs::path(file.path).filename().string();
  if (is_archive_name(name)) {
    ++out.counts.archives;
    return;
  }
  switch (read_text(file, limits.file_bytes, text)) {
    case Read::whole:
      break;
    case Read::link:
      ++out.counts.links;
      return;
    case Read::special:
      return;
    case Read::too_large:
      ++out.counts.too_large;
      out.findings.push_back({"file-too-large", file.shown,
                              fmt::format("larger than {} bytes: not looked into", limits.file_bytes)});
      return;
    case Read::failed:
      ++out.counts.unreadable;
      out.findings.push_back({"file-unreadable", file.shown, std::strerror(errno)});
      return;
  }
  const auto content = from_utf16(text) ? Content::text : content_of(text);
  if (content != Content::text) {
    ++(content == Content::archive ? out.counts.archives : out.counts.binary);
    return;
  }
  ++out.counts.files;
  out.counts.bytes += text.size();
  const auto scanned = scan_text(text, name, domains, limits.mentions);
  for (const auto& mention : scanned.mentions) out.found.add(mention, file.shown);
  if (!scanned.is_whole)
    out.findings.push_back(
        {"not-scanned", file.shown,
         fmt::format("what comes after the first {} hosts that it names", limits.mentions)});
}

std::vector<Chunk> take_files(const std::vector<File>& files, const Domains& domains,
                              const ScanLimits& limits) {
  std::vector<Chunk> out((files.size() + kChunk - 1) / kChunk);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    std::string text;
    for (auto chunk = next++; chunk < out.size(); chunk = next++) {
      const auto end = std::min(files.size(), (chunk + 1) * kChunk);
      for (auto i = chunk * kChunk; i < end; ++i) {
        if (limits.is_stopped && limits.is_stopped()) return;
        take_file(files[i], domains, limits, text, out[chunk]);
      }
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < limits.threads && i < out.size(); ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  return out;
}

void add(ScanCounts& into, const ScanCounts& more) {
  into.files += more.files;
  into.bytes += more.bytes;
  into.binary += more.binary;
  into.archives += more.archives;
  into.links += more.links;
  into.folders += more.folders;
  into.too_large += more.too_large;
  into.unreadable += more.unreadable;
}

// The first of them by name, the others by number: a tree may have thousands.
void add_findings(const std::vector<Finding>& more, std::size_t most, std::vector<Finding>& out) {
  for (const auto& one : more) {
    const auto same = static_cast<std::size_t>(std::ranges::count(out, one.id, &Finding::id));
    if (same < most) out.push_back(one);
    if (same == most) out.push_back({one.id, "", "and more of the same: the counts say how many"});
  }
}

}  // namespace

ScannedTree scan_tree(const std::string& folder, const Domains& domains, const ScanLimits& limits) {
  ScannedTree out;
  std::error_code error;
  const auto base = fs::canonical(folder, error);
  if (error) {
    ++out.counts.unreadable;
    out.findings.push_back({"file-unreadable", folder, error.message()});
    return out;
  }
  std::vector<File> files;
  Tree tree("/");
  if (fs::is_directory(base, error)) {
    const SearchLimits search{.depth = limits.depth,
                              .entries = limits.entries,
                              .is_stopped = limits.is_stopped,
                              .is_passed_over = [&](const fs::path& name) {
                                const bool is =
                                    std::ranges::count(kPassedOver, std::string_view(name.native())) > 0;
                                if (is) ++out.counts.folders;
                                return is;
                              }};
    const auto typed = fs::path(folder);
    walk(base, search, tree, [&](const fs::path& at, const std::vector<fs::path>& names) {
      const auto below = at.lexically_relative(base);
      const auto shown = below == "." ? typed : typed / below;
      for (const auto& name : names) files.push_back({(shown / name).string(), (at / name).string()});
    });
  } else {
    files.push_back({folder, base.string()});
  }
  auto chunks = take_files(files, domains, limits);
  for (const auto& note : tree.notes()) out.findings.push_back({"not-scanned", "", note});
  for (auto& chunk : chunks) {
    out.found.merge(std::move(chunk.found));
    add(out.counts, chunk.counts);
    add_findings(chunk.findings, limits.named, out.findings);
  }
  if (out.found.left_out != 0)
    out.findings.push_back({"not-scanned", folder,
                            fmt::format("{} places that name further hosts than the first {}",
                                        out.found.left_out, FoundHosts::kMost)});
  return out;
}

}  // namespace rehearse::machine
