// The manual page and the completions against --help: whoever adds an option adds it to all of them, or
// something here fails. bash and fish complete for real; zsh at least reads its script.

#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/help.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

const Environment kShell = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}, {"TERM", "dumb"}};

// What a shell offers for the words, or the line, behind the folder with its script.
constexpr const char* kAskBash = R"(
  cd "$1" && source script.bash && shift
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  _rehearse
  printf '%s\n' "${COMPREPLY[@]}")";
constexpr const char* kAskFish = R"(
  cd $argv[1]
  source script.fish
  complete -C $argv[2] | string replace -r '\t.*' '')";

// A folder with a file and a folder to be completed, and the scripts.
struct Shells {
  Shells() {
    for (const auto* shell : {"bash", "zsh", "fish"})
      folder.write(std::string("script.") + shell, printed({"completions", shell}));
    folder.write("vendor of mine.yaml", "");
    std::filesystem::create_directory(folder.path() / "vendor folder");
  }

  // What bash offers for the last of the words, which are as bash splits them.
  Words bash(const Words& typed) const {
    Words command = {"bash", "--norc", "-c", kAskBash, "bash", folder.path().string()};
    command.insert(command.end(), typed.begin(), typed.end());
    return offered(Process(command, kShell).wait());
  }

  Words fish(const std::string& line) const {
    auto environment = kShell;
    environment["HOME"] = folder.path().string();
    const Words command = {"fish", "--no-config", "-c", kAskFish, folder.path().string(), line};
    return offered(Process(command, environment).wait());
  }

  static Words offered(const Ended& ended) {
    EXPECT_EQ(ended.err, "");
    auto out = lines_of(ended.out);
    std::erase(out, "");
    return out;
  }

  Folder folder;
};

TEST(Manual, names_every_command_and_every_option_of_help) {
  auto page = printed({"man"});
  for (auto at = page.find("\\-"); at != std::string::npos; at = page.find("\\-", at)) page.erase(at, 1);
  ASSERT_GE(commands().size(), 10U);
  for (const auto& command : commands()) {
    const auto begin = page.find(".SS rehearse " + command + "\n");
    ASSERT_NE(begin, std::string::npos) << command;
    const auto section = page.substr(begin, page.find(".SS", begin + 1) - begin);
    const auto options = options_of(command);
    EXPECT_FALSE(options.empty());
    for (const auto& option : options) EXPECT_THAT(section, HasSubstr("\\fB" + option + "\\fR")) << command;
    for (const auto& line : examples_of(command)) EXPECT_THAT(section, HasSubstr("\n" + line + "\n"));
  }
}

TEST(Manual, is_a_page_that_man_has_nothing_to_say_against) {
  const Folder folder;
  const auto page = folder.write("rehearse.1", printed({"man"}));
  for (const Words& command :
       {Words{"man", "--warnings", "-l", page}, Words{"groff", "-man", "-Tascii", "-ww", page}}) {
    const auto ended = Process(command, kShell).wait();
    EXPECT_EQ(ended.exit, 0);
    EXPECT_EQ(ended.err, "");
    EXPECT_THAT(ended.out, HasSubstr("What a code means to a command"));
  }
}

TEST(Completions, are_scripts_that_their_shells_can_read) {
  const Shells shells;
  for (const auto* shell : {"bash", "zsh", "fish"}) {
    const auto ended =
        Process({shell, "-n", shells.folder / (std::string("script.") + shell)}, kShell).wait();
    EXPECT_EQ(ended.exit, 0) << shell;
    EXPECT_EQ(ended.err, "") << shell;
  }
}

TEST(Completions, offer_every_command_and_every_option_of_help) {
  const Shells shells;
  const auto zsh = content(shells.folder / "script.zsh");
  EXPECT_THAT(shells.bash({"rehearse", ""}), UnorderedElementsAreArray(commands()));
  EXPECT_THAT(shells.fish("rehearse "), UnorderedElementsAreArray(commands()));
  for (const auto& command : commands()) {
    SCOPED_TRACE(command);
    const auto options = options_of(command);
    EXPECT_THAT(shells.bash({"rehearse", command, "-"}), UnorderedElementsAreArray(options));
    Words long_ones;
    std::ranges::copy_if(options, std::back_inserter(long_ones),
                         [](const std::string& it) { return it.starts_with("--"); });
    EXPECT_THAT(shells.fish("rehearse " + command + " --"), UnorderedElementsAreArray(long_ones));
    const auto begin = zsh.find("        " + command + ")\n");
    ASSERT_NE(begin, std::string::npos);
    const auto branch = zsh.substr(begin, zsh.find(";;", begin) - begin);
    for (const auto& option : options) EXPECT_THAT(branch, HasSubstr(option));
  }
}

TEST(Completions, offer_what_may_follow_an_option) {
  const Shells shells;
  const struct {
    const char* name;
    Words typed;       // as bash splits it
    const char* line;  // the same, to fish
    Words offered;
  } cases[] = {
      {"a_file",
       {"rehearse", "run", "--report-json", "ven"},
       "rehearse run --report-json ven",
       {"vendor of mine.yaml", "vendor folder"}},
      {"a_folder", {"rehearse", "run", "--out", "ven"}, "rehearse run --out ven", {"vendor folder"}},
      {"the_profile",
       {"rehearse", "run", "ven"},
       "rehearse run ven",
       {"vendor of mine.yaml", "vendor folder"}},
      {"the_folders_of_stores", {"rehearse", "stores", "ven"}, "rehearse stores ven", {"vendor folder"}},
      {"a_word", {"rehearse", "run", "--color", ""}, "rehearse run --color ", {"auto", "always", "never"}},
      {"a_shell", {"rehearse", "completions", ""}, "rehearse completions ", {"bash", "zsh", "fish"}},
      {"nothing_for_a_text", {"rehearse", "run", "--now", ""}, "rehearse run --now ", {}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_THAT(shells.bash(one.typed), UnorderedElementsAreArray(one.offered));
    auto by_fish = shells.fish(one.line);
    for (auto& word : by_fish) {
      std::erase(word, '\\');
      if (word.ends_with('/')) word.pop_back();
    }
    EXPECT_THAT(by_fish, UnorderedElementsAreArray(one.offered));
  }
}

TEST(Completions, know_where_bash_splits_a_word) {
  const Shells shells;
  EXPECT_THAT(shells.bash({"rehearse", "run", "--color", "=", "a"}), UnorderedElementsAre("auto", "always"));
  EXPECT_THAT(shells.bash({"rehearse", "run", "--color", "="}),
              UnorderedElementsAre("auto", "always", "never"));
  EXPECT_THAT(shells.bash({"rehearse", "check", "--store", "app", "=", "vendor o"}),
              UnorderedElementsAre("vendor of mine.yaml"));
  EXPECT_THAT(shells.bash({"rehearse", "check", ""}), IsSupersetOf({"--chain", "--store"}));
}

TEST(Completions, take_a_flag_for_no_option_with_a_value) {
  const Shells shells;
  EXPECT_THAT(shells.bash({"rehearse", "run", "--verbose", "vendor o"}), Contains("vendor of mine.yaml"));
  EXPECT_THAT(content(shells.folder / "script.zsh"), Not(HasSubstr("--verbose=")));
  EXPECT_THAT(content(shells.folder / "script.fish"), Not(HasSubstr("-l verbose -x")));
}

}  // namespace
}  // namespace rehearse::e2e
