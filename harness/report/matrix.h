#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judge/run.h"

namespace rehearse::report {

/// Endpoints by stores. A cell is the worst row of the pair.
struct Matrix {
  struct Store {
    std::string_view name;
    std::string_view client;
  };
  struct Line {
    std::string_view endpoint;
    const judge::Row* worst = nullptr;
    std::vector<const judge::Row*> cells;  ///< one a store; null where the endpoint does not use it
  };
  std::vector<Store> stores;  ///< in the order of the run; those that some row is about
  std::vector<Line> lines;    ///< in the order of the run; endpoints that no row is about too
};

/// REQUIRES: the run outlives it.
Matrix matrix_of(const judge::Run& run);

/// Endpoints whose cells say the same, column by column: one line speaks for all of them.
struct AlikeLines {
  std::vector<const Matrix::Line*> lines;
};

/// The worst first, else in the order of the run. REQUIRES: the matrix outlives it.
std::vector<AlikeLines> alike(const Matrix& matrix);

}  // namespace rehearse::report
