#include "report/ids.h"

namespace rehearse::report {

std::string_view role_id(profile::Role role) {
  switch (role) {
    case profile::Role::today:
      return "today";
    case profile::Role::next:
      return "next";
    case profile::Role::other:
      return "other";
  }
  return "other";
}

std::string_view kind_id(profile::CallKind kind) {
  return kind == profile::CallKind::soap ? "soap" : "rest";
}

std::string_view reached_id(probe::Reached reached) {
  switch (reached) {
    case probe::Reached::nothing:
      return "nothing";
    case probe::Reached::connected:
      return "connected";
    case probe::Reached::negotiating:
      return "negotiating";
    case probe::Reached::finished:
      return "finished";
  }
  return "nothing";
}

}  // namespace rehearse::report
