#include "profile/curl_command.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/printable.h"
#include "base/template.h"
#include "profile/reading.h"

namespace rehearse::profile {
namespace {

enum class What : std::uint8_t {
  request,
  header,
  data,
  data_raw,
  data_urlencode,
  json,
  get,
  head,
  user,
  agent,
  referer,
  cookie,
  url,
  compressed,
  no_globbing,
  path_as_is,
  nothing,  ///< accepted: it changes nothing that is sent here
  refused,
};

struct Option {
  char letter;  ///< '-' = it has none
  std::string_view name;
  What what;
  bool has_value = false;
  std::string_view why{};  ///< it is refused
};

constexpr std::string_view kWhereTo =
    "where a call goes is what a target's redirect or the command line's --connect-to says";
constexpr std::string_view kRoots = "which certificates count is what stores say";
constexpr std::string_view kHttp = "the key http says which version is spoken";
constexpr std::string_view kClient = "client certificates are not sent here";
constexpr std::string_view kKept = "an answer is judged and not kept";
constexpr std::string_view kForm = "multipart forms are not sent here; use form or file";

constexpr Option kOptions[] = {
    {'X', "request", What::request, true},
    {'H', "header", What::header, true},
    {'d', "data", What::data, true},
    {'-', "data-ascii", What::data, true},
    {'-', "data-binary", What::data, true},
    {'-', "data-raw", What::data_raw, true},
    {'-', "data-urlencode", What::data_urlencode, true},
    {'-', "json", What::json, true},
    {'G', "get", What::get},
    {'I', "head", What::head},
    {'u', "user", What::user, true},
    {'A', "user-agent", What::agent, true},
    {'e', "referer", What::referer, true},
    {'b', "cookie", What::cookie, true},
    {'-', "url", What::url, true},
    {'-', "compressed", What::compressed},
    {'g', "globoff", What::no_globbing},
    {'-', "path-as-is", What::path_as_is},
    {'-', "http1.1", What::nothing},
    {'-', "basic", What::nothing},
    {'s', "silent", What::nothing},
    {'S', "show-error", What::nothing},
    {'v', "verbose", What::nothing},
    {'i', "include", What::nothing},
    {'q', "disable", What::nothing},
    {'f', "fail", What::nothing},
    {'N', "no-buffer", What::nothing},
    {'-', "noproxy", What::nothing, true},
    {'m', "max-time", What::nothing, true},
    {'-', "connect-timeout", What::nothing, true},
    {'k', "insecure", What::refused, false, "certificates are what is tested"},
    {'-', "cacert", What::refused, true, kRoots},
    {'-', "capath", What::refused, true, kRoots},
    {'E', "cert", What::refused, true, kClient},
    {'-', "key", What::refused, true, kClient},
    {'x', "proxy", What::refused, true, "a proxy is what a target has; write it there"},
    {'-', "resolve", What::refused, true, kWhereTo},
    {'-', "connect-to", What::refused, true, kWhereTo},
    {'L', "location", What::refused, false, "a redirection is an answer and is not followed"},
    {'o', "output", What::refused, true, kKept},
    {'O', "remote-name", What::refused, false, kKept},
    {'F', "form", What::refused, true, kForm},
    {'-', "form-string", What::refused, true, kForm},
    {'T', "upload-file", What::refused, true, "a body from a file is what file of a call is for"},
    {'K', "config", What::refused, true, "options stand in the profile"},
    {'0', "http1.0", What::refused, false, kHttp},
    {'-', "http2", What::refused, false, kHttp},
    {'-', "http2-prior-knowledge", What::refused, false, kHttp},
    {'-', "http3", What::refused, false, kHttp},
    {':', "next", What::refused, false, "a call is one request; the next one is a call of its own"},
};

// Text that is joined to a URL or a body, encoded; places stay places.
SecretText url_encoded(const SecretText& text) {
  Values themselves;
  for (const auto& name : places_in(text)) themselves.emplace(name, SecretText("{{" + name + "}}"));
  SecretText out;
  const auto filled = fill(text, themselves, Escape::none).value_or(SecretText());
  filled.for_each([&](std::string_view piece, bool is_secret) {
    const bool is_place = piece.starts_with("{{") && is_place_name(piece.substr(2, piece.size() - 4));
    std::string encoded;
    // curl writes a space of this option as forms do.
    for (const char c : piece) {
      const auto one = is_place ? std::string(1, c) : escaped(std::string_view(&c, 1), Escape::percent);
      encoded += c == ' ' && !is_place ? "+" : one;
    }
    is_secret ? out.add_secret(std::move(encoded)) : out.add_plain(std::move(encoded));
  });
  return out;
}

class Reader {
 public:
  explicit Reader(const std::vector<SecretText>& words) : x_words(words) {}

  CurlCommand go() && {
    if (!begins_with_curl()) problem("it does not begin with curl");
    for (x_next = 1; x_next < x_words.size();) take(x_words[x_next++]);
    return std::move(x_out);
  }

 private:
  void problem(std::string text) { x_out.problems.push_back(std::move(text)); }

  bool begins_with_curl() const {
    const auto first = x_words.empty() ? std::string() : x_words.front().visible();
    return first == "curl" || first == "curl.exe" || first.ends_with("/curl");
  }

