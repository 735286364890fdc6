#include "machine/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine/made_tree.h"

namespace rehearse::machine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SplitOptions, spaces_part_them_but_between_quotes) {
  const struct {
    const char* name;
    const char* text;
    std::vector<std::string> words;
  } cases[] = {
      {"nothing", "", {}},
      {"spaces_alone", " \t\n ", {}},
      {"two_words", "-Da=1  -Db=2", {"-Da=1", "-Db=2"}},
      {"single_quotes", "-Da='x y' -Db=2", {"-Da=x y", "-Db=2"}},
      {"double_quotes", "\"-Da=x y\"", {"-Da=x y"}},
      {"a_quote_in_the_other", "-Da=\"it's\"", {"-Da=it's"}},
      {"an_empty_word", "-Da '' -Db", {"-Da", "", "-Db"}},
      {"a_quote_that_is_not_closed", "-Da='x y", {"-Da=x y"}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(split_options(one.text), one.words);
  }
}

TEST(JavaTrustOptions, the_last_one_counts) {
  const struct {
    const char* name;
    std::vector<std::string> options;
    const char* path;      // empty = not told
    const char* password;  // empty = none
  } cases[] = {
      {"not_told", {"-Xmx1g", "Main"}, "", ""},
      {"told", {"-Djavax.net.ssl.trustStore=/a.jks", "Main"}, "/a.jks", ""},
      {"told_twice", {"-Djavax.net.ssl.trustStore=/a", "-Djavax.net.ssl.trustStore=/b"}, "/b", ""},
      {"with_a_password",
       {"-Djavax.net.ssl.trustStorePassword=open", "-Djavax.net.ssl.trustStore=/a"},
       "/a",
       "open"},
      {"an_empty_password_is_none",
       {"-Djavax.net.ssl.trustStore=/a", "-Djavax.net.ssl.trustStorePassword="},
       "/a",
       ""},
      {"a_password_alone", {"-Djavax.net.ssl.trustStorePassword=open"}, "", ""},
      {"the_type_is_another_property", {"-Djavax.net.ssl.trustStoreType=JKS"}, "", ""},
      {"the_word_none", {"-Djavax.net.ssl.trustStore=NONE"}, "", ""},
      {"an_empty_path", {"-Djavax.net.ssl.trustStore="}, "", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto told = java_trust(one.options);
    EXPECT_EQ(told ? told->path : "", one.path);
    EXPECT_EQ(told && told->password ? told->password->reveal() : "", one.password);
    if (told && told->password) {
      EXPECT_EQ(told->password->masked("*"), "*") << "it is a secret";
    }
  }
}

TEST(JavaTold, of_each_property_the_last_counts_over_all_variables) {
  const std::string file = "-Djavax.net.ssl.trustStore";
  const struct {
    const char* name;
    Environment environment;
    std::optional<std::string> file;
    const char* type;
    const char* by;
  } cases[] = {
      {"nobody", {}, std::nullopt, "", ""},
      {"a_file", {{"JAVA_TOOL_OPTIONS", file + "=/a"}}, "/a", "", "JAVA_TOOL_OPTIONS"},
      {"the_word_none", {{"JAVA_TOOL_OPTIONS", file + "=NONE"}}, "NONE", "", "JAVA_TOOL_OPTIONS"},
      {"nothing", {{"JAVA_TOOL_OPTIONS", file + "="}}, "", "", "JAVA_TOOL_OPTIONS"},
      {"without_a_sign", {{"JAVA_TOOL_OPTIONS", file}}, "", "", "JAVA_TOOL_OPTIONS"},
      {"a_type_alone", {{"JAVA_TOOL_OPTIONS", file + "Type=JCEKS"}}, std::nullopt, "JCEKS", ""},
      {"the_launcher_s_outweigh_the_first",
       {{"JDK_JAVA_OPTIONS", file + "=/b"}, {"JAVA_TOOL_OPTIONS", file + "=/a"}},
       "/b",
       "",
       "JDK_JAVA_OPTIONS"},
      {"the_last_outweigh_all",
       {{"JDK_JAVA_OPTIONS", file + "=/b"}, {"_JAVA_OPTIONS", file + "=/c " + file + "Type=jks"}},
       "/c",
       "jks",
       "_JAVA_OPTIONS"},
      {"a_script_s_count_for_no_jvm", {{"JAVA_OPTS", file + "=/a"}}, std::nullopt, "", ""},
      {"another_property_that_begins_alike",
       {{"JAVA_TOOL_OPTIONS", file + "Password=/a"}},
       std::nullopt,
       "",
       ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto told = java_told(one.environment);
    EXPECT_EQ(told.file, one.file);
    EXPECT_EQ(told.type, one.type);
    EXPECT_EQ(told.by, one.by);
  }
  const auto told =
      java_told({{"JAVA_TOOL_OPTIONS", file + "Password=open"}, {"_JAVA_OPTIONS", file + "=/c"}});
  ASSERT_TRUE(told.password);
  EXPECT_EQ(told.password->reveal(), "open");
}

TEST(JavaTold, what_cannot_be_foreseen_is_said) {
  const std::string file = "-Djavax.net.ssl.trustStore";
  const struct {
    const char* name;
    Environment environment;
    bool is_clear;
  } cases[] = {
      {"options", {{"JAVA_TOOL_OPTIONS", "-Xmx1g " + file + "=/a"}}, true},
      {"an_argument_of_the_launcher_s", {{"JDK_JAVA_OPTIONS", "-cp /x " + file + "=/a"}}, true},
      {"a_file_of_options", {{"JDK_JAVA_OPTIONS", "@/x/options"}}, false},
      {"an_at_sign_elsewhere_is_no_option", {{"JAVA_TOOL_OPTIONS", "@/x/options"}}, false},
      {"a_file_of_the_vm_s", {{"_JAVA_OPTIONS", "-XX:VMOptionsFile=/x"}}, false},
      {"flags", {{"JAVA_TOOL_OPTIONS", "-XX:Flags=/x"}}, false},
      {"a_provider", {{"JAVA_TOOL_OPTIONS", file + "Provider=X"}}, false},
      {"a_file_of_security_properties", {{"JAVA_TOOL_OPTIONS", "-Djava.security.properties=/x"}}, false},
      {"security_properties_in_their_place", {{"_JAVA_OPTIONS", "-Djava.security.properties==/x"}}, false},
      {"a_type_of_nothing", {{"JAVA_TOOL_OPTIONS", file + "Type="}}, false},
      {"a_lone_word", {{"JAVA_TOOL_OPTIONS", "-Xmx1g Main"}}, false},
      {"a_class_path", {{"JDK_JAVA_OPTIONS", "-cp /a:/b " + file + "=/c"}}, true},
      {"an_empty_class_path", {{"JDK_JAVA_OPTIONS", "-cp '' " + file + "=/c"}}, true},
      {"a_class_path_in_one_word", {{"JDK_JAVA_OPTIONS", "--class-path=" + file + "=/c"}}, true},
      {"modules",
       {{"JDK_JAVA_OPTIONS", "--module-path /m --add-opens java.base/java.lang=ALL-UNNAMED"}},
       true},
      {"a_property_for_a_class_path", {{"JDK_JAVA_OPTIONS", "-cp " + file + "=/c"}}, false},
      {"a_class_path_that_is_missing", {{"JDK_JAVA_OPTIONS", "-Xmx1g -classpath"}}, false},
      {"a_class_path_from_a_file", {{"JDK_JAVA_OPTIONS", "-cp @options"}}, false},
      {"a_class_path_for_every_jvm", {{"JAVA_TOOL_OPTIONS", "-cp /a"}}, false},
      {"modules_for_every_jvm", {{"_JAVA_OPTIONS", "--module-path /m"}}, false},
      {"modules_in_one_word", {{"_JAVA_OPTIONS", "--add-modules=java.base"}}, true},
      {"a_word_behind_a_class_path", {{"JDK_JAVA_OPTIONS", "-cp /a Main"}}, false},
      {"a_word_behind_no_option", {{"JDK_JAVA_OPTIONS", "-Xmx1g Main"}}, false},
      {"an_open_quote", {{"JAVA_TOOL_OPTIONS", file + "='/a"}}, false},
  };
  for (const auto& one : cases)
    EXPECT_EQ(java_told(one.environment).unclear.empty(), one.is_clear) << one.name;
  EXPECT_EQ(java_told({{"JAVA_TOOL_OPTIONS", file + "=/a/t.jks//"}}).file, "/a/t.jks");
}

class NamedByEnvironment : public ::testing::Test {
 protected:
  std::vector<std::string> found(const Environment& environment) {
    Candidates candidates(tree);
    add_named_by_environment(environment, candidates);
    return lines(std::move(candidates).take());
  }
  MadeTree made;
  Tree tree{made.root()};
};

TEST_F(NamedByEnvironment, each_variable_names_its_client) {
  const struct {
    const char* variable;
    const char* value;
    const char* line;
  } cases[] = {
      {"SSL_CERT_FILE", "/a", "/a: SSL_CERT_FILE [openssl]"},
      {"CURL_CA_BUNDLE", "/a", "/a: CURL_CA_BUNDLE [curl]"},
      {"REQUESTS_CA_BUNDLE", "/a", "/a: REQUESTS_CA_BUNDLE [python]"},
      {"PIP_CERT", "/a", "/a: PIP_CERT [python]"},
      {"AWS_CA_BUNDLE", "/a", "/a: AWS_CA_BUNDLE [python]"},
      {"GIT_SSL_CAINFO", "/a", "/a: GIT_SSL_CAINFO [curl]"},
      {"NODE_EXTRA_CA_CERTS", "/a", "/a: NODE_EXTRA_CA_CERTS [node]"},
      {"JAVA_TOOL_OPTIONS", "-Djavax.net.ssl.trustStore=/a",
       "/a: JAVA_TOOL_OPTIONS -Djavax.net.ssl.trustStore [java]"},
      {"JDK_JAVA_OPTIONS", "-Djavax.net.ssl.trustStore=/a",
       "/a: JDK_JAVA_OPTIONS -Djavax.net.ssl.trustStore [java]"},
      {"_JAVA_OPTIONS", "-Djavax.net.ssl.trustStore=/a",
       "/a: _JAVA_OPTIONS -Djavax.net.ssl.trustStore [java]"},
      {"JAVA_OPTS", "-Djavax.net.ssl.trustStore=/a", "/a: JAVA_OPTS -Djavax.net.ssl.trustStore [java]"},
      {"CATALINA_OPTS", "-Djavax.net.ssl.trustStore=/a",
       "/a: CATALINA_OPTS -Djavax.net.ssl.trustStore [java]"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.variable);
    EXPECT_THAT(found({{one.variable, one.value}}), ElementsAre(one.line));
  }
}

TEST_F(NamedByEnvironment, folders_stand_between_colons) {
  EXPECT_THAT(found({{"SSL_CERT_DIR", "/a::/b:"}}),
              ElementsAre("/a: SSL_CERT_DIR [openssl]", "/b: SSL_CERT_DIR [openssl]"));
}

TEST_F(NamedByEnvironment, one_file_is_one_store_with_all_its_reasons) {
  made.write("/etc/ca.pem", kBytes);
  made.link("/opt/ca.pem", "/etc/ca.pem");
  EXPECT_THAT(found({{"SSL_CERT_FILE", "/opt/ca.pem"}, {"CURL_CA_BUNDLE", "/etc/ca.pem"}}),
              ElementsAre("/etc/ca.pem: SSL_CERT_FILE [openssl]; CURL_CA_BUNDLE [curl]"));
}

TEST_F(NamedByEnvironment, what_says_nothing_is_passed_over) {
  EXPECT_THAT(found({{"SSL_CERT_FILE", ""}, {"JAVA_OPTS", "-Xmx1g"}, {"HOME", "/root"}}), IsEmpty());
  EXPECT_THAT(tree.notes(), IsEmpty());
}

TEST_F(NamedByEnvironment, a_relative_path_is_noted) {
  EXPECT_THAT(found({{"SSL_CERT_FILE", "ca.pem"}}), IsEmpty());
  EXPECT_THAT(tree.notes(), ElementsAre(::testing::HasSubstr("SSL_CERT_FILE: a relative path")));
}

TEST_F(NamedByEnvironment, a_password_opens_the_store_and_stands_nowhere_else) {
  made.write("/a.p12", kBytes);
  Candidates candidates(tree);
  add_named_by_environment({{"JAVA_TOOL_OPTIONS",
                             "-Djavax.net.ssl.trustStore=/a.p12 "
                             "-Djavax.net.ssl.trustStorePassword=open-sesame"}},
                           candidates);
  const auto all = std::move(candidates).take();
  ASSERT_TRUE(at(all, "/a.p12").source.password);
  EXPECT_EQ(at(all, "/a.p12").source.password->reveal(), "open-sesame");
  EXPECT_EQ(lines(all).front().find("open-sesame"), std::string::npos);
}

}  // namespace
}  // namespace rehearse::machine
