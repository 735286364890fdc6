#include "trust/look_up.h"

#include <set>

#include <fmt/format.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "store/directory.h"

namespace rehearse::trust {
namespace {

using Files = std::map<std::string, std::vector<cert::X509Handle>>;

// What is to be put into the directory gets the name that it is found by.
std::string hash_of(const store::Entry& entry) {
  return entry.file.empty() ? store::subject_hash(*entry.certificate)
                            : entry.file.substr(0, entry.file.find('.'));
}

void load(const Files& files, const std::string& hash, X509_STORE* store) {
  const auto found = files.find(hash);
  if (found == files.end()) return;
  for (const auto& one : found->second) X509_STORE_add_cert(store, one.get());
}

int look_up(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name, X509_OBJECT* found) {
  if (type != X509_LU_X509) return 0;
  int hashed = 0;
  const auto hash = X509_NAME_hash_ex(name, nullptr, nullptr, &hashed);
  if (hashed != 1) return 0;
  auto* store = X509_LOOKUP_get_store(lookup);
  load(*static_cast<const Files*>(X509_LOOKUP_get_method_data(lookup)), fmt::format("{:08x}", hash), store);
  const auto* object = X509_OBJECT_retrieve_by_subject(X509_STORE_get0_objects(store), X509_LU_X509, name);
  auto* x509 = object == nullptr ? nullptr : X509_OBJECT_get0_X509(object);
  if (x509 == nullptr || X509_OBJECT_set1_X509(found, x509) != 1) return 0;
  // The caller counts its own reference, as if this one were borrowed: OpenSSL's by_store.c gives it back
  // too.
  X509_free(x509);
  return 1;
}

}  // namespace

cert::X509Handle with_settings(const store::Entry& entry) {
  if (entry.aux.empty()) return cert::to_x509(*entry.certificate);
  const auto* at = reinterpret_cast<const unsigned char*>(entry.aux.data());
  return cert::X509Handle(d2i_X509_AUX(nullptr, &at, static_cast<long>(entry.aux.size())));
}

struct HashedDirectory::Method {
  Handle<X509_LOOKUP_METHOD, X509_LOOKUP_meth_free> method{X509_LOOKUP_meth_new("a directory in memory")};
};

HashedDirectory::HashedDirectory(const store::Store& store) : x_method(new Method) {
  std::set<std::string> mixed;
  for (const auto& entry : store.entries) {
    auto x509 = with_settings(entry);
    if (!x509) continue;
    const auto hash = hash_of(entry);
    if (entry.is_under_another_hash) mixed.insert(hash);
    x_files[hash].push_back(std::move(x509));
  }
  x_mixed.assign(mixed.begin(), mixed.end());
  if (x_method->method) X509_LOOKUP_meth_set_get_by_subject(x_method->method.get(), look_up);
}
HashedDirectory::~HashedDirectory() = default;
HashedDirectory::HashedDirectory(HashedDirectory&&) noexcept = default;
HashedDirectory& HashedDirectory::operator=(HashedDirectory&&) noexcept = default;

X509_STORE* HashedDirectory::make_store(const std::vector<std::string>& looked_up) const {
  Handle<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  auto* lookup =
      store && x_method->method ? X509_STORE_add_lookup(store.get(), x_method->method.get()) : nullptr;
  // It is only read from there; the interface is C's.
  if (lookup == nullptr || X509_LOOKUP_set_method_data(lookup, const_cast<Files*>(&x_files)) != 1)
    return nullptr;
  for (const auto& hash : looked_up) load(x_files, hash, store.get());
  return store.release();
}

}  // namespace rehearse::trust
