#include "machine/scan_text.h"

#include <algorithm>
#include <array>

#include "base/address.h"
#include "base/ascii.h"
#include "base/hostname.h"
#include "base/idn.h"
#include "machine/comments.h"
#include "machine/host_keys.h"
#include "machine/keys.h"
#include "machine/name_context.h"
#include "machine/namespace_urls.h"
#include "machine/scheme.h"
#include "machine/text_signs.h"
#include "machine/url_text.h"

namespace rehearse::machine {
namespace {

constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestUnfinished = 120;
constexpr auto kNowhere = std::string_view::npos;

// A host as it is looked up; nothing for what is neither name nor address.
std::optional<std::string> host_of(std::string_view written) {
  if (const auto address = Address::parse(written)) return address->text();
  const auto name = to_a_labels(written);
  if (!name || !is_dns_name(*name)) return std::nullopt;
  return normal_host(*name);
}

// The dots besides ASCII's that separate labels. Source: RFC 3490 section 3.1.
bool is_wide_dot(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at, 3);
  return rest == "\u3002" || rest == "\uff0e" || rest == "\uff61";
}

// "__HOST__" and "YOUR_HOST" may be host names; only the first is made to be replaced.
bool is_marked(std::string_view host) {
  return host.find("__") != kNowhere;
}

class Scanner {
 public:
  Scanner(std::string_view text, std::string_view file_name, const Domains& domains, std::size_t most)
      : x_text(text),
        x_domains(domains),
        x_most(most),
        x_comments(text, file_name),
        x_is_source(is_source(file_name)),
        x_has_locations(text.find("schemaLocation") != kNowhere),
        x_keys(text) {}

  Scanned go() && {
    for (std::size_t at = 0; at < x_text.size() && x_out.is_whole;) {
      switch (kind_of(x_text[at])) {
        case CharKind::line_end:
          x_line = ++at;
          ++x_number;
          x_keys.begin_line(x_line, x_number);
          break;
        case CharKind::run:
          at = take_run(at);
          break;
        case CharKind::other:
          at = x_keys.take_sign(at);
          break;
      }
    }
    return std::move(x_out);
  }

 private:
  char at_or(std::size_t at, char other = '\n') const { return at < x_text.size() ? x_text[at] : other; }
  char before(std::size_t at) const { return at == 0 ? '\n' : x_text[at - 1]; }
  std::string_view piece(std::size_t from, std::size_t to) const { return x_text.substr(from, to - from); }

  void add(std::string host, How how, std::size_t at, std::uint16_t port = 443, std::uint64_t path = 0) {
    if (x_out.mentions.size() == x_most) {
      x_out.is_whole = false;
      return;
    }
    x_out.mentions.push_back({.host = std::move(host),
                              .port = port,
                              .how = how,
                              .in_comment = x_comments.contains(at, x_line),
                              .line = x_number,
                              .path = path});
  }
  void add_unfinished(std::string_view text, How how, std::size_t at) {
    const auto count = x_out.mentions.size();
    add(std::string(text.substr(0, kLongestUnfinished)), how, at);
    if (x_out.mentions.size() > count) x_out.mentions.back().is_unfinished = true;
  }

  // ---- runs of letters ----

  std::size_t run_end(std::size_t at) const {
    while (at < x_text.size()) {
      if (static_cast<unsigned char>(x_text[at]) >= 0x80) {
        const auto letter = idn_letter_bytes(x_text, at);
        if (letter == 0) break;
        at += letter;
      } else if (kind_of(x_text[at]) == CharKind::run) {
        ++at;
      } else if (x_text[at] == '\\' && at_or(at + 1) == '.') {
        at += 2;  // of a regular expression
      } else {
        break;
      }
    }
    return at;
  }

