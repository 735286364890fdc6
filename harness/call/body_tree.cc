#include "call/body_tree.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <tuple>

#include <fmt/format.h>
#include <libxml/tree.h>

#include "base/ascii.h"
#include "call/json_document.h"
#include "call/xml_document.h"

namespace rehearse::call {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

// nlohmann's own parser keeps a number as a double and the last of two equal keys: both lose what differs.
class TreeBuilder final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return put({}); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(std::int64_t value) override { return put(value); }
  bool number_unsigned(std::uint64_t value) override { return put(number_node(std::to_string(value))); }
  bool number_float(double, const std::string& token) override { return put(number_node(token)); }
  bool string(std::string& value) override { return put(std::move(value)); }
  bool binary(Json::binary_t&) override { return false; }
  bool key(std::string& name) override {
    x_key = unused_key(name);
    return true;
  }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override { return false; }

  Json root;

 private:
  // "a", then "a\xff00000002": the last one of a name stands just before whatever comes after them all.
  std::string unused_key(const std::string& name) const {
    const auto& members = x_open.back()->get_ref<const Json::object_t&>();
    if (!members.contains(name)) return name;
    const auto marked = name + kHidden;
    const auto last = std::prev(members.upper_bound(marked + "99999999"))->first;
    std::size_t count = 1;
    if (last.size() > marked.size())
      std::from_chars(last.data() + marked.size(), last.data() + last.size(), count);
    return fmt::format("{}{:08}", marked, count + 1);
  }
  bool put(Json value) {
    add(std::move(value));
    return true;
  }
  bool open(Json value) {
    x_open.push_back(&add(std::move(value)));
    return true;
  }
  bool close() {
    x_open.pop_back();
    return true;
  }
  Json& add(Json value) {
    if (x_open.empty()) return root = std::move(value);
    auto& parent = *x_open.back();
    if (parent.is_object()) return parent[x_key] = std::move(value);
    parent.push_back(std::move(value));
    return parent.back();
  }

  std::vector<Json*> x_open;  // a parent's list does not grow while one of its entries is open
  std::string x_key;
};

// A second one of the name makes a list of both.
void put(Json& element, const std::string& name, Json value) {
  const auto found = element.find(name);
  if (found == element.end()) {
    element[name] = std::move(value);
  } else if (found->is_array()) {
    found->push_back(std::move(value));
  } else {
    *found = Json::array({std::move(*found), std::move(value)});
  }
}

// Two of one local name are told apart by their namespace, whatever prefix it has.
void put_attributes(Json& element, const xmlNode* node) {
  for (const auto* attribute = node->properties; attribute != nullptr; attribute = attribute->next) {
    std::string value;
    for (const auto* text = attribute->children; text != nullptr; text = text->next)
      value += view(text->content);
    std::string name = "@" + std::string(view(attribute->name));
    if (attribute->ns != nullptr) name += kHidden + std::string(view(attribute->ns->href));
    put(element, name, std::move(value));
  }
}

std::string_view namespace_of(const xmlNode* node) {
  return node == nullptr || node->type != XML_ELEMENT_NODE || node->ns == nullptr ? std::string_view()
                                                                                  : view(node->ns->href);
}

// As deep as XmlDocument lets a document be.
Json tree_of(const xmlNode* node) {
  Json element = Json::object();
  Json order = Json::array();
  std::string text;
  put_attributes(element, node);
  if (const auto space = namespace_of(node); space != namespace_of(node->parent))
    element[std::string(kNamespace)] = std::string(space);
  const auto put_text = [&] {
    if (const auto trimmed = without_blanks(text); !trimmed.empty()) {
      put(element, "#text", std::string(trimmed));
      order.push_back("#text");
    }
    text.clear();
  };
  bool has_elements = false;
  for (const auto* child = node->children; child != nullptr; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) text += view(child->content);
    if (child->type != XML_ELEMENT_NODE) continue;
    has_elements = true;
    put_text();
    const std::string name(view(child->name));
    put(element, name, tree_of(child));
    order.push_back(name);
  }
  if (has_elements) {
    put_text();
    element[std::string(kOrder)] = std::move(order);
  } else if (!text.empty()) {
    element[std::string(kText)] = std::move(text);
  }
  return element;
}

// What a reader that believes the document makes of its bytes: XmlDocument does not ask.
std::string declared_encoding(std::string_view body) {
  const bool has_declaration = body.starts_with("<?xml");
  const auto declaration = has_declaration ? body.substr(0, body.find("?>")) : std::string_view();
  const auto at = declaration.find("encoding");
  const auto open = at == std::string_view::npos ? at : declaration.find_first_of("\"'", at);
  if (open == std::string_view::npos) return "utf-8";
  const auto value = declaration.substr(open + 1);
  return ascii_lower(value.substr(0, value.find(declaration[open])));
}

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
}

