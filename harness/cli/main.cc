#include "cli/commands.h"

int main(int argc, char** argv) {
  return static_cast<int>(rehearse::cli::main_command(argc, argv));
}
