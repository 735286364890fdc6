#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace rehearse::cli {

/// What may follow an option, or stand for a positional.
enum class Takes : std::uint8_t { nothing, text, word, file, folder };

/// An option or a positional as the command line declares it.
struct OptionManual {
  std::vector<std::string> names;  ///< "-v", "--verbose"; of a positional its name: "PROFILE"
  std::string value;               ///< "FILE"; empty where it takes none, or of a positional nothing is said
  Takes takes = Takes::nothing;
  std::vector<std::string> words;  ///< those it may be, where it is one of a few
  std::string standard;            ///< what it is where it is not given; empty = nothing is declared
  std::string about;
  bool is_required = false;
  bool is_repeatable = false;
};

struct CommandManual {
  std::string name;
  std::string about;
  std::vector<OptionManual> positionals;
  std::vector<OptionManual> options;
  std::vector<std::string> notes;     ///< paragraphs; the exit codes are the last
  std::vector<std::string> examples;  ///< lines for a shell
};

/// The command line as data: what the manual page and the completions are written from.
struct Manual {
  std::string version;  ///< "rehearse 0.1.0"
  CommandManual whole;  ///< what stands before any command
  std::vector<CommandManual> commands;
};

/// The manual of the command line as `app` declares it: whatever --help lists is in it.
Manual manual_of(const CLI::App& app);

/// The text of a footer as --help shows it: notes first, examples last. manual_of() takes it apart again.
std::string footer_text(const std::string& notes, const std::vector<std::string>& examples);

/// The manual page for section 1, for man(7)'s macros.
std::string man_page(const Manual& manual);

/// Completion scripts, each whole: to be read by the shell, or to be put where it looks for them.
std::string bash_completions(const Manual& manual);
std::string zsh_completions(const Manual& manual);
std::string fish_completions(const Manual& manual);

}  // namespace rehearse::cli
