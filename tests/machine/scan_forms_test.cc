// Hosts of others, which nothing but the form tells: directives, calls, schemes; and what only looks so.

#include <gtest/gtest.h>

#include "machine/scan_cases.h"

namespace rehearse::machine {
namespace {

TEST(ScanForms, directives_of_servers) {
  const Case cases[] = {
      {"an_upstream_in_one_line", "nginx.conf",
       "upstream u { server a.example.net:8443; server b.example.net; }",
       "a.example.net:8443 value, b.example.net value"},
      {"the_name_that_a_proxy_sends", "nginx.conf",
       "location / { proxy_ssl_name a.example.net; grpc_ssl_name b.example.net; }",
       "a.example.net value, b.example.net value"},
      {"a_header_of_a_proxy", "nginx.conf", "  proxy_set_header Host a.example.net;", "a.example.net value"},
      {"another_header", "nginx.conf", "proxy_set_header X-Title a.example.net;", ""},
      {"a_header_that_is_filled_in", "nginx.conf", "proxy_set_header Host $host; index a.example.net;", ""},
      {"a_variable_of_nginx", "nginx.conf", "set $api_host a.example.net;", "a.example.net value"},
      {"haproxy", "haproxy.cfg", "  server s1 a.example.net:8443 check ssl\n  server s2 192.0.2.1:443",
       "a.example.net:8443 value"},
      {"options_of_haproxy", "haproxy.cfg", "  server s1 192.0.2.1:443 ssl check-sni a.example.net",
       "a.example.net value"},
      {"a_server_in_a_sentence", "a.txt", "server software manual.release now", ""},
      {"a_server_and_a_file", "a.txt", "{ server main.go; server config.yml }", ""},
      {"a_word_before_it", "a.txt", "the server a.example.net", ""},
      {"a_function_of_a_program", "a.js", "function f() { server a.example.net; }", ""},
  };
  check(cases);
}

TEST(ScanForms, commands_and_environments) {
  const Case cases[] = {
      {"a_container", "Dockerfile", "ENV API_HOST a.example.net\nENV API_HOST=b.example.net",
       "a.example.net value, b.example.net value"},
      {"in_quotes", "Dockerfile", "ENV API_HOST \"a.example.net\"", "a.example.net value"},
      {"another_variable_of_a_container", "Dockerfile", "ENV APP_TITLE a.example.net", ""},
      {"apache", "httpd.conf", "  SetEnv API_HOST a.example.net", "a.example.net value"},
      {"windows", "a.bat", "setx API_HOST a.example.net", "a.example.net value"},
      {"openssl", "a.sh", "openssl s_client -connect a.example.net:8443 -servername b.example.net </dev/null",
       "a.example.net:8443 value, b.example.net value"},
      {"openssl_from_a_variable", "a.sh", "openssl s_client -connect $H:443 -servername \"$H\"", ""},
      {"another_option", "a.sh", "run -config a.example.net -D app.example.net", ""},
      {"a_variable_in_one_word", "a.sh", "export APIHOST=a.example.net\nDBSERVER=b.example.net",
       "a.example.net value, b.example.net value"},
      {"words_that_only_end_so", "a.properties",
       "ghost=a.example.net\nobserver=b.example.net\ncurl=c.example.net", ""},
      {"one_word_of_a_file", "a.properties", "hostfile=a.example.net", ""},
      {"a_version", "Dockerfile", "ENV SERVER_VERSION 1.18.0\nENV SERVER 1.18.0", ""},
      {"a_class", "Dockerfile", "ENV SERVER com.example.Server\nENV HOST_CLASS com.example.net", ""},
      {"a_file", "Dockerfile", "ENV SERVER server.xml", ""},
      {"the_word_alone", "a.txt", "env\nhost a.example.net", ""},
  };
  check(cases);
}

TEST(ScanForms, calls_of_programs) {
  const Case cases[] = {
      {"a_socket", "a.java", R"(new Socket("a.example.net", 443))", "a.example.net value"},
      {"a_socket_over_another", "a.java", R"(f.createSocket(raw, "a.example.net", 443, true))",
       "a.example.net value"},
      {"a_setter", "a.java", R"(factory.setHost("a.example.net");)", "a.example.net value"},
      {"a_look_up", "a.java", R"(InetAddress.getByName("a.example.net"))", "a.example.net value"},
      {"a_builder", "a.kt", R"(HttpUrl.Builder().scheme("https").host("a.example.net").build())",
       "a.example.net value"},
      {"php", "a.php", "$m->setHost('a.example.net'); fsockopen(\"b.example.net\", 443);",
       "a.example.net value, b.example.net value"},
      {"python", "a.py", R"(socket.gethostbyname("a.example.net"))", "a.example.net value"},
      {"a_port_in_it", "a.go", R"(c.SetServer("a.example.net:8443"))", "a.example.net:8443 value"},
      {"a_constant_of_php", "a.php", "define('API_HOST', 'a.example.net');", "a.example.net value"},
      {"another_constant", "a.php", "define('API_TITLE', 'a.example.net');", ""},
      {"a_constant_that_is_another", "a.php", "define('API_HOST', other.example.net);", ""},
      {"a_default", "a.py", R"(os.getenv("API_HOST", "a.example.net"))", "a.example.net value"},
      {"a_variable_of_the_environment", "a.py", R"(os.getenv("api.host.net"))", ""},
      {"a_property", "a.java", R"(System.setProperty("proxy.host", "a.example.net"))", "a.example.net value"},
      {"the_name_of_a_property", "a.java", R"(c.setHost(env.getProperty("api.example.net")))", ""},
      {"a_macro", "a.c", "#define API_HOST \"a.example.net\"\n# define B_HOST \"b.example.net\"",
       "a.example.net value, b.example.net value"},
      {"a_constant", "a.go", R"(const apiHost = "a.example.net")", "a.example.net value"},
      {"a_constant_with_its_type", "a.go", R"(const apiHost string = "a.example.net")",
       "a.example.net value"},
      {"a_type_behind_a_colon", "a.ts", R"(const apiHost: string = "a.example.net")", "a.example.net value"},
      {"a_type_of_python", "a.py", "API_HOST: str = 'a.example.net'", "a.example.net value"},
      {"a_type_of_rust", "a.rs", R"(const API_HOST: &'static str = "a.example.net";)", "a.example.net value"},
      {"another_constant_with_its_type", "a.go", R"(const title string = "a.example.net")", ""},
      {"an_array", "a.c", R"(char host[] = "a.example.net";)", "a.example.net value"},
      {"an_entry", "a.py", "config['host'] = 'a.example.net'", "a.example.net value"},
      {"a_link_of_a_document", "a.md", "[domain]: domain.md\n[`server`]: a.example.net", ""},
      {"a_fallback", "a.java", R"(@Value("${api.host:a.example.net}"))", "a.example.net value"},
      {"a_fallback_with_a_port", "a.java", R"(@Value("${api.host:a.example.net:8443}"))",
       "a.example.net:8443 value"},
      {"a_fallback_that_is_a_variable", "a.js", "x = {host:a.example.net}", ""},
      {"a_fallback_of_another", "a.java", R"(@Value("${api.title:a.example.net}"))", ""},
      {"a_variable", "a.java", "new Socket(config.example.net, 443)", ""},
      {"a_property_of_a_variable", "a.js", "x.setHost(a.example.net); y('b.example.net')", ""},
      {"a_file", "a.java", R"(new Socket("server.xml"); x.setHost("a.properties"))", ""},
      {"a_class", "a.java", R"(x.setServer("com.example.Server"); x.setServer("com.example.server"))", ""},
      {"a_version", "a.java", R"(x.setHost("1.2.3"))", ""},
      {"another_call", "a.java", R"(x.setTitle("a.example.net"); log("b.example.net"))", ""},
      {"a_call_of_prose", "a.txt", "ask the host (a.example.net) or host(b.example.net)", ""},
      {"a_look_up_of_something_else", "a.java",
       R"(flags.getByName("feature.dev"); getByName("a.example.net"))", ""},
      {"words_with_dots", "a.java",
       R"(x.host("user.name"); x.host("main.view"); new Socket("io.events"); x.setHost("label.main"))", ""},
      {"a_second_call", "a.java", R"(x.setHost(y).setTitle("a.example.net"))", ""},
  };
  check(cases);
}

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

TEST(ScanForms, values_go_on_behind_the_end_of_their_line) {
  const Case cases[] = {
      {"in_the_middle_of_a_name", "a.properties", "server=pr\\\nop2.example.org", "op2.example.org value ?"},
      {"with_a_carriage_return", "a.properties", "server=pr\\\r\n  op2.example.org",
       "op2.example.org value ?"},
      {"between_labels", "a.properties", "server=api.exam\\\n  ple.org", "api.exam value ?"},
      {"a_list", "a.properties", "servers=a.example.net:9093,\\\n  b.example.net:9093\nx=c.example.net",
       "a.example.net:9093 value, b.example.net:9093 value"},
      {"before_the_value", "a.properties", "server=\\\n  a.example.net", "a.example.net value"},
      {"an_option", "a.sh", "app --host \\\n  a.example.net", "a.example.net value"},
      {"the_next_argument", "a.sh", "app --host a.example.net \\\n  other.example.net",
       "a.example.net value"},
      {"another_key", "a.properties", "title=pr\\\nop2.example.org", ""},
      {"a_word_then_an_argument", "a.sh", "server=pr \\\nop2.example.org", ""},
      {"a_line_that_does_not_go_on", "a.properties", "server=pr\nop2.example.org", ""},
  };
  check(cases);
}

}  // namespace
}  // namespace rehearse::machine
