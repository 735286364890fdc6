#include "machine/found_hosts.h"

#include <utility>

#include <fmt/format.h>

namespace rehearse::machine {
namespace {

void add_place(FoundHost& host, const Mention& mention, const std::string& where) {
  ++host.mentions;
  if (host.last_file != where) {
    ++host.files;
    host.last_file = where;
  }
  host.hows.insert(mention.how);
  host.only_in_comments = host.only_in_comments && mention.in_comment;
  if (mention.path != 0 && host.paths.size() < FoundHost::kPaths) host.paths.insert(mention.path);
  if (host.places.size() == FoundHost::kPlaces) return;
  auto place = mention.line == 0 ? where : fmt::format("{}:{}", where, mention.line);
  // One line of a minified program may name a host a thousand times.
  if (host.places.empty() || host.places.back() != place) host.places.push_back(std::move(place));
}

void merge_host(FoundHost& into, FoundHost&& later) {
  into.mentions += later.mentions;
  into.files += later.files - (into.last_file == later.last_file && later.files == 1 ? 1 : 0);
  into.last_file = std::move(later.last_file);
  into.hows.merge(later.hows);
  into.only_in_comments = into.only_in_comments && later.only_in_comments;
  for (auto& place : later.places) {
    if (into.places.size() < FoundHost::kPlaces) into.places.push_back(std::move(place));
  }
  for (const auto path : later.paths) {
    if (into.paths.size() < FoundHost::kPaths) into.paths.insert(path);
  }
}

}  // namespace

void FoundHosts::add(const Mention& mention, const std::string& where) {
  if (mention.how == How::namespace_) {
    if (namespaces.size() < kMost || namespaces.contains(mention.host))
      add_place(namespaces[mention.host], mention, where);
    return;
  }
  const Name name{mention.is_unfinished, mention.host, mention.port};
  if (hosts.size() >= kMost && !hosts.contains(name)) {
    ++left_out;
    return;
  }
  add_place(hosts[name], mention, where);
}

void FoundHosts::merge(FoundHosts later) {
  left_out += later.left_out;
  for (auto& [name, host] : later.hosts) {
    const auto known = hosts.find(name);
    if (known != hosts.end()) {
      merge_host(known->second, std::move(host));
    } else if (hosts.size() < kMost) {
      hosts.emplace(name, std::move(host));
    } else {
      left_out += host.mentions;
    }
  }
  for (auto& [name, host] : later.namespaces) {
    const auto [known, is_new] = namespaces.try_emplace(name, FoundHost{});
    if (is_new) {
      known->second = std::move(host);
    } else {
      merge_host(known->second, std::move(host));
    }
  }
}

}  // namespace rehearse::machine
