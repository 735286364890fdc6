#pragma once

#include <string>

#include "judge/inventory.h"
#include "report/console.h"

namespace rehearse::report {

/// The trust stores of a machine for a terminal: a line each, what they lack, what has to be restarted, and
/// what was not looked at. Everything of files, processes and certificates passes printable(). Threads: safe.
std::string render_stores_console(const judge::Inventory& inventory, const ConsoleOptions& options);

/// The same as JSON, schema `rehearse-stores/1` (docs/stores-command.md). Keys are only ever added.
/// Threads: safe.
std::string render_stores_json(const judge::Inventory& inventory);

}  // namespace rehearse::report
