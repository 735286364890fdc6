#include "e2e/nginx.h"

#include <stdexcept>

#include <fmt/format.h>

#include "lab/loopback.h"

namespace rehearse::e2e {
namespace {

// Everything that nginx would otherwise put below /var. One process serves and is killed as one, and no user
// is changed to.
constexpr const char* kHead = R"(daemon off;
master_process off;
error_log stderr notice;
pid nginx.pid;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ssl_session_cache off;
  default_type application/json;
  root .;
)";

// A port that is free now; by the time that nginx binds it another program may have it, so starting is tried
// again.
std::string free_place() {
  const auto bound = lab::bind_loopback({});
  if (!bound) throw std::runtime_error(bound.error().text());
  return fmt::format("{}:{}", bound->address.bracketed(), bound->port);
}

// The same port at an address of its own: of loopback's sixteen million, nobody has the next one.
std::string beside(const std::string& other) {
  static int count = 0;
  const int number = count++;
  return fmt::format("127.{}.{}.{}{}", 100 + number / 200, 1 + number % 200, 1 + number % 250,
                     other.substr(other.rfind(':')));
}

// nginx dies with the test program, even where that is killed.
std::vector<std::string> command(const Folder& folder) {
  return {"setpriv", "--pdeathsig", "KILL", "nginx", "-p", folder.path().string() + "/",
          "-c",      "nginx.conf",  "-e",   "stderr"};
}

}  // namespace

Nginx::Nginx(const std::vector<NginxServer>& servers) {
  constexpr int kAttempts = 5;
  // The configuration of the distribution would forbid old protocols and small keys.
  const Environment environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}, {"OPENSSL_CONF", "/dev/null"}};
  for (int attempt = 1;; ++attempt) {
    x_folder.write("nginx.conf", configuration(servers));
    x_process.emplace(command(x_folder), environment);
    // It says so once it listens.
    if (x_process->read_until(Process::Stream::err, "event method")) return;
    if (attempt == kAttempts)
      throw std::runtime_error("nginx did not start: " + x_process->said(Process::Stream::err));
  }
}

std::string Nginx::configuration(const std::vector<NginxServer>& servers) {
  x_listening.clear();
  std::string out = kHead;
  for (const auto& server : servers) {
    x_listening.push_back({server.name, server.beside.empty() ? free_place() : beside(place(server.beside))});
    const auto& here = x_listening.back().place;
    if (!server.identity) {
      out += fmt::format("  server {{ listen {}; {} }}\n", here, server.says);
      continue;
    }
    const auto chain = x_folder.write(server.name + ".pem", server.identity->chain_pem);
    const auto key = x_folder.write(server.name + ".key", server.identity->key_pem);
    out += fmt::format("  server {{ listen {} ssl {}; ssl_certificate {}; ssl_certificate_key {}; {}", here,
                       server.listens, chain, key, server.says);
    if (!server.client_ca.empty())
      out += fmt::format(" ssl_client_certificate {};",
                         x_folder.write(server.name + ".ca.pem", server.client_ca));
    out += " }\n";
  }
  return out + "}\n";
}

std::string Nginx::place(const std::string& name) const {
  for (const auto& listening : x_listening) {
    if (listening.name == name) return listening.place;
  }
  throw std::runtime_error("no such server: " + name);
}

}  // namespace rehearse::e2e
