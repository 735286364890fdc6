#include "report/remedy_files.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/printable.h"
#include "cert/certificate.h"

namespace rehearse::report {
namespace {

// An earlier script is known by it.
constexpr std::string_view kOpening =
    "#!/bin/bash\n"
    "# What makes each store accept the chain. Read it first; it stops at the first line that fails.\n";

// A line of the script that says something of a certificate, a file or a client: never a command.
std::string comment(std::string_view label, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("# {}{}\n", label, printable(text, 1000));
}

// Each line of the script once: what one store bears under two names, or two clients need, is one change.
std::string commands(const trust::Remedy& remedy, std::set<std::string>& written) {
  if (remedy.command.empty())
    return comment("", "no command does exactly this change: do it by hand") + "by_hand=1\n";
  std::string out;
  bool at_hand = true;
  for (const auto& addition : remedy.add) {
    if (addition.certificate) continue;
    at_hand = false;
    out += comment("get it first: ", fmt::format("{}.pem, SHA-256 {}, {}", trust::label_of(addition),
                                                 addition.sha256.hex(), addition.from));
  }
  for (std::string_view rest = remedy.command; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string line(rest.substr(0, end));
    // Of a saved run that somebody wrote by hand; ours are in characters of a command.
    const bool is_plain = printable(line) == line;
    if (!written.insert(line).second) {
      out += comment("", "as above");
    } else if (!is_plain) {
      at_hand = false;
      out += comment("left out, for its characters are none of a command's: ", line);
    } else {
      out += fmt::format("{}{} || stop\n", at_hand ? "" : "# ", line);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (!at_hand) out += "by_hand=1\n";
  return out;
}

constexpr std::string_view kByHand = "\nby_hand=1\n";

std::string section(const Needed& needed, std::set<std::string>& written) {
  const auto& remedy = *needed.remedy;
  std::string out = "\n" + comment("", fmt::format("{}, for {}", remedy.where, needed.client));
  for (const auto& one : remedy.add) out += comment("add ", one.name + ", " + one.sha256.hex());
  for (const auto& one : remedy.remove) out += comment("take out ", one.place + ", " + one.sha256.hex());
  out += commands(remedy, written);
  return out + comment("then restart ", remedy.restart) + comment("caution: ", remedy.caution);
}

}  // namespace

std::vector<File> remedy_files(const std::vector<Needed>& needed) {
  std::vector<File> out;
  std::string script(kOpening);
  script +=
      "stop() { echo 'remedy.sh: stopped; what was done so far stays: ask rehearse again' >&2; exit 1; }\n"
      "cd \"$(dirname \"$0\")\" || stop\n";
  std::set<std::string> changes, lines;
  std::set<Sha256> written;
  const auto add = [&](const Needed& one) {
    if (!changes.insert(one.remedy->where + "\n" + one.remedy->command).second) return;
    script += section(one, lines);
    for (const auto& addition : one.remedy->add) {
      if (addition.certificate && written.insert(addition.sha256).second)
        out.push_back({trust::label_of(addition) + ".pem", cert::to_pem(*addition.certificate)});
    }
  };
  // A cut is held to the bytes that were read, and so comes before what is appended.
  for (const auto& one : needed) {
    if (!one.remedy->remove.empty()) add(one);
  }
  for (const auto& one : needed) {
    if (one.remedy->remove.empty()) add(one);
  }
  // Who starts it from a program must not take it for done.
  if (script.contains(kByHand))
    script +=
        "\ntest -z \"$by_hand\" || { echo 'remedy.sh: not all of it is done: some is left to be done by "
        "hand' >&2; exit 1; }\n";
  if (!changes.empty()) out.push_back({"remedy.sh", std::move(script)});
  return out;
}

bool is_remedy_script(std::string_view text) {
  return text.starts_with(kOpening);
}

}  // namespace rehearse::report
