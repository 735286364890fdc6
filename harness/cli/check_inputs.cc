#include "cli/check_inputs.h"

#include <algorithm>

#include "base/file.h"
#include "cli/password.h"
#include "store/store.h"

namespace rehearse::cli {
namespace {

bool is_leaf(const cert::CertificatePtr& certificate) {
  return !certificate->is_ca;
}

// As they stand: a server that sends them so means the first. A bundle with the root on top means another,
// and judging the root instead would be a yes about nothing.
Result<cert::Chain> read_pem_chain(const std::string& pem, const std::string& path) {
  auto chain = cert::from_pem(pem);
  if (!chain) return std::unexpected(std::move(chain.error()).in(path));
  if (!chain->empty() && chain->front()->is_ca && std::ranges::any_of(*chain, is_leaf))
    return fail("bad-chain", path + ": begins with an authority (" + chain->front()->subject.short_name() +
                                 ") and holds a leaf further down: the leaf comes first");
  return chain;
}

Result<cert::Chain> read_any_chain(const std::string& bytes, const std::string& path) {
  if (bytes.find("-----BEGIN CERTIFICATE-----") != std::string::npos) return read_pem_chain(bytes, path);
  auto read = store::read_bytes(bytes, std::nullopt);
  if (!read) return std::unexpected(std::move(read.error()).in(path));
  if (read->kind != "der" && read->kind != "pkcs7")
    return fail("bad-certificate", path + ": is a store (" + read->kind + "), not a chain");
  cert::Chain out;
  for (const auto& entry : read->entries) out.push_back(entry.certificate);
  const auto leaf = std::ranges::find_if(out, is_leaf);
  if (leaf != out.end()) std::rotate(out.begin(), leaf, leaf + 1);
  return out;
}

}  // namespace

Result<cert::Chain> read_chain(const std::string& path) {
  const auto bytes = read_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  return chain_in(*bytes, path);
}

Result<cert::Chain> chain_in(const std::string& bytes, const std::string& path) {
  auto chain = read_any_chain(bytes, path);
  if (chain && chain->empty()) return fail("empty-chain", path + ": holds no certificate");
  return chain;
}

Result<std::vector<const trust::Client*>> clients_named(const std::vector<std::string>& ids) {
  std::vector<const trust::Client*> out;
  for (const auto& id : ids) {
    const auto* client = trust::find_client(id);
    if (client == nullptr) {
      std::string known;
      for (const auto& one : trust::clients()) known += (known.empty() ? "" : ", ") + std::string(one.id);
      return fail("unknown-client", "--client: there is no client '" + id + "'; known are " + known);
    }
    out.push_back(client);
  }
  return out;
}

Result<std::vector<StorePassword>> read_passwords(const std::vector<std::string>& options,
                                                  const Surroundings& surroundings) {
  std::vector<StorePassword> out;
  for (const auto& text : options) {
    if (text == "none" || text.ends_with("=none")) {
      out.push_back({text == "none" ? std::string() : text.substr(0, text.rfind('=')), std::nullopt});
      continue;
    }
    const auto first = std::min({text.find("env:"), text.find("file:"), text.find("command:")});
    const bool has_store = first != std::string::npos && first > 1 && text[first - 1] == '=';
    auto password = read_password(has_store ? text.substr(first) : text, surroundings);
    if (!password) return std::unexpected(std::move(password.error()).in("--password"));
    out.push_back({has_store ? text.substr(0, first - 1) : std::string(), *std::move(password)});
  }
  return out;
}

}  // namespace rehearse::cli