  void take(const SecretText& word) {
    const auto text = word.visible();
    if (text == "--" && !x_only_urls) {
      x_only_urls = true;
    } else if (x_only_urls || !text.starts_with('-')) {
      if (text.starts_with(' ')) {
        return problem(
            "a blank follows a backslash: lines that go on stand in a block that begins with '|', "
            "not '>'");
      }
      x_out.urls.push_back(word);
    } else if (text.find('\0') != std::string::npos && text.starts_with("--")) {
      problem("a variable cannot be an option, only its value");
    } else if (text.starts_with("--")) {
      take_long(std::string_view(text).substr(2));
    } else {
      take_letters(word, text);
    }
  }

  void take_long(std::string_view name) {
    const auto found = std::ranges::find(kOptions, name, &Option::name);
    if (found != std::end(kOptions)) return apply(*found, SecretText(), false);
    const auto cut = name.substr(0, name.find('='));
    if (cut != name && std::ranges::find(kOptions, cut, &Option::name) != std::end(kOptions))
      return problem(fmt::format("curl has no --{}=...; its value is the next word", cut));
    std::vector<std::string_view> known;
    for (const auto& option : kOptions) known.push_back(option.name);
    problem(fmt::format("the option --{} is not understood{}", printable(cut, 40), did_you_mean(cut, known)));
  }

  // "-sSXPOST": letters, until one takes what follows.
  void take_letters(const SecretText& word, std::string_view text) {
    if (text == "-") return problem("'-' is no URL");
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] == '\0') return problem("a variable cannot be an option, only its value");
      const auto found =
          text[i] == '-' ? std::end(kOptions) : std::ranges::find(kOptions, text[i], &Option::letter);
      if (found == std::end(kOptions)) {
        return problem(fmt::format("the option -{} is not understood", printable(text.substr(i, 1), 8)));
      }
      apply(*found, word.substr(i + 1), i + 1 < text.size());
      if (found->has_value) return;
    }
  }

  // `rest` is what stands behind the letter in its word.
  void apply(const Option& option, SecretText rest, bool has_rest) {
    if (option.has_value && !has_rest) {
      if (x_next == x_words.size()) return problem(fmt::format("{} has no value", shown(option)));
      rest = x_words[x_next++];
    }
    if (option.what == What::refused) {
      problem(fmt::format("{}: {}", shown(option), option.why));
    } else if (option.has_value) {
      take_value(option, rest);
    } else {
      take_switch(option.what);
    }
  }

  static std::string shown(const Option& option) {
    const bool has_letter = option.letter != '-' && option.letter != ':';
    return has_letter ? fmt::format("-{} (--{})", option.letter, option.name)
                      : fmt::format("--{}", option.name);
  }

  void take_switch(What what) {
    if (what == What::get) x_out.get = true;
    if (what == What::head) x_out.head = true;
    if (what == What::compressed) x_out.compressed = true;
    if (what == What::no_globbing) x_out.globbing = false;
    if (what == What::path_as_is) x_out.squeezing = false;
  }

  void take_value(const Option& option, const SecretText& value) {
    switch (option.what) {
      case What::request:
        if (value.has_secret()) problem("-X: a variable cannot be the method");
        x_out.method = value.masked("");
        break;
      case What::header:
        x_out.headers.push_back(value);
        break;
      case What::user:
        x_out.user = value;
        break;
      case What::agent:
        x_out.agent = value;
        break;
      case What::referer:
        x_out.referer = value;
        break;
      case What::cookie:
        x_out.cookies.push_back(value);
        break;
      case What::url:
        x_out.urls.push_back(value);
        break;
      case What::data:
      case What::data_raw:
      case What::data_urlencode:
      case What::json:
        take_data(option, value);
        break;
      default:
        break;
    }
  }

  void take_data(const Option& option, const SecretText& value) {
    if (option.what != What::data_raw && option.what != What::data_urlencode &&
        value.visible().starts_with('@'))
      return refuse_file(option);
    const bool is_json = option.what == What::json;
    // Also behind an empty one, as curl does.
    if (x_out.data && !is_json) x_out.data->add_plain("&");
    if (!x_out.data) x_out.data.emplace();
    x_out.has_json = x_out.has_json || is_json;
    if (option.what == What::data_urlencode) return add_encoded(option, value);
    x_out.data->append(value);
  }

  // "content", "=content", "name=content"; with an @ it would be a file's.
  void add_encoded(const Option& option, const SecretText& value) {
    const auto text = value.visible();
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      if (text.find('@') != std::string::npos) return refuse_file(option);
      return x_out.data->append(url_encoded(value));
    }
    if (equals > 0) x_out.data->append(value.substr(0, equals + 1));
    x_out.data->append(url_encoded(value.substr(equals + 1)));
  }

  void refuse_file(const Option& option) {
    problem(
        fmt::format("{}: @ is not read; a body from a file is what file of a call is for", shown(option)));
  }

  const std::vector<SecretText>& x_words;
  std::size_t x_next = 0;
  bool x_only_urls = false;
  CurlCommand x_out;
};

}  // namespace

CurlCommand read_curl_command(const std::vector<SecretText>& words) {
  return Reader(words).go();
}

}  // namespace rehearse::profile
