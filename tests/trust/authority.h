#pragma once

#include <string>

#include "cert/mint.h"
#include "store/store.h"

namespace rehearse::trust {

/// Midday on that day.
Instant day(const char* date);

/// Certificates for the tables: a root, an intermediate under it, a leaf under that, and what else a row asks
/// for. All are valid from 2018-01-01 to 2048-01-01 unless a row says otherwise.
struct Authority {
  Authority();

  static cert::Minted mint(cert::Mint what, const cert::Minted* issuer);
  static cert::Mint authority(const std::string& name);
  static cert::Mint server(const std::string& host);

  cert::Minted root, intermediate, leaf, other_root;
};

/// A PEM file of that name, as if it had been read.
store::Store pem_store(const std::string& name, const cert::Chain& anchors);

/// Minting takes time: one for all tests of the program.
const Authority& authority();

}  // namespace rehearse::trust
