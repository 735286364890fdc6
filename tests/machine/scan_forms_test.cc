// Hosts of others, which nothing but the form tells: directives, calls, schemes; and what only looks so.

#include <gtest/gtest.h>

#include "machine/scan_cases.h"

namespace rehearse::machine {
namespace {

TEST(ScanForms, schemes_besides_https) {
  const Case cases[] = {
      {"a_queue", "a.yml", "u: amqps://user:pass@a.example.net/vhost", "a.example.net:5671 url"},
      {"a_directory", "a.yml", "u: ldaps://a.example.net ldaps://b.example.net:3269",
       "a.example.net:636 url, b.example.net:3269 url"},
      {"mail", "a.py", "'smtps://a.example.net', 'imaps://b.example.net', 'pop3s://c.example.net'",
       "a.example.net:465 url, b.example.net:993 url, c.example.net:995 url"},
      {"wss", "a.js", "'wss://a.example.net/x'", "a.example.net url"},
      {"grpc", "a.yml", "u: grpcs://a.example.net", "a.example.net url"},
      {"files", "a.yml", "u: ftps://a.example.net/x", "a.example.net:990 url"},
      {"others", "a.yml", "mqtts://a.example.net rediss://b.example.net ssl://c.example.net:8883",
       "a.example.net:8883 url, b.example.net:6379 url, c.example.net:8883 url"},
      {"tcp", "a.yml", "u: tcp://a.example.net:8883", "a.example.net:8883 url"},
      {"tcp_of_this_machine", "a.yml", "tcp://127.0.0.1:80 tcp://*:5555 tcp://localhost:80 tcp://0.0.0.0:80",
       ""},
      {"a_database", "a.properties", "u=jdbc:postgresql://a.example.net:5433/db", "a.example.net:5433 url"},
      {"a_database_without_a_port", "a.properties",
       "u=jdbc:postgresql://a.example.net/db\nv=jdbc:mysql://b.example.net/db",
       "a.example.net:5432 url, b.example.net:3306 url"},
      {"any_database", "a.properties", "u=jdbc:sqlserver://a.example.net;x=y\nv=jdbc:x:y://b.example.net/",
       "a.example.net:1433 url, b.example.net url"},
      {"properties_escapes", "a.properties", R"(u=jdbc\:postgresql\://a.example.net\:5433/db)",
       "a.example.net:5433 url"},
      {"several_of_one_database", "a.properties", "u=jdbc:mysql://a.example.net:3306,b.example.net:3307/db",
       "a.example.net:3306 url, b.example.net:3307 value"},
      {"several_in_a_program", "a.java", R"("jdbc:mysql://a.example.net:3306,b.example.net:3307/db")",
       "a.example.net:3306 url, b.example.net:3307 value"},
      {"a_database_that_is_filled_in", "a.yml", "u: jdbc:postgresql://${DB_HOST}:5432/db",
       "${DB_HOST} url ?"},
      {"a_database_in_memory", "a.yml", "u: jdbc:h2:mem:test jdbc:sqlite:a.example.net", ""},
      {"behind_an_escape", "a.c", R"("\namqps://a.example.net")", "a.example.net:5671 url"},
      {"large_letters", "a.txt", "LDAPS://A.EXAMPLE.NET", "a.example.net:636 url"},
      {"one_of_the_notice_has_its_port_too", "a.txt", "ldaps://api.vendor.com", "api.vendor.com:636 url"},
      {"schemes_that_show_no_certificate", "a.txt",
       "ldap://a.example.net ftp://b.example.net ssh://c.example.net mqtt://d.example.net", ""},
      {"schemes_of_other_things", "a.txt",
       "file://a.example.net s3://b.example.net chrome://c.example.net xssl://d.example.net", ""},
  };
  check(cases);
}

}  // namespace
}  // namespace rehearse::machine