  std::size_t take_run(std::size_t from) {
    const auto end = run_end(from);
    if (end == from) return x_keys.take_sign(from);  // a character outside ASCII that is no letter
    const auto run = piece(from, end);
    if (may_separate(end)) {
      if (const auto* const scheme = scheme_at(x_text, from, end); scheme != nullptr) {
        if (const auto separator = separator_at(x_text, end); separator.end != 0)
          return take_url(std::max(from + scheme->name.size(), end) - scheme->name.size(), *scheme,
                          separator);
      }
    }
    x_keys.note_value(from, end);
    const auto [next, is_host] = run.find('.') != kNowhere ? take_name(from, end) : Taken{end, false};
    x_keys.pass_word(from, end, is_host);
    return next;
  }

  // ---- URLs ----

  // Whether "://" may begin here, before anything is compared: most colons stand behind keys.
  bool may_separate(std::size_t at) const {
    const char c = at_or(at);
    return c == ':' ? is_one_of(at_or(at + 1), "/\\%&") : is_one_of(c, "\\%&");
  }

  std::size_t take_url(std::size_t from, const Scheme& scheme, const Separator& separator) {
    const auto authority = authority_at(x_text, separator.end, separator.encoded);
    const auto how = how_of(scheme);
    const auto end = std::max(authority.end, separator.end);
    if (!authority.fallback.empty()) add(normal_host(authority.fallback), How::fallback, from);
    // "tcp://*:5555" is every address of this machine.
    const bool is_own = scheme.shown == Shown::perhaps && authority.host == "*";
    if (authority.is_unfinished) {
      if (!is_own) add_unfinished(authority.host, how, from);
    } else if (const auto joined = joined_part(end, authority.host); !joined.empty()) {
      add_unfinished(authority.host + joined, how, from);
    } else {
      add_url(from, scheme, separator, authority);
    }
    x_keys.pass_url();
    // "jdbc:mysql://a.example.com:3306,b.example.com:3306/db"
    if (scheme.shown == Shown::perhaps && at_or(end) == ',' && is_ascii_alphanumeric(at_or(end + 1)))
      x_keys.value = {.key = scheme.name, .kind = KeyKind::host, .is_open = true, .is_quoted = true};
    return end;
  }

  static How how_of(const Scheme& scheme) { return scheme.shown == Shown::never ? How::plain_url : How::url; }

  void add_url(std::size_t from, const Scheme& scheme, const Separator& separator,
               const Authority& authority) {
    auto written = std::string_view(authority.host);
    const auto how = how_of(scheme);
    if (!is_ascii(at_or(authority.end)) &&
        (!is_punctuation(x_text, authority.end) || is_wide_dot(x_text, authority.end))) {
      const auto end = x_text.find_first_of("/ \t\r\n\"'<>", authority.end);
      const auto rest = std::min(end, x_text.size()) - authority.end;
      return add_unfinished(
          authority.host + std::string(x_text.substr(authority.end, std::min(rest, kLongestName))), how,
          from);
    }
    while (written.ends_with('.') || written.ends_with('-')) written.remove_suffix(1);
    if (written.empty()) return;
    const auto host = host_of(written);
    if (!host || is_marked(*host)) {
      // Letters that may not be converted: there is a host, and nobody knows which.
      const bool has_letters = !std::ranges::all_of(written, is_ascii);
      if (has_letters || host) add_unfinished(written, how, from);
      return;
    }
    const bool is_plain = scheme.shown == Shown::never;
    if (is_namespace(from, authority.end, !is_plain, *host)) return add(*host, How::namespace_, from);
    // Neither sure to be TLS, nor a name that a vendor's certificate could have: "http://localhost:8080".
    if (scheme.shown != Shown::always && (host->find('.') == std::string::npos || Address::parse(*host)))
      return;
    const auto port = parse_port(authority.port);
    const auto path = separator.encoded == 0 ? path_digest(x_text, authority.end) : 0;
    add(*host, how, from, port && !is_plain ? *port : scheme.port, path);
  }

