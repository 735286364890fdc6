#include "launch/real_clients.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "base/file.h"
#include "base/path_list.h"
#include "cert/mint.h"
#include "cert/pem.h"
#include "launch/client_kinds.h"
#include "launch/client_texts.h"

namespace rehearse::launch {
namespace {

constexpr std::chrono::seconds kToIntroduce{20};
constexpr std::chrono::seconds kToStart{15};   // a virtual machine, on a machine with other work
constexpr std::chrono::seconds kToBuild{120};  // Go's library, where it came without objects
constexpr std::chrono::seconds kToVisit{16};   // what the programs of `clients` allow, and a little
constexpr std::size_t kVisitsAtOnce = 8;       // likewise

// Where programs are and where theirs is: nothing that names a proxy or a store.
Words environment_with(Words more) {
  for (const char* name : {"PATH", "HOME"}) {
    if (const char* value = std::getenv(name); value != nullptr)
      more.push_back(std::string(name) + "=" + value);
  }
  more.emplace_back("LC_ALL=C.UTF-8");
  return more;
}

std::string program_of(const ClientKind& kind, const Programs& instead) {
  const auto named = instead.find(kind.name);
  if (named != instead.end()) return named->second;
  const char* path = std::getenv("PATH");
  return find_program(path != nullptr ? path : "", kind.program);
}

Task task(std::string program, const Words& arguments, std::chrono::seconds patience,
          const std::string& folder = {}) {
  Task out{.command = {std::move(program)},
           .environment = environment_with(folder.empty() ? Words() : Words{"TMPDIR=" + folder}),
           .input = {},
           .patience = patience};
  out.command.insert(out.command.end(), arguments.begin(), arguments.end());
  return out;
}

// Most of them wait for a server.
std::size_t at_once() {
  return std::max(8U, 2 * std::thread::hardware_concurrency());
}

// As the programs of harness/launch/clients read them.
std::string input_of(const std::vector<Visit>& visits) {
  std::string out;
  for (const auto& visit : visits) {
    for (const auto& text : {visit.host, visit.address.text(), std::to_string(visit.port), visit.store,
                             visit.password ? "=" + visit.password->reveal() : std::string()}) {
      out += text;
      out += '\0';
    }
  }
  return out;
}

std::chrono::seconds patience_for(std::size_t visits) {
  const auto rounds = static_cast<int>((visits + kVisitsAtOnce - 1) / kVisitsAtOnce);
  return kToStart + rounds * kToVisit;
}

// A root that nobody is certified by, its key forgotten.
Result<void> write_nobody(const std::string& path) {
  cert::Mint what;
  what.subject = {{{"CN", "nobody"}}};
  what.kind = cert::Mint::Kind::authority;
  what.not_before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  what.not_after = what.not_before + std::chrono::days(1);
  const auto minted = cert::mint(what, nullptr);
  return minted ? write_file(path, cert::to_pem(*minted->certificate)) : std::unexpected(minted.error());
}

// The work of one client: a task for each visit, or one for all of them.
class Work {
 public:
  Work(const Visits& visits, std::string folder) : x_visits(visits), x_folder(std::move(folder)) {}

  bool is_one_process() const { return kind().arguments == nullptr; }

  // What has to be there before.
  Result<void> prepare() const {
    if (x_folder.empty()) return fail("file-unwritable", "there is no temporary folder for what it needs");
    return write_program(x_visits.client->name, client_texts());
  }

  // What has to be run before: Go is a compiler.
  std::optional<Task> build() const {
    if (x_visits.client->name != "go") return std::nullopt;
    auto out =
        task(x_visits.client->program, {"build", "-o", go_program(), x_folder + "/visit.go"}, kToBuild);
    // Of the library that came with Go, nothing of the network, and nothing left in anybody's cache.
    out.environment = environment_with({"TMPDIR=" + x_folder, "GO111MODULE=off", "GOTOOLCHAIN=local",
                                        "GOFLAGS=", "GOPROXY=off", "GOCACHE=" + x_folder + "/go-cache",
                                        "GOPATH=" + x_folder + "/go"});
    return out;
  }

  std::vector<Task> tasks() const {
    std::vector<Task> out;
    if (x_visits.visits.empty()) return out;
    if (is_one_process()) {
      out.push_back(task(program(), arguments(), patience_for(x_visits.visits.size()), x_folder));
      out.back().input = input_of(x_visits.visits);
      return out;
    }
    for (const auto& visit : x_visits.visits)
      out.push_back(task(program(), kind().arguments(visit, x_folder), kToVisit, x_folder));
    return out;
  }

  std::vector<Seen> understand(std::span<const Captured> said) const {
    std::vector<Seen> out;
    if (said.empty()) return out;
    if (is_one_process()) return read_lines(said.front(), x_visits.visits.size());
    for (const auto& one : said) out.push_back(kind().understand(one));
    return out;
  }

