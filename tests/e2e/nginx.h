#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "e2e/folder.h"
#include "e2e/process.h"
#include "lab/tls.h"

namespace rehearse::e2e {

/// One `server` of nginx, on an address and a port of its own.
struct NginxServer {
  std::string name;                       ///< by which a test finds it again
  std::optional<lab::Identity> identity;  ///< none = plain HTTP
  std::string says;                       ///< directives, each with its semicolon
  std::string listens = {};               ///< more words behind `listen`
  std::string client_ca = {};             ///< PEM of `ssl_client_certificate`; empty = no such directive
  std::string beside = {};                ///< a server before it, whose port it has, at another address
};

/// One nginx process that serves all of them until it is destroyed, without a file outside its own folder.
/// Threads: one.
class Nginx {
 public:
  /// Throws std::runtime_error where it does not start. When this returns, every port is listened on.
  explicit Nginx(const std::vector<NginxServer>& servers);

  /// "127.1.2.3:4567"
  std::string place(const std::string& name) const;

 private:
  struct Listening {
    std::string name, place;
  };
  std::string configuration(const std::vector<NginxServer>& servers);

  Folder x_folder;
  std::vector<Listening> x_listening;
  std::optional<Process> x_process;
};

}  // namespace rehearse::e2e
