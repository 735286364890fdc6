// Prints a table: what each installed client does with each chain of situations.cc, in a real handshake, and
// where that is not what was predicted. `make parity` writes it to docs/real-clients.md.

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "trust/installed.h"
#include "trust/served.h"

namespace rehearse::trust {
namespace {

using launch::Said;

struct Column {
  const launch::RealClient* client;
  std::vector<launch::Seen> seen;
};

std::string cell_of(const Column& column, std::size_t row, const Situation& situation,
                    const launch::Visit& visit) {
  const auto said = column.seen[row].said;
  if (said == Said::untold) return "?";
  const std::string mark = said == Said::accepted ? "✓" : "✗";
  if (column.client->rules.empty()) return mark + " (no prediction)";
  const bool predicted = is_predicted(situation, visit, *find_client(column.client->rules));
  return predicted == (said == Said::accepted) ? mark : mark + " **not predicted**";
}

std::string in_words(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

void print_table() {
  const Served served;
  const auto visits = visits_of(served);
  std::vector<Column> columns;
  for (const auto* name : client_names()) {
    const auto* client = installed(name);
    if (client == nullptr) continue;
    columns.push_back({client, launch::visit_all({{client, visits}}, served.folder().path(), {}).front()});
  }
  fmt::print(
      "# Real clients, chain by chain\n\nMade by `make parity`. Every chain is served on loopback and met by "
      "each "
      "client with one store,\nin a real handshake: ✓ it accepts, ✗ it refuses, ? it could not be told. What "
      "was "
      "predicted is the\nsame but where a cell says otherwise; the tests ask for that in every run. What the "
      "chains are:\n`tests/trust/situations.cc`.\n\n| client | is | prediction |\n| --- | --- | --- |\n");
  for (const auto& column : columns)
    fmt::print("| {} | {} | {} |\n", column.client->name, column.client->version,
               column.client->rules.empty() ? "none" : "`" + column.client->rules + "`");
  std::string head = "| chain and store |", line = "| --- |";
  for (const auto& column : columns) {
    head += " " + column.client->name + " |";
    line += " --- |";
  }
  fmt::print("\n{}\n{}\n", head, line);
  const auto rows = situations();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    fmt::print("| {} |", in_words(rows[i].name));
    for (const auto& column : columns)
      fmt::print(" {} |", cell_of(column, i, served.places()[i].situation, visits[i]));
    fmt::print("\n");
  }
}

}  // namespace
}  // namespace rehearse::trust

int main() {
  try {
    rehearse::trust::print_table();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "parity_table: {}\n", error.what());
    return 1;
  }
}
