#include "store/node_program.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "base/ascii.h"
#include "store/directory.h"
#include "store/formats.h"

namespace rehearse::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----\n";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr std::size_t kMostOfOne = 16U << 10;  // a root of RSA 4096 has 2 KiB
constexpr std::size_t kMostAtOnce = 4U << 20;  // of a program, which has 100 MB
constexpr std::uintmax_t kMostOfAll = 1U << 30;

bool is_base64(char c) {
  return is_ascii_alphanumeric(c) || c == '+' || c == '/' || c == '=' || c == '\n';
}

// The blocks of `text`, appended to `pem`, and how far it was looked through: a block that may go on behind
// its end begins there. The two markers alone are strings of the program's own code.
std::size_t take_blocks(std::string_view text, std::string& pem) {
  std::size_t at = 0;
  for (;;) {
    const auto begin = text.find(kBegin, at);
    if (begin == std::string_view::npos) return text.size() - std::min(text.size() - at, kBegin.size() - 1);
    const auto body = text.substr(begin + kBegin.size(), kMostOfOne);
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(body, is_base64) - body.begin());
    const auto end = begin + kBegin.size() + length + kEnd.size();
    if (end > text.size() && length < kMostOfOne) return begin;
    if (text.substr(begin + kBegin.size() + length).starts_with(kEnd)) {
      pem.append(text.substr(begin, end - begin)) += '\n';
    }
    at = begin + kBegin.size();
  }
}

Result<std::string> read_blocks(const fs::path& program) {
  std::ifstream in(program, std::ios::binary);
  std::string pem, text;
  while (in) {
    const auto kept = text.size();
    text.resize(kept + kMostAtOnce);
    in.read(text.data() + kept, kMostAtOnce);
    text.resize(kept + static_cast<std::size_t>(in.gcount()));
    text.erase(0, take_blocks(text, pem));
  }
  if (in.eof()) return pem;
  return fail("store-unreadable", "cannot be read to its end");
}

}  // namespace

Result<Store> read_node_program(const fs::path& program) {
  const auto error = [&](std::string_view why) {
    return std::unexpected(at_path(Error{"store-unreadable", std::string(why), {}}, program));
  };
  std::error_code failed;
  const auto type = fs::status(program, failed).type();
  if (type == fs::file_type::not_found) return error("no such file");
  if (type != fs::file_type::regular) return error(failed ? failed.message() : "is no regular file");
  if (fs::file_size(program, failed) > kMostOfAll) return error("is larger than 1 GiB");
  const auto pem = read_blocks(program);
  if (!pem) return error(pem.error().detail);
  if (pem->empty())
    return error(
        "no root certificates are built into it; Debian's own Node uses OpenSSL's store: that is `system` "
        "with "
        "client node-18");
  auto store = read_pem(*pem);
  if (!store) return std::unexpected(at_path(std::move(store.error()), program));
  store->kind = "node";
  return store;
}

}  // namespace rehearse::store