  // `"https://" + host`, `"https://api." + domain`: the rest of the name stands behind the quote. A name that
  // is whole as it stands is followed by a path.
  std::string joined_part(std::size_t at, std::string_view host) const {
    const bool is_open = host.empty() || host.ends_with('.') || host.ends_with('-');
    if (!is_open || !is_quote(at_or(at))) return {};
    ++at;
    while (is_blank(at_or(at))) ++at;
    const char sign = at_or(at);
    if (sign != '+' && !(sign == '.' && at_or(at + 1) != '.')) return {};
    ++at;
    while (is_blank(at_or(at))) ++at;
    auto end = at;
    while (end < x_text.size() && end - at < 40 &&
           (is_ascii_alphanumeric(x_text[end]) || is_one_of(x_text[end], "_.$")))
      ++end;
    return end == at ? std::string() : "\" + " + std::string(piece(at, end));
  }

  bool is_namespace(std::size_t from, std::size_t end, bool is_secure, std::string_view host) const {
    if (!is_secure && !x_domains.contain(host) && is_namespace_host(host)) return true;
    if (x_keys.value.is_open && is_namespace_key(x_keys.value.key)) return true;
    // {http://api.example.com/}Account: a qualified name as libraries write it.
    if (!is_secure && before(from) == '{' && before(from - 1) != '$') {
      const auto close = x_text.find_first_of("}\"' \n", end);
      if (close != kNowhere && x_text[close] == '}') return true;
    }
    return is_after_namespace_word(x_text, x_keys.last, from) ||
           (x_has_locations && is_in_schema_locations(x_text, from));
  }

  // ---- names by themselves ----

  struct Taken {
    std::size_t next = 0;
    bool is_host = false;
  };

  Taken take_name(std::size_t from, std::size_t end) {
    const NameContext context(x_text, x_line);
    char sign = context.goes_on_from_line_before(from) ? x_text[from] : before(from);
    auto begin = context.behind_escape(from, end, sign);
    if (end - begin > kLongestName + 2 || begin >= end) return {end, false};
    while (begin < end && x_text[begin] == '-') ++begin;
    auto written = std::string(piece(begin, end));
    std::erase(written, '\\');
    while (written.ends_with('.') || written.ends_with('-')) written.pop_back();
    if (written.empty() || context.is_mail_address(from, end, sign) || at_or(end) == '(') return {end, false};
    const auto bare = std::string_view(written).substr(written.starts_with('.') ? 1 : 0);
    const auto host = host_of(bare);
    const bool is_dotted = bare.find('.') != kNowhere;
    if (host && is_dotted && x_domains.contain(*host)) return take_known(begin, end, sign, written, *host);
    if (!host || bare.size() != written.size() || sign == '/') return {end, false};
    if (NameContext(x_text, x_line).is_end_only(begin, sign, written)) {
      if (is_ascii_alphanumeric(sign) && may_be_value() && is_host_value(written, x_keys.value.kind))
        add_unfinished(piece(NameContext(x_text, x_line).unfinished_from(begin), end), How::value, begin);
      return {end, false};
    }
    return take_by_key(begin, end, *host, written);
  }

  // Under the names that were asked for: it needs nothing else to count.
  Taken take_known(std::size_t begin, std::size_t end, char sign, std::string_view written,
                   const std::string& host) {
    const auto slashes =
        sign == '/' ? std::max<std::size_t>(NameContext(x_text, x_line).slashes_before(begin), 1) : 0;
    if (slashes == 1 || sign == '\\') return {end, false};  // a part of a path
    if (NameContext(x_text, x_line).is_end_only(begin, sign, written)) {
      add_unfinished(piece(NameContext(x_text, x_line).unfinished_from(begin), end), How::name, begin);
      return {end, true};
    }
    if (is_marked(host)) {
      add_unfinished(written, How::name, begin);
      return {end, true};
    }
    const auto [port, next] = port_behind(end);
    const bool has_key = x_keys.value.is_open && x_keys.value.kind != KeyKind::none;
    add(host, slashes == 2 ? How::url : has_key ? How::value : How::name, begin, port);
    return {next, true};
  }

