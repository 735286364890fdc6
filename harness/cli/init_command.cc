#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hostname.h"
#include "base/printable.h"
#include "call/wsdl.h"
#include "cli/check_inputs.h"
#include "cli/commands.h"
#include "cli/draft_inputs.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "profile/draft.h"

namespace rehearse::cli {
namespace {

// A file that nobody else may read: pasted commands hold logins. Errors: file-unwritable.
Result<void> create(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail("file-unwritable", path + (errno == EEXIST ? ": it is there already" : ": cannot be made"));
  const bool whole = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (close(fd) != 0 || !whole) return fail("file-unwritable", path + ": not written to its end");
  return {};
}

// The loader's word on it: of what was pasted, it may refuse something.
Result<void> hold_to_loader(const Rehearsal& rehearsal, const std::string& yaml) {
  const auto loaded = profile::load(yaml, rehearsal.arguments->init.output, load_context(rehearsal));
  if (loaded) return {};
  std::string text = "what was given makes no profile:";
  for (const auto& problem : loaded.error()) text += "\n  " + printable(problem.text);
  return fail("no-profile", text);
}

Result<std::string> drafted(const Rehearsal& rehearsal) {
  auto draft = draft_of(rehearsal.arguments->init);
  if (!draft) return std::unexpected(std::move(draft.error()));
  auto yaml = to_yaml(*draft);
  if (auto held = hold_to_loader(rehearsal, yaml); !held) return std::unexpected(std::move(held.error()));
  return yaml;
}

}  // namespace

ExitCode init_command(Rehearsal& rehearsal) {
  const auto& asked = rehearsal.arguments->init;
  const auto yaml = drafted(rehearsal);
  if (!yaml) return leave(yaml.error(), ExitCode::usage);
  if (asked.output.empty()) return print_and_leave(*yaml, ExitCode::ready);
  if (auto written = create(asked.output, *yaml); !written) return leave(written.error(), ExitCode::usage);
  return print_and_leave(fmt::format("{} is written; `rehearse run {} --dry-run` shows what it would do\n",
                                     printable(asked.output), printable(asked.output)),
                         ExitCode::ready);
}

}  // namespace rehearse::cli
