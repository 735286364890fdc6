#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "report/certificates.h"
#include "report/matrix.h"
#include "report/problems.h"

namespace rehearse::report::html {

/// Rows of one endpoint that say the same of several stores.
struct RowGroup {
  std::string id;
  std::vector<const judge::Row*> rows;
};

/// An endpoint, and how much of the page it gets.
struct PlannedEndpoint {
  std::string id;
  EndpointView view;
  std::vector<RowGroup> groups;              ///< none where it is not shown in full
  const PlannedEndpoint* example = nullptr;  ///< that says the same; null where it stands for itself
  bool in_full = false;
};

/// What stands where on the page of a run: names for links, and what is left out where the run is larger than
/// a page may be. REQUIRES: the run outlives it.
class Plan {
 public:
  explicit Plan(const judge::Run& run);

  /// Of the card of a certificate; of their section where it has none.
  std::string certificate(const Sha256& sha256) const;
  /// Of the evidence of an endpoint or of a row.
  std::string endpoint(std::string_view name) const;
  std::string row(const judge::Row& row) const;

  const judge::Run& run() const { return x_run; }
  const Matrix& matrix() const { return x_matrix; }
  const std::vector<AlikeLines>& alike() const { return x_alike; }
  const std::vector<PlannedEndpoint>& endpoints() const { return x_endpoints; }
  const CertificateList& certificates() const { return x_certificates; }
  /// How many of the certificates have a card.
  std::size_t shown_certificates() const;

 private:
  void choose();
  void group(PlannedEndpoint& endpoint);

  const judge::Run& x_run;
  Matrix x_matrix;
  std::vector<AlikeLines> x_alike;
  std::vector<PlannedEndpoint> x_endpoints;
  std::unordered_map<std::string_view, std::size_t> x_places;
  std::unordered_map<const judge::Row*, std::string> x_rows;
  CertificateList x_certificates;
  std::map<Sha256, std::size_t> x_cards;
};

}  // namespace rehearse::report::html
