// The line that says how far a run is, on a terminal that util-linux's script(1) makes.

#include "cli/progress.h"

#include <future>
#include <regex>
#include <signal.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/shell.h"
#include "e2e/rehearsal.h"

namespace rehearse::e2e {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kErased = "\r\x1b[K";
const std::regex kLine("\r\x1b\\[K([0-9]+/[0-9]+ connections, [^\r\x1b]*)");

// A rehearsal whose staged edge takes a request and does not answer it.
class Slow : public ::testing::Test {
 protected:
  Slow() {
    lab::EdgeOptions options;
    options.identities = {new_one().identity()};
    options.handler = [this](const lab::HttpRequest&) {
      if (std::exchange(is_first, false)) reached.set_value();
      return lab::HttpResponse{.delay = 10min};
    };
    it.next = place(it.serve(std::move(options)));
    it.limits = "connect: 1m, handshake: 1m, total: 5m";
    it.environment = {{"PATH", "/usr/bin:/bin"}, {"TERM", "xterm"}, {"SHELL", "/bin/sh"}};
  }

  std::string line() {
    std::string out = "exec " + shell_quoted(REHEARSE_BINARY);
    for (const auto& word : it.command()) out += " " + shell_quoted(word);
    return out;
  }
  // What a terminal of so many columns shows, up to `mark`, and then once the run is interrupted.
  std::string on_terminal(const std::string& command, const std::string& mark, int columns = 80) {
    Process process({"script", "--quiet", "--return", "--command",
                     fmt::format("stty cols {} -onlcr; echo $$; {}", columns, command), "/dev/null"},
                    it.environment);
    EXPECT_TRUE(process.read_until(Process::Stream::out, mark)) << process.said(Process::Stream::out);
    EXPECT_EQ(reached.get_future().wait_for(60s), std::future_status::ready);
    kill(std::stoi(process.said(Process::Stream::out)), SIGINT);
    return process.wait().out;
  }

  bool is_first = true;
  std::promise<void> reached;
  Rehearsal it;
};

TEST_F(Slow, a_run_says_what_it_waits_for_and_takes_the_line_away) {
  const auto seen = on_terminal(line(), "waiting for api/staging");
  EXPECT_THAT(seen, HasSubstr("1/2 connections, "));
  const auto last = seen.rfind("waiting for");
  const auto erased = seen.find(kErased, last);
  ASSERT_NE(erased, std::string::npos);
  EXPECT_THAT(seen.substr(erased), Not(HasSubstr("connections, ")));
  EXPECT_THAT(seen.substr(erased), HasSubstr("interrupted")) << "the report follows";
}

TEST_F(Slow, the_line_fits_the_terminal) {
  it.arguments = {"--ascii"};
  const auto seen = on_terminal(line(), "...", 30);
  for (auto line = std::sregex_iterator(seen.begin(), seen.end(), kLine); line != std::sregex_iterator();
       ++line)
    EXPECT_LT(line->str(1).size(), 30U) << line->str(1);
}

TEST(Progress, is_for_a_terminal_alone) {
  const struct {
    const char* name;
    const char* behind;  // the command
    const char* argument;
    const char* terminal;
    bool is_shown = false;
  } cases[] = {
      {"where_both_are_one_that_can", "", "--ascii", "xterm", true},
      {"where_standard_error_is_a_file", " 2>err.txt", "--ascii", "xterm"},
      {"where_standard_output_is_piped", " | cat", "--ascii", "xterm"},
      {"where_the_terminal_can_nothing", "", "--ascii", "dumb"},
      {"where_quiet_is_asked_for", "", "--quiet", "xterm"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    Rehearsal it;
    lab::EdgeOptions options;
    options.identities = {new_one().identity()};
    options.handler = [](const lab::HttpRequest&) { return lab::HttpResponse{.delay = 400ms}; };
    it.next = place(it.serve(std::move(options)));
    it.arguments = {one.argument};
    it.environment = {{"PATH", "/usr/bin:/bin"}, {"TERM", one.terminal}, {"SHELL", "/bin/sh"}};
    std::string command = "cd " + it.folder().path().string() + "; " + shell_quoted(REHEARSE_BINARY);
    for (const auto& word : it.command()) command += " " + shell_quoted(word);
    const auto ended =
        Process({"script", "--quiet", "--return", "--command", command + one.behind, "/dev/null"},
                it.environment)
            .wait();
    EXPECT_EQ(ended.exit, 0) << ended.out;
    const auto seen = ended.out + content(it.folder() / "err.txt");
    EXPECT_EQ(seen.find("connections, ") != std::string::npos, one.is_shown) << seen;
    EXPECT_EQ(seen.find(kErased) != std::string::npos, one.is_shown) << seen;
  }
}

TEST(ProgressText, is_cut_where_the_terminal_ends_and_holds_no_control) {
  cli::Standing standing{
      .done = 3, .total = 12, .elapsed = 17s, .waits_for = "r\x1bst/staging", .waited = 4s};
  EXPECT_EQ(cli::progress_text(standing, 79, false),
            "3/12 connections, 17 s; waiting for r\\est/staging, 4 s");
  EXPECT_EQ(cli::progress_text(standing, 30, true), "3/12 connections, 17 s; wai...");
  EXPECT_EQ(cli::progress_text(standing, 30, false), "3/12 connections, 17 s; waiti…");
  standing.waits_for = "b\xc3\xbc/staging";
  EXPECT_EQ(cli::progress_text(standing, 79, true),
            "3/12 connections, 17 s; waiting for b\\u{00fc}/staging, 4 s");
  standing.waits_for.clear();
  EXPECT_EQ(cli::progress_text(standing, 79, false), "3/12 connections, 17 s");
}

}  // namespace
}  // namespace rehearse::e2e