BodyTree lines_of(std::string_view text) {
  BodyTree out{"text", Json::object()};
  bool has_crlf = false, has_lf = false;
  out.whole["end of the last line"] = text.ends_with('\n') ? "there" : "not there";
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    const bool is_crlf = end != std::string_view::npos && line.ends_with('\r');
    if (is_crlf) line.remove_suffix(1);
    (is_crlf ? has_crlf : has_lf) |= end != std::string_view::npos;
    out.root[fmt::format("line {}", ++number)] = std::string(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (has_lf || has_crlf)
    out.whole["line ends"] = has_lf && has_crlf ? "LF and CRLF" : has_lf ? "LF" : "CRLF";
  return out;
}

std::optional<BodyTree> json_tree(std::string_view body) {
  // A lone word or number is JSON, too; people who write text do not mean it.
  const auto text = without_blanks(body);
  if (!text.starts_with('{') && !text.starts_with('[')) return std::nullopt;
  TreeBuilder builder;
  if (json_problem(body) || !Json::sax_parse(body.begin(), body.end(), &builder)) return std::nullopt;
  return BodyTree{"json", std::move(builder.root)};
}

std::optional<BodyTree> xml_tree(std::string_view body) {
  if (!without_blanks(body).starts_with('<')) return std::nullopt;
  const auto document = XmlDocument::parse(body);
  const auto* root = document ? xmlDocGetRootElement(document->tree()) : nullptr;
  if (root == nullptr) return std::nullopt;
  BodyTree out{"xml", Json::object({{std::string(view(root->name)), tree_of(root)}})};
  if (!is_ascii(body)) out.whole["encoding"] = declared_encoding(body);
  return out;
}

}  // namespace

BodyTree body_tree(const Response& response) {
  std::string_view body = response.body;
  const bool has_mark = body.starts_with(kByteOrderMark);
  if (has_mark) body.remove_prefix(kByteOrderMark.size());
  if (without_blanks(body).empty()) return {"empty", {}};
  auto out = json_tree(body);
  if (!out) out = xml_tree(body);
  if (!out) out = lines_of(body);
  out->whole["byte order mark"] = has_mark ? "there" : "not there";
  return *std::move(out);
}

std::string shown_key(std::string_view key, const std::function<std::string(std::string_view)>& scrub) {
  if (key == kText) return {};
  if (key == kNamespace) return "#namespace";
  const auto end = key.find(kHidden);
  const auto name = key.substr(0, end);
  std::string out = scrub ? scrub(name) : std::string(name);
  if (end == std::string_view::npos || name.starts_with('@')) return out;
  const auto number = key.substr(end + 1);
  return fmt::format("{} ({})", out, number.substr(std::min(number.find_first_not_of('0'), number.size())));
}

std::string shown_node(const Json& node) {
  if (node.is_string()) return node.get<std::string>();
  if (node.is_binary()) return {node.get_binary().begin(), node.get_binary().end()};
  if (node.is_object() && node.size() == 1 && node.contains(kText))
    return node.at(std::string(kText)).get<std::string>();
  if (!node.is_structured()) return node.dump();
  const auto quoted = [](const std::string& text) {
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  std::string out;
  for (const auto& [key, value] : node.items()) {
    if (key == kOrder) continue;
    out += out.empty() ? "" : ",";
    if (node.is_object()) out += quoted(key == kText ? "#text" : shown_key(key, nullptr)) + ":";
    out += value.is_string() ? quoted(value.get<std::string>()) : shown_node(value);
  }
  return node.is_object() ? "{" + out + "}" : "[" + out + "]";
}

Json number_node(std::string_view token) {
  const auto exact = [](std::string_view text) { return Json::binary({text.begin(), text.end()}); };
  const auto e = token.find_first_of("eE");
  const auto mantissa = token.substr(0, e);
  if (mantissa.find_first_not_of("-0.") == std::string_view::npos) return std::int64_t{0};
  std::int64_t exponent = 0;
  if (e != std::string_view::npos) {
    auto text = token.substr(e + 1);
    if (text.starts_with('+')) text.remove_prefix(1);
    constexpr std::int64_t kMostExponent = 1'000'000'000'000;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (read.ec != std::errc() || exponent < -kMostExponent || exponent > kMostExponent) return exact(token);
  }
  const bool is_negative = token.starts_with('-');
  std::string digits(mantissa.substr(is_negative ? 1 : 0));
  if (const auto point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<std::int64_t>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  while (digits.ends_with('0')) {
    digits.pop_back();
    ++exponent;
  }
  constexpr std::int64_t kPlainZeros = 20;  // more are written as an exponent
  const auto size = static_cast<std::int64_t>(digits.size());
  if (exponent >= 0 && exponent <= kPlainZeros) {
    digits.append(static_cast<std::size_t>(exponent), '0');
  } else if (exponent < 0 && size + exponent > 0) {
    digits.insert(static_cast<std::size_t>(size + exponent), ".");
  } else if (exponent < 0 && size + exponent > -kPlainZeros) {
    digits = "0." + std::string(static_cast<std::size_t>(-size - exponent), '0') + digits;
  } else {
    digits += fmt::format("e{}", exponent);
  }
  if (is_negative) digits.insert(0, "-");
  std::int64_t whole = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
  if (read.ec == std::errc() && read.ptr == digits.data() + digits.size()) return whole;
  return exact(digits);
}

}  // namespace rehearse::call