 private:
  const ClientKind& kind() const { return kind_of(*x_visits.client); }

  Result<void> write_program(const std::string& name, const ClientTexts& texts) const {
    const bool has_class = !texts.java_class.empty();
    if (name == "java")
      return write_file(x_folder + (has_class ? "/Visit.class" : "/Visit.java"),
                        has_class ? texts.java_class : texts.java);
    if (name == "node") return write_file(x_folder + "/visit.js", texts.node);
    if (name == "go") return write_file(x_folder + "/visit.go", texts.go);
    if (is_one_process()) return write_file(x_folder + "/visit.py", texts.python);
    return name == "curl" ? write_nobody(x_folder + kNobody) : Result<void>();
  }

  std::string go_program() const { return x_folder + "/visit-with-go"; }
  std::string program() const {
    return x_visits.client->name == "go" ? go_program() : x_visits.client->program;
  }

  Words arguments() const {
    const auto& name = x_visits.client->name;
    if (name == "node") return {x_folder + "/visit.js"};
    if (name == "python3") return {x_folder + "/visit.py"};
    if (name == "requests") return {x_folder + "/visit.py", "requests"};
    if (name == "go") return {};
    // Started once, and for two seconds: what makes a long run fast makes a start slow.
    Words out{"-XX:+IgnoreUnrecognizedVMOptions", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
              "-XX:-UsePerfData"};
    if (client_texts().java_class.empty())
      out.push_back(x_folder + "/Visit.java");
    else
      out.insert(out.end(), {"-cp", x_folder, "Visit"});
    return out;
  }

  const Visits& x_visits;
  const std::string x_folder;
};

// Whether it is there: with its version, or with why it did not say it. A library that is not there is none.
bool is_introduced(const ClientKind& kind, const Captured& said, RealClient& client) {
  const bool ended_well = said.end == Captured::End::exited && said.code == 0;
  if (ended_well && kind.introduce(said, client)) return true;
  if (std::string_view(kind.name) == "requests") return false;
  client.failure =
      "it did not say its version: " + (ended_well ? std::string("what it said is none") : why_untold(said));
  return true;
}

// Why a client cannot be asked, by client; empty = it can.
std::vector<std::string> prepare_all(const std::vector<Work>& all, const std::function<bool()>& is_over) {
  std::vector<std::string> out(all.size());
  std::vector<Task> builds;
  std::vector<std::size_t> built;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (const auto prepared = all[i].prepare(); !prepared) out[i] = prepared.error().text();
    auto build = out[i].empty() ? all[i].build() : std::nullopt;
    if (!build) continue;
    builds.push_back(*std::move(build));
    built.push_back(i);
  }
  const auto said = run_captured(builds, at_once(), is_over);
  for (std::size_t i = 0; i < built.size(); ++i) {
    if (said[i].end != Captured::End::exited || said[i].code != 0) out[built[i]] = why_untold(said[i]);
  }
  return out;
}

}  // namespace

std::vector<RealClient> real_clients(const Programs& instead, const std::function<bool()>& is_over) {
  std::vector<const ClientKind*> kinds;
  std::vector<Task> tasks;
  for (const auto& kind : client_kinds()) {
    auto program = program_of(kind, instead);
    if (program.empty()) continue;
    kinds.push_back(&kind);
    tasks.push_back(task(std::move(program), kind.ask(), kToIntroduce));
  }
  const auto said = run_captured(tasks, at_once(), is_over);
  std::vector<RealClient> out;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    RealClient client{.name = kinds[i]->name,
                      .program = tasks[i].command.front(),
                      .version = {},
                      .rules = {},
                      .family = kinds[i]->family,
                      .own_store = {},
                      .failure = {}};
    if (is_introduced(*kinds[i], said[i], client)) out.push_back(std::move(client));
  }
  return out;
}

std::vector<std::vector<Seen>> visit_all(const std::vector<Visits>& all, const std::string& folder,
                                         const std::function<bool()>& is_over) {
  std::vector<Work> work;
  for (const auto& visits : all) work.emplace_back(visits, folder);
  const auto failures = prepare_all(work, is_over);
  std::vector<Task> tasks;
  std::vector<std::size_t> counts;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto more = failures[i].empty() ? work[i].tasks() : std::vector<Task>();
    counts.push_back(more.size());
    tasks.insert(tasks.end(), more.begin(), more.end());
  }
  const auto said = run_captured(tasks, at_once(), is_over);
  std::vector<std::vector<Seen>> out;
  for (std::size_t i = 0, from = 0; i < all.size(); from += counts[i++]) {
    if (failures[i].empty())
      out.push_back(work[i].understand(std::span(said).subspan(from, counts[i])));
    else
      out.emplace_back(all[i].visits.size(), Seen{Said::untold, failures[i]});
  }
  return out;
}

}  // namespace rehearse::launch
