#include "route/dns_message.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <array>
#include <netinet/in.h>

#include "base/hostname.h"

namespace rehearse::route {
namespace {

std::optional<std::string> name_in(const ns_msg& message, const unsigned char* data) {
  std::array<char, NS_MAXDNAME> text{};
  const int length =
      ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), data, text.data(), text.size());
  if (length < 0) return std::nullopt;
  return normal_host(text.data());
}

std::optional<Address> address_in(const ns_rr& record) {
  const bool is_v4 = ns_rr_type(record) == ns_t_a;
  if (ns_rr_rdlen(record) != (is_v4 ? NS_INADDRSZ : NS_IN6ADDRSZ)) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(is_v4 ? AF_INET : AF_INET6, ns_rr_rdata(record), text.data(), text.size());
  auto address = Address::parse(text.data());
  if (!address) return std::nullopt;
  return *std::move(address);
}

// False where the record breaks off.
bool take(const ns_msg& message, const ns_rr& record, DnsRecords& out) {
  if (ns_rr_class(record) != ns_c_in) return true;
  const std::chrono::seconds ttl(ns_rr_ttl(record));
  const auto owner = normal_host(ns_rr_name(record));
  if (ns_rr_type(record) == ns_t_cname) {
    auto target = name_in(message, ns_rr_rdata(record));
    if (!target) return false;
    out.aliases.push_back({owner, *std::move(target), ttl});
  } else if (ns_rr_type(record) == ns_t_a || ns_rr_type(record) == ns_t_aaaa) {
    auto address = address_in(record);
    if (!address) return false;
    out.addresses.push_back({owner, *std::move(address), ttl});
  }
  return true;
}

}  // namespace

std::optional<DnsRecords> read_dns_message(std::span<const unsigned char> bytes) {
  ns_msg message;
  if (ns_initparse(bytes.data(), static_cast<int>(bytes.size()), &message) != 0) return std::nullopt;
  DnsRecords out;
  out.truncated = ns_msg_getflag(message, ns_f_tc) != 0;
  for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
    ns_rr record;
    if (ns_parserr(&message, ns_s_an, i, &record) != 0 || !take(message, record, out)) return std::nullopt;
  }
  return out;
}

}  // namespace rehearse::route