  Taken take_by_key(std::size_t begin, std::size_t end, const std::string& host, std::string_view written) {
    if (!may_be_value() || !is_host_value(written, x_keys.value.kind)) return {end, false};
    if (x_keys.goes_on_next_line(end)) {
      add_unfinished(piece(begin, end), How::value, begin);
      x_keys.value.is_open = false;
      return {end, true};
    }
    const auto [port, next] = port_behind(end);
    if (x_keys.value.needs_port && next == end) return {end, false};
    add(host, How::value, begin, port);
    return {next, true};
  }
  // Without quotes it is a variable there.
  bool may_be_value() const {
    const bool needs_quote = x_is_source || x_keys.value.needs_quote;
    return x_keys.value.is_open && (x_keys.value.is_quoted || !needs_quote);
  }

  struct Port {
    std::uint16_t port = 443;
    std::size_t next = 0;
  };
  Port port_behind(std::size_t at) const {
    const auto colon = at_or(at) == '\\' ? at + 1 : at;  // of properties
    if (at_or(colon) != ':') return {443, at};
    auto end = colon + 1;
    while (end < x_text.size() && end - colon < 7 && is_ascii_digit(x_text[end])) ++end;
    const auto port = parse_port(piece(colon + 1, end));
    const bool goes_on = end < x_text.size() && (is_ascii_alphanumeric(x_text[end]) || x_text[end] == '.');
    return port && !goes_on ? Port{*port, end} : Port{443, at};
  }

  std::string_view x_text;
  const Domains& x_domains;
  std::size_t x_most;
  Comments x_comments;
  bool x_is_source, x_has_locations;
  Scanned x_out;
  std::size_t x_line = 0, x_number = 1;  // where the line begins, and its number
  Keys x_keys;
};

}  // namespace

std::string_view to_id(How how) {
  switch (how) {
    case How::url:
      return "url";
    case How::plain_url:
      return "plain-url";
    case How::value:
      return "value";
    case How::name:
      return "name";
    case How::fallback:
      return "fallback";
    case How::namespace_:
      return "namespace";
    case How::asked:
      return "asked";
  }
  return "url";
}

Scanned scan_text(std::string_view text, std::string_view file_name, const Domains& domains,
                  std::size_t most) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return Scanner(text, file_name, domains, most).go();
}

Result<Mention> read_host(std::string_view text) {
  const auto bad = [&] { return fail("bad-host", std::string(text) + ": is neither a host name nor a URL"); };
  const auto sign = text.find("://");
  constexpr Scheme kNone;
  const auto* const scheme = sign == kNowhere || sign == 0 ? &kNone : scheme_at(text, 0, sign);
  if (sign != kNowhere && (scheme == nullptr || scheme->name.size() != sign)) return bad();
  const auto from = sign == kNowhere ? 0 : sign + 3;
  const auto authority = authority_at(text, from, 0);
  if (authority.end < text.size() && (sign == kNowhere || !is_one_of(text[authority.end], "/?#")))
    return bad();
  const bool is_plain = scheme->shown == Shown::never;
  Mention out{.port = scheme->port,
              .how = How::asked,
              .path = sign == kNowhere ? 0 : path_digest(text, authority.end)};
  if (authority.is_unfinished) {
    out.host = authority.host;
    out.is_unfinished = true;
    return out;
  }
  auto host = host_of(authority.host);
  if (!host) {
    // "2001:db8::1", as hosts files have it.
    const auto address = Address::parse(text);
    if (sign != kNowhere || !address) return bad();
    host = address->text();
  }
  out.host = *std::move(host);
  if (!authority.port.empty()) {
    const auto port = parse_port(authority.port);
    if (!port) return bad();
    if (!is_plain) out.port = *port;
  }
  if (is_plain) out.how = How::plain_url;
  return out;
}

}  // namespace rehearse::machine
