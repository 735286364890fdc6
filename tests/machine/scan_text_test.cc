#include "machine/scan_text.h"

#include <gtest/gtest.h>

#include "machine/scan_cases.h"

namespace rehearse::machine {
namespace {

TEST(ScanText, urls_are_found_however_they_are_written) {
  const Case cases[] = {
      {"https", "a.txt", "see https://api.example.org/v1 now", "api.example.org url"},
      {"http", "a.txt", "http://www.example.org/", "www.example.org plain-url"},
      {"wss", "a.js", "new WebSocket('wss://push.example.org/feed')", "push.example.org url"},
      {"ws", "a.js", "'ws://push.example.org/feed'", "push.example.org plain-url"},
      {"another_scheme_that_ends_so", "a.txt", "news://a.example.org aws://b.example.org", ""},
      {"large_letters", "a.txt", "HTTPS://API.Example.ORG/", "api.example.org url"},
      {"a_port", "a.txt", "https://api.example.org:8443/x", "api.example.org:8443 url"},
      {"a_port_of_plain_http_is_not_one_of_tls", "a.txt", "http://api.example.org:8080/x",
       "api.example.org plain-url"},
      {"no_port_behind_the_colon", "a.txt", "https://api.example.org:/x", "api.example.org url"},
      {"userinfo", "a.txt", "https://user:p%40ss@api.example.org/", "api.example.org url"},
      {"userinfo_that_looks_like_a_host", "a.txt", "https://api.vendor.com@evil.example.org/",
       "evil.example.org url"},
      {"an_at_sign_in_the_path", "a.txt", "https://api.example.org/@someone", "api.example.org url"},
      {"the_dot_of_the_root", "a.txt", "https://api.example.org./x", "api.example.org url"},
      {"the_end_of_a_sentence", "a.txt", "Call https://api.example.org.", "api.example.org url"},
      {"in_brackets", "a.md", "[x](https://api.example.org) <https://b.example.org>",
       "api.example.org url, b.example.org url"},
      {"ipv6", "a.txt", "https://[2001:db8::1]:8443/", "2001:db8::1:8443 url"},
      {"ipv4", "a.txt", "https://192.0.2.1/", "192.0.2.1 url"},
      {"one_label", "a.txt", "https://gateway/x", "gateway url"},
      {"plain_http_without_a_name_that_a_certificate_has", "a.txt", "http://localhost:8080/ http://10.0.0.1/",
       ""},
      {"two_in_a_list", "a.txt", "https://a.example.org,https://b.example.org",
       "a.example.org url, b.example.org url"},
      {"json_escapes", "a.json", R"({"u":"https:\/\/api.example.org\/v1"})", "api.example.org url"},
      {"json_escapes_twice", "a.json", R"("{\"u\":\"https:\\/\\/api.example.org\\/v1\"}")",
       "api.example.org url"},
      {"json_escapes_of_unicode", "a.json", R"("https:\u002f\u002Fapi.example.org\u002fv1")",
       "api.example.org url"},
      {"escapes_of_a_programs_text", "a.js",
       R"(a="https:\x2f\x2Fa.example.org";b='https:\057\057b.example.org')",
       "a.example.org url, b.example.org url"},
      {"a_wide_dot_is_not_the_end", "a.py", "\"https://full\uff0evendor\uff0etest/\"",
       "full\uff0evendor\uff0etest url ?"},
      {"a_word_before_it_in_prose", "a.py", "# moved out of the old namespace https://api.example.org/",
       "api.example.org url #"},
      {"properties_escapes", "a.properties", R"(u=https\://api.example.org\:8443/v1)",
       "api.example.org:8443 url"},
      {"xml_references", "a.xml", "<u>https:&#x2F;&#47;api.example.org&#47;v1</u>", "api.example.org url"},
      {"an_ampersand_ends_it", "a.xml", "<u>https://api.example.org&amp;mail=a@b.example.org</u>",
       "api.example.org url"},
      {"percent_encoded", "a.txt", "?next=https%3A%2F%2Fapi.example.org%3a8443%2Fv1%3Fx",
       "api.example.org:8443 url"},
      {"percent_encoded_twice", "a.txt", "?n=https%253A%252F%252Fapi.example.org%252Fv1",
       "api.example.org url"},
      {"percent_encoded_userinfo", "a.txt", "https%3A%2F%2Fme%40api.example.org%2F", "api.example.org url"},
      {"in_the_query_of_another", "a.txt", "https://a.example.org/?u=https://b.example.org/",
       "a.example.org url, b.example.org url"},
      {"behind_an_escape", "a.c", R"("\nhttps://api.example.org")", "api.example.org url"},
      {"a_regular_expression", "a.js", R"(/^https:\/\/api\.example\.org\//)", "api.example.org url"},
      {"a_git_url", "a.txt", "git+https://git.example.org/x.git", "git.example.org url"},
      {"idn", "a.txt", "https://b\u00fccher.example.org/", "xn--bcher-kva.example.org url"},
      {"punycode", "a.txt", "https://xn--bcher-kva.example.org/", "xn--bcher-kva.example.org url"},
      {"an_idn_that_is_not_converted", "a.txt", "https://bu\u0308cher.example.org/",
       "bu\u0308cher.example.org url ?"},
      {"a_scheme_alone", "a.java", R"(if (u.startsWith("https://")) return;)", ""},
      {"dots", "a.txt", "https://... and https://.", ""},
      {"broken", "a.txt", "https://-.- https://a..b/ https://1.2.3/", ""},
  };
  check(cases);
}

TEST(ScanText, places_to_be_filled_in_are_not_guessed) {
  const Case cases[] = {
      {"shell", "a.sh", "curl https://${HOST}/v1", "${HOST} url ?"},
      {"shell_without_braces", "a.sh", "curl https://$HOST/v1", "$HOST url ?"},
      {"a_part", "a.yml", "u: https://${REGION}.vendor.com/", "${REGION}.vendor.com url ?"},
      {"mustache", "a.json", R"({"u": "https://{{host}}/x"})", "{{host}} url ?"},
      {"openapi", "a.yml", "url: https://{tenant}.vendor.com/x", "{tenant}.vendor.com url ?"},
      {"printf", "a.c", R"("https://%s/x")", "%s url ?"},
      {"printf_inside", "a.go", R"("https://api-%d.vendor.com/x")", "api-%d.vendor.com url ?"},
      {"python", "a.py", R"("https://%(host)s/x")", "%(host)s url ?"},
      {"batch", "a.bat", "curl https://%API_HOST%/x", "%API_HOST% url ?"},
      {"ruby", "a.rb", R"("https://#{host}/x")", "#{host} url ?"},
      {"jsp", "a.jsp", "https://<%= host %>/x", "<%= host %> url ?"},
      {"a_document", "a.md", "https://<your-host>/x", "<your-host> url ?"},
      {"maven", "a.properties", "u=https://@api.host@/x", "@api.host@ url ?"},
      {"a_double_underscore", "a.conf", "proxy_pass https://__HOST__/x;", "__HOST__ url ?"},
      {"a_wildcard", "a.conf", "connect-src https://*.vendor.com;", "*.vendor.com url ?"},
      {"userinfo_alone_is_filled_in", "a.sh", "https://${USER}:${PASS}@api.vendor.com/",
       "api.vendor.com url"},
      {"the_port_alone_is_filled_in", "a.sh", "https://api.vendor.com:${PORT}/", "api.vendor.com url"},
      {"put_together", "a.js", R"(fetch("https://" + host + "/x"))", R"(" + host url ?)"},
      {"put_together_from_parts", "a.js", R"("https://api." + domain)", R"(api." + domain url ?)"},
      {"its_end", "a.js", R"(sub + ".vendor.com")", ".vendor.com name ?"},
      {"a_path_behind_it", "a.js", R"("https://api.vendor.com" + path)", "api.vendor.com url"},
      {"bare_with_a_place", "a.sh", "H=${sub}.vendor.com", "${sub}.vendor.com name ?"},
      {"bare_with_a_variable", "a.sh", "H=$SUB.vendor.com", "$SUB.vendor.com name ?"},
      {"bare_with_printf", "a.c", R"("%s.vendor.com")", "%s.vendor.com name ?"},
      {"bare_maven", "a.properties", "h=@sub@.vendor.com", ".vendor.com name ?"},
      {"a_bare_wildcard", "a.conf", "server_name *.vendor.com;", "*.vendor.com name ?"},
      {"a_mark_on_a_letter", "a.txt", "bu\u0308cher.vendor.com", "bu\u0308cher.vendor.com name ?"},
      {"a_fallback", "a.yml", "u: https://${HOST:api.vendor.com}/",
       "api.vendor.com fallback, ${HOST:api.vendor.com} url ?"},
      {"a_fallback_of_a_shell", "a.sh", "https://${HOST:-api.example.org}/",
       "api.example.org fallback, ${HOST:-api.example.org} url ?"},
      {"a_bare_fallback", "a.sh", "H=${HOST:-api.vendor.com}", "api.vendor.com value"},
  };
  check(cases);
}

TEST(ScanText, bare_names_count_under_the_names_of_the_notice) {
  const Case cases[] = {
      {"a_name", "a.txt", "ask api.vendor.com about it", "api.vendor.com name"},
      {"several_labels", "a.txt", "a.b.c.vendor.com", "a.b.c.vendor.com name"},
      {"the_domain_itself", "a.txt", "vendor.com", "vendor.com name"},
      {"large_letters", "a.txt", "API.VENDOR.COM", "api.vendor.com name"},
      {"the_dot_of_the_root", "a.zone", "api.vendor.com. 300 IN A 192.0.2.1", "api.vendor.com name"},
      {"a_port", "a.conf", "upstream api.vendor.com:8443;", "api.vendor.com:8443 name"},
      {"another_domain_that_ends_so", "a.txt", "notvendor.com api.notvendor.com", ""},
      {"a_longer_name", "a.txt", "api.vendor.com.evil.example", ""},
      {"a_class", "a.java", "import com.vendor.Api; com.vendor.api.Client c;", ""},
      {"a_package_that_has_it", "a.java", "com.vendor.com.Api", ""},
      {"a_file", "a.sh", "cat api.vendor.com.pem api.vendor.com.log", ""},
      {"a_path", "a.conf", "ssl_certificate /etc/letsencrypt/live/api.vendor.com/fullchain.pem;", ""},
      {"a_path_of_windows", "a.ini", R"(f=C:\certs\api.vendor.com\chain.cer)", ""},
      {"a_mail_address", "a.txt", "mailto:support@vendor.com first.last@api.vendor.com", ""},
      {"the_local_part", "a.txt", "api.vendor.com@example.org", ""},
      {"a_call", "a.js", "api.vendor.com(x)", ""},
      {"a_key_of_properties", "a.properties", "api.vendor.com.timeout=30", ""},
      {"relative_to_the_scheme", "a.html", R"(<script src="//cdn.vendor.com/x.js">)", "cdn.vendor.com url"},
      {"behind_an_escape", "a.c", R"("x\napi.vendor.com")", "api.vendor.com name"},
      {"behind_an_escaped_letter", "a.properties", R"(x=\u0070rop3.vendor.com)",
       R"(\u0070rop3.vendor.com name ?)"},
      {"behind_the_end_of_its_line", "a.properties", "x=pr\\\nop2.vendor.com", "op2.vendor.com name ?"},
      {"behind_the_end_of_another_word", "a.sh", "ssh \\\n  api.vendor.com", "api.vendor.com name"},
      {"emphasised", "a.md", "*api.vendor.com* and **www.vendor.com**",
       "api.vendor.com name, www.vendor.com name"},
      {"behind_an_encoded_byte", "a.txt", "host%3Dapi.vendor.com", "api.vendor.com name"},
      {"behind_an_encoded_slash", "a.txt", "certs%2Fapi.vendor.com", ""},
      {"behind_an_escaped_quote", "a.json", R"("\u0022api.vendor.com\u0022")", "api.vendor.com name"},
      {"in_typographic_quotes", "a.txt", "\u201capi.vendor.com\u201d", "api.vendor.com name"},
      {"idn", "a.txt", "b\u00fccher.vendor.com", "xn--bcher-kva.vendor.com name"},
      {"a_hosts_line", "hosts", "192.0.2.1 api.vendor.com www.vendor.com # x",
       "api.vendor.com name, www.vendor.com name"},
      {"an_image_of_a_registry", "a.yml", "image: registry.vendor.com/team/app:1",
       "registry.vendor.com name"},
      {"a_database", "a.properties", "u=jdbc:postgresql://db.vendor.com:5432/x", "db.vendor.com:5432 url"},
      {"a_regular_expression", "a.conf", R"(server_name ~^api\.vendor\.com$;)", "api.vendor.com name"},
      {"minified", "a.js", R"(a={h:"api.vendor.com",p:1},b="www.vendor.com")",
       "api.vendor.com name, www.vendor.com name"},
      {"nothing_else", "a.txt", "version 1.2.3, index.html, foo.py, e.g. this", ""},
      {"another_name", "a.txt", "ask login.example.org", ""},
  };
  check(cases);
}

TEST(ScanText, values_count_by_their_keys) {
  const Case cases[] = {
      {"properties", "a.properties", "api.host=api.example.org", "api.example.org value"},
      {"properties_with_an_escaped_colon", "a.properties", R"(api.host=api.example.org\:8443)",
       "api.example.org:8443 value"},
      {"properties_with_a_colon", "a.properties", "api.host: api.example.org", "api.example.org value"},
      {"environment", ".env", "export API_HOST=\"api.example.org:8443\"", "api.example.org:8443 value"},
      {"yaml", "a.yml", "server: api.example.org", "api.example.org value"},
      {"yaml_list", "a.yml", "hosts:\n  - a.example.org\n  - b.example.org\nother:\n  - c.example.org",
       "a.example.org value, b.example.org value"},
      {"yaml_flow", "a.yml", "hosts: [a.example.org, b.example.org]",
       "a.example.org value, b.example.org value"},
      {"a_container_s_environment", "a.yml", "- name: API_HOST\n  value: api.example.org",
       "api.example.org value"},
      {"another_name_of_a_container", "a.yml", "- name: API_TITLE\n  value: api.example.org", ""},
      {"json", "a.json", R"({"endpoint": "api.example.org", "title": "www.example.org"})",
       "api.example.org value"},
      {"json_list", "a.json",
       "{\"hosts\": [\n\"a.example.org\",\n\"b.example.org\"\n],\n\"x\": \"c.example.org\"}",
       "a.example.org value, b.example.org value"},
      {"json_in_a_string", "a.java", R"(s = "{\"host\": \"api.example.org\"}";)", "api.example.org value"},
      {"toml", "a.toml", "baseUrl = \"api.example.org/v1\"", "api.example.org value"},
      {"ini", "a.ini", "[vendor]\nhostname = api.example.org", "api.example.org value"},
      {"xml_element", "a.xml", "<ns:host>api.example.org</ns:host><title>www.example.org</title>",
       "api.example.org value"},
      {"xml_attribute", "a.xml", R"(<server host="api.example.org" name="www.example.org"/>)",
       "api.example.org value"},
      {"xml_entry", "a.xml", R"(<property name="api.host" value="api.example.org"/>)",
       "api.example.org value"},
      {"nginx", "nginx.conf", "server_name a.example.org b.example.org;",
       "a.example.org value, b.example.org value"},
      {"nginx_upstream", "nginx.conf", "  server api.example.org:8443 weight=5;",
       "api.example.org:8443 value"},
      {"a_value_whose_first_letter_is_escaped", "a.properties", R"(host=\u0070rop3.example.org)",
       R"(\u0070rop3.example.org value ?)"},
      {"a_command", "crontab", "0 1 * * * app --host api.example.org --server=b.example.org",
       "api.example.org value, b.example.org value"},
      {"kafka", "a.properties", "bootstrap.servers=a.example.org:9093,b.example.org:9093",
       "a.example.org:9093 value, b.example.org:9093 value"},
      {"source_in_quotes", "a.py", "HOST = 'api.example.org'", "api.example.org value"},
      {"source_without_quotes", "a.js", "const x = {host: settings.example.org, url: a.b.co}", ""},
      {"a_variable", "a.yml", "host: config.server.host", ""},
      {"a_file", "a.yml", "url: index.html\nwsdl_url: Vendor.wsdl\nscript_url: run.sh", ""},
      {"a_name_that_programs_have", "a.yml", "host: user.name\nserver: app.name\nurl: host.name", ""},
      {"a_host_below_name", "a.yml", "host: api.example.name", "api.example.name value"},
      {"a_country_s_host", "a.yml", "host: api.example.pl", "api.example.pl value"},
      {"a_class", "a.properties", "server.handler.class=com.example.Server\nendpoint=com.example.Endpoint",
       ""},
      {"a_package", "a.properties", "endpoint=com.example.endpoint", ""},
      {"a_version", "a.yml", "server: 1.18.0", ""},
      {"an_address_is_no_name", "a.yml", "host: 192.0.2.1", ""},
      {"one_label", "a.yml", "host: database", ""},
      {"a_sentence", "a.txt", "server: ask somebody.example.org there", ""},
      {"a_mail_address", "a.yml", "address: someone@mail.example.org", ""},
      {"a_file_by_its_key", "a.yml", "host_file: a.example.org", ""},
      {"another_key", "a.yml", "title: www.example.org", ""},
      {"a_path", "a.yml", "url: /static/example.org", ""},
  };
  check(cases);
}

TEST(ScanText, names_of_namespaces_are_not_called) {
  const Case cases[] = {
      {"xmlns", "a.xml", R"(<a xmlns="http://api.vendor.com/">)", "api.vendor.com namespace"},
      {"a_prefix", "a.xml", R"(<a xmlns:api='http://api.vendor.com/'>)", "api.vendor.com namespace"},
      {"in_a_string", "a.java", R"("<e xmlns:api=\"http://api.vendor.com/\">")", "api.vendor.com namespace"},
      {"target_namespace", "a.wsdl", R"(<schema targetNamespace="http://api.vendor.com/">)",
       "api.vendor.com namespace"},
      {"an_import", "a.xsd",
       R"(<import namespace="http://api.vendor.com/" schemaLocation="https://www.vendor.com/a.xsd"/>)",
       "api.vendor.com namespace, www.vendor.com url"},
      {"a_soap_action", "a.wsdl", R"(<operation soapAction="http://api.vendor.com/login"/>)",
       "api.vendor.com namespace"},
      {"the_header", "a.py", R"(headers={"SOAPAction": "http://api.vendor.com/login"})",
       "api.vendor.com namespace"},
      {"set_by_a_call", "a.java", R"(c.setHeader("SOAPAction", "http://api.vendor.com/login");)",
       "api.vendor.com namespace"},
      {"a_qualified_name", "a.java", R"(new QName("http://api.vendor.com/", "login"))",
       "api.vendor.com namespace"},
      {"in_braces", "a.py", R"("{http://api.vendor.com/}login")", "api.vendor.com namespace"},
      {"an_annotation", "a.java", R"(@WebService(targetNamespace = "http://api.vendor.com/"))",
       "api.vendor.com namespace"},
      {"well_known", "a.xml", "see http://www.w3.org/2001/XMLSchema", "www.w3.org namespace"},
      {"well_known_but_called", "a.sh", "curl https://www.w3.org/", "www.w3.org url"},
      {"locations_of_schemas", "a.xml",
       "<a xsi:schemaLocation=\"http://ns.vendor.com/a https://www.vendor.com/a.xsd\n http://ns.vendor.com/b "
       "https://www.vendor.com/b.xsd\">",
       "ns.vendor.com namespace, www.vendor.com url, ns.vendor.com namespace, www.vendor.com url"},
      {"the_address_of_a_service", "a.wsdl", R"(<soap:address location="https://api.vendor.com/a/91.0"/>)",
       "api.vendor.com url"},
      {"the_address_behind_a_namespace", "a.xml",
       R"(<a xmlns:b="http://b.vendor.com/" href="https://c.vendor.com/"/>)",
       "b.vendor.com namespace, c.vendor.com url"},
      {"the_same_text_that_is_called", "a.py", R"(requests.get("http://api.vendor.com/"))",
       "api.vendor.com plain-url"},
  };
  check(cases);
}

TEST(ScanText, comments_are_found_and_said) {
  const Case cases[] = {
      {"hash", "a.yml", "# https://a.example.org\nu: https://b.example.org # https://c.example.org",
       "a.example.org url #, b.example.org url, c.example.org url #"},
      {"a_hash_in_quotes", "a.sh", R"(x=" # https://a.example.org")", "a.example.org url"},
      {"a_fragment", "a.sh", "https://a.example.org/#x https://b.example.org",
       "a.example.org url, b.example.org url"},
      {"slashes", "a.java",
       "// https://a.example.org\nx = \"https://b.example.org\"; // https://c.example.org",
       "a.example.org url #, b.example.org url, c.example.org url #"},
      {"a_block", "a.java", "/*\n * https://a.example.org\n */ \"https://b.example.org\"",
       "a.example.org url #, b.example.org url"},
      {"a_media_type_begins_none", "a.java", "h(\"*/*\"); u(\"https://a.example.org\"); /* */",
       "a.example.org url"},
      {"a_block_that_never_ends", "a.js", " /* https://a.example.org", "a.example.org url"},
      {"xml", "a.xml", "<!-- https://a.example.org\n --><u>https://b.example.org</u>",
       "a.example.org url #, b.example.org url"},
      {"ini", "a.ini", "; https://a.example.org\nu=https://b.example.org",
       "a.example.org url #, b.example.org url"},
      {"properties", "a.properties", "! https://a.example.org", "a.example.org url #"},
      {"sql", "a.sql", "-- https://a.example.org\nselect 'https://b.example.org'",
       "a.example.org url #, b.example.org url"},
      {"a_crontab", "crontab", "# https://a.example.org\n*/5 * * * * curl https://b.example.org",
       "a.example.org url #, b.example.org url"},
      {"json_has_none", "a.json", "\"# https://a.example.org\"", "a.example.org url"},
  };
  check(cases);
}

TEST(ScanText, lines_are_counted_and_paths_told_apart_without_being_kept) {
  const auto all = scan_text(
                       "\xef\xbb\xbfhttps://a.example.org/one?key=secret\n\r\n\nhttps://a.example.org/"
                       "two\nhttps://a.example.org\n",
                       "a.txt", Domains())
                       .mentions;
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].line, 1U);
  EXPECT_EQ(all[1].line, 4U);
  EXPECT_NE(all[0].path, all[1].path);
  EXPECT_EQ(all[2].path, 0U);
}

TEST(ScanText, more_mentions_than_asked_for_are_said) {
  const auto scanned =
      scan_text("https://a.example https://b.example https://c.example", "a.txt", Domains(), 2);
  EXPECT_EQ(scanned.mentions.size(), 2U);
  EXPECT_FALSE(scanned.is_whole);
  EXPECT_TRUE(scan_text("https://a.example https://b.example", "a.txt", Domains(), 2).is_whole);
}

TEST(ReadHost, takes_what_people_write) {
  const struct {
    const char* name;
    const char* text;
    const char* host;  // "" = refused
    int port;
  } cases[] = {
      {"a_name", "API.example.org", "api.example.org", 443},
      {"a_port", "api.example.org:8443", "api.example.org", 8443},
      {"a_url", "https://api.example.org:8443/x?y", "api.example.org", 8443},
      {"plain_http", "http://api.example.org:8080/x", "api.example.org", 443},
      {"an_address", "192.0.2.1:8443", "192.0.2.1", 8443},
      {"an_address_of_six", "2001:db8::1", "2001:db8::1", 443},
      {"an_address_of_six_in_brackets", "[2001:db8::1]:8443", "2001:db8::1", 8443},
      {"idn", "b\u00fccher.example", "xn--bcher-kva.example", 443},
      {"two_words", "api.example.org x", "", 0},
      {"a_path_without_a_scheme", "api.example.org/x", "", 0},
      {"a_scheme_with_a_port_of_its_own", "ldaps://api.example.org", "api.example.org", 636},
      {"a_database", "postgresql://api.example.org:5433/x", "api.example.org", 5433},
      {"another_scheme", "ftp://api.example.org", "", 0},
      {"a_port_that_is_none", "api.example.org:99999", "", 0},
      {"nothing", "", "", 0},
      {"no_name", "-", "", 0},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto read = read_host(one.text);
    EXPECT_EQ(read ? read->host : "", one.host);
    EXPECT_EQ(read ? read->port : 0, one.port);
  }
  EXPECT_TRUE(read_host("https://${HOST}/").value().is_unfinished);
  EXPECT_TRUE(read_host("*.example.org").value().is_unfinished);
}

}  // namespace
}  // namespace rehearse::machine
