#include "cli/named_store.h"

#include <filesystem>

#include "base/path_list.h"
#include "cli/password.h"
#include "machine/variables.h"
#include "profile/load.h"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;
using Kind = store::Source::Kind;

bool certifi_is_below(const fs::path& environment) {
  std::error_code error;
  for (fs::directory_iterator it(environment / "lib", error), end; !error && it != end; it.increment(error)) {
    if (fs::exists(it->path() / "site-packages/certifi", error)) return true;
  }
  return false;
}

// The program of that name that a shell would run, as PATH leads to it.
fs::path in_path(const Surroundings& surroundings, const std::string& name) {
  return find_program(surroundings.variable("PATH").value_or(""), name);
}

// The same, links followed.
fs::path program_of(const Surroundings& surroundings, const std::string& name) {
  std::error_code error;
  const auto found = in_path(surroundings, name);
  return found.empty() ? found : fs::canonical(found, error);
}

// HOME/bin/java, in a JDK 8 HOME/jre/bin/java: the store is looked for below either.
std::string own_java(const Surroundings& surroundings) {
  if (auto home = surroundings.variable("JAVA_HOME"); home && !home->empty()) return *std::move(home);
  return program_of(surroundings, "java").parent_path().parent_path().string();
}

// ENVIRONMENT/bin/python3: in a virtual environment a link to the program it was made from, whose packages it
// does not see.
std::string own_python(const Surroundings& surroundings) {
  std::error_code error;
  if (auto venv = surroundings.variable("VIRTUAL_ENV"); venv && !venv->empty()) return *std::move(venv);
  const auto found = in_path(surroundings, "python3");
  const auto environment = found.parent_path().parent_path();
  if (fs::exists(environment / "pyvenv.cfg", error)) return environment.string();
  // What a user installed for himself comes first in sys.path.
  const auto own = fs::path(surroundings.variable("HOME").value_or("")) / ".local";
  if (!own.is_relative() && certifi_is_below(own)) return own.string();
  return fs::canonical(found, error).parent_path().parent_path().string();
}

std::string own_place(Kind kind, const Surroundings& surroundings) {
  if (kind == Kind::java) return own_java(surroundings);
  if (kind == Kind::certifi) return own_python(surroundings);
  return program_of(surroundings, "node").string();
}

// What is said of a store that lies with a program: the place, or none where this machine's own is meant.
store::Source kept_by(Kind kind, std::string place, const Surroundings& surroundings) {
  store::Source out{.kind = kind, .path = std::move(place)};
  // A JVM that nobody tells a password has none.
  out.is_opened_without = kind == Kind::java;
  if (!out.path.empty()) return out;
  out.path = own_place(kind, surroundings);
  if (kind == Kind::java) {
    auto told = machine::java_told(surroundings.environment);
    out.java = {std::move(told.file), std::move(told.type), std::move(told.by), std::move(told.unclear)};
    out.password = std::move(told.password);
  }
  if (kind == Kind::node) out.extra = surroundings.variable("NODE_EXTRA_CA_CERTS").value_or("");
  return out;
}

// "java:PLACE" -> "PLACE", "java" -> "", any other text -> none.
std::optional<std::string> place_of(const std::string& where, std::string_view keeper) {
  if (where == keeper) return "";
  if (where.starts_with(keeper) && where[keeper.size()] == ':') return where.substr(keeper.size() + 1);
  return std::nullopt;
}

Kind kind_of(profile::Store::Kind kind) {
  switch (kind) {
    case profile::Store::Kind::path:
      return Kind::path;
    case profile::Store::Kind::system:
      return Kind::system;
    case profile::Store::Kind::java:
      return Kind::java;
    case profile::Store::Kind::certifi:
      return Kind::certifi;
    case profile::Store::Kind::node:
      return Kind::node;
  }
  return Kind::path;
}

}  // namespace

Result<NamedStore> parse_store(const std::string& text, const Surroundings& surroundings) {
  std::error_code error;
  NamedStore out{.name = text};
  std::string where = text;
  // A path may hold a '=' of its own: a name does not, nor a slash, and what is there as it stands is a path.
  const auto equals = text.find('=');
  if (equals != std::string::npos && equals != 0 && equals < text.find('/') && !fs::exists(text, error)) {
    out.name = text.substr(0, equals);
    where = text.substr(equals + 1);
  }
  if (where == "java:" || where == "certifi:" || where == "node:")
    return fail("usage", "--store: " + text + ": nothing stands behind the colon");
  if (where == "system") {
    out.source.kind = Kind::system;
    return out;
  }
  if (const auto java = place_of(where, "java"); java && !java->empty() && !fs::is_directory(*java, error)) {
    out.source.path = *java;  // a file: whatever its format, Java reads it
    out.client = "java";
    return out;
  }
  for (const auto& [keeper, kind] :
       {std::pair("java", Kind::java), std::pair("certifi", Kind::certifi), std::pair("node", Kind::node)}) {
    if (auto place = place_of(where, keeper)) {
      out.source = kept_by(kind, *std::move(place), surroundings);
      return out;
    }
  }
  out.source.path = where;
  return out;
}

Result<NamedStore> named_by(const profile::Store& store, const std::string& profile_path,
                            const Surroundings& surroundings) {
  const auto beside = [&](const std::string& path) {
    return path.empty() ? path : profile::beside(profile_path, path);
  };
  NamedStore out{.name = store.name, .client = store.client};
  const auto kind = kind_of(store.kind);
  if (kind == Kind::path || kind == Kind::system) {
    out.source = {.kind = kind, .path = beside(store.path)};
  } else {
    out.source = kept_by(kind, beside(store.path), surroundings);
  }
  if (!store.extra_ca_certs.empty()) out.source.extra = beside(store.extra_ca_certs);
  if (store.password) out.source.password = store.password;
  if (store.no_password) out.source.is_opened_without = true;
  if (!store.password_command.empty()) {
    auto password = read_password("command:" + store.password_command, surroundings);
    if (!password)
      return std::unexpected(std::move(password.error()).in("the password of store " + store.name));
    out.source.password = *std::move(password);
  }
  return out;
}

trust::Holding open_store(const NamedStore& store) {
  auto opened = store::open(store.name, store.source);
  const auto* client = trust::find_client(store.client);
  if (client == nullptr)
    client = &trust::client_of(opened ? std::string_view(opened->kind) : "", store.source.kind);
  return {store.name, client, std::move(opened)};
}

}  // namespace rehearse::cli
