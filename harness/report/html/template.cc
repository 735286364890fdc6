#include "report/html/template.h"

#include <kainjow/mustache.hpp>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/printable.h"
#include "cert/certificate.h"
#include "report/html/texts.h"

namespace rehearse::report::html {
namespace {

using kainjow::mustache::data;

data data_of(const Json& value);

data list_of(const Json& items) {
  data out(data::type::list);
  for (const auto& item : items) out.push_back(data_of(item));
  return out;
}

data object_of(const Json& object) {
  data out(data::type::object);
  for (const auto& [key, value] : object.items()) out.set(key, data_of(value));
  return out;
}

data data_of(const Json& value) {
  if (value.is_object()) return object_of(value);
  if (value.is_array()) return list_of(value);
  if (value.is_number()) return data(value.dump());
  if (!value.is_string()) return data(value == true);
  auto text = printable(value.get_ref<const std::string&>());
  // What is empty counts as no, as everywhere but here.
  return text.empty() ? data(false) : data(std::move(text));
}

std::string source(std::string_view text) {
  const auto digest = cert::sha256(text);
  return fmt::format("'sha256-{}'",
                     base64({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()}));
}

// Nothing is loaded, and nothing runs or styles but what came with the page: were a text ever to get past the
// escaping, it would stay text.
std::string policy() {
  return fmt::format("default-src 'none'; base-uri 'none'; form-action 'none'; style-src {}; script-src {}",
                     source(kStyle), source(kScript));
}

}  // namespace

std::string fill_page(std::string_view body, const Json& view) {
  auto all = object_of(view);
  for (const auto& [name, text] : kParts) {
    const kainjow::mustache::partial part = [text] { return std::string(text); };
    all.set(fmt::format("part-{}", name), part);
    if (name == body) all.set("part-body", part);
  }
  all.set("style", std::string(kStyle));
  all.set("script", std::string(kScript));
  all.set("policy", policy());
  kainjow::mustache::mustache page{std::string(kPage)};
  return page.render(all);
}

}  // namespace rehearse::report::html
