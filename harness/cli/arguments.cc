#include "cli/arguments.h"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/nearest.h"
#include "base/printable.h"
#include "cli/command_line.h"
#include "cli/command_table.h"

namespace rehearse::cli {
namespace {

std::unexpected<Farewell> usage(const std::string& text) {
  return std::unexpected(Farewell{"rehearse: " + text + "\n", true, ExitCode::usage});
}

std::unexpected<Farewell> misunderstood(const std::string& text) {
  return usage(text + "\nrehearse --help tells how.");
}

using Understood = std::expected<void, Farewell>;

// The first word names a command, or what is said is which one was meant.
Understood know_command(int argc, const char* const* argv) {
  const std::string_view word = argc > 1 ? argv[1] : "-";
  std::vector<std::string_view> known;
  for (const auto& command : commands()) known.push_back(command.name);
  if (word.starts_with('-') || std::ranges::count(known, word) > 0) return {};
  const auto meant = nearest(word, known);
  return misunderstood("there is no command '" + printable(word) + "'" +
                       (meant.empty() ? "" : "; did you mean '" + std::string(meant) + "'?"));
}

// CLI11 takes the words apart: what is left of a failure is what to say.
Understood take_apart(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return {};
  } catch (const CLI::CallForHelp&) {
    const auto parsed = app.get_subcommands();
    const auto* shown = parsed.empty() ? &app : parsed.front();
    return std::unexpected(Farewell{shown->help(shown == &app ? "" : "rehearse"), false, ExitCode::ready});
  } catch (const CLI::Success& success) {
    return std::unexpected(Farewell{std::string(success.what()) + "\n", false, ExitCode::ready});
  } catch (const CLI::Error& error) {
    return misunderstood(printable(error.what()));
  }
}

// Overrides say where connections go: with a chain from a file there are none.
bool is_override_lost(const Arguments& arguments) {
  const bool any = !arguments.connect_to.empty() || !arguments.resolve.empty() || !arguments.hosts.empty() ||
                   !arguments.resolver.empty() || arguments.no_dns;
  using Command = Arguments::Command;
  if (arguments.command == Command::check) return any && arguments.check.connect.empty();
  if (arguments.command == Command::impact) return any && arguments.impact.no_connect;
  const bool connects =
      !arguments.profile.empty() && arguments.check.chain.empty() && !arguments.find.no_connect;
  const bool may_be_lost = arguments.command == Command::stores || arguments.command == Command::compare;
  return any && may_be_lost && !connects;
}

// What no single option can tell is wrong.
Understood check_together(const Arguments& arguments) {
  if (arguments.command == Arguments::Command::report && arguments.render.run.empty() &&
      arguments.render.verify.empty())
    return usage("report needs a saved run, or --verify DIR");
  if (is_override_lost(arguments))
    return usage(
        "--connect-to, --resolve, --hosts, --resolver and --no-dns say where to connect, and nothing is "
        "connected to");
  return {};
}

std::expected<Instant, Farewell> moment(std::string_view option, const std::string& text) {
  const auto at = parse_rfc3339(text);
  if (at) return *at;
  return usage(fmt::format("{}: {}", option, printable(at.error().text())));
}

// What CLI11 left as text.
Understood read_further(const Typed& typed, Arguments& out) {
  if (typed.colour != "auto") out.colour = typed.colour == "always" ? Colour::always : Colour::never;
  if (!typed.now.empty()) {
    const auto at = moment("--now", typed.now);
    if (!at) return std::unexpected(at.error());
    out.now = *at;
  }
  for (const auto& text : typed.at) {
    const auto at = moment("--at", text);
    if (!at) return std::unexpected(at.error());
    out.check.at.push_back(*at);
  }
  return {};
}

}  // namespace

std::expected<Arguments, Farewell> parse_arguments(int argc, const char* const* argv) {
  Arguments out;
  Typed typed;
  CLI::App app;
  declare(app, out, typed);
  if (auto known = know_command(argc, argv); !known) return std::unexpected(std::move(known.error()));
  if (auto parsed = take_apart(app, argc, argv); !parsed) return std::unexpected(std::move(parsed.error()));
  if (out.compare.what.size() == 1) out.profile = out.compare.what.front();
  if (auto checked = check_together(out); !checked) return std::unexpected(std::move(checked.error()));
  if (auto read = read_further(typed, out); !read) return std::unexpected(std::move(read.error()));
  return out;
}

}  // namespace rehearse::cli
