#pragma once

#include <string>
#include <string_view>

#include "report/json_parts.h"

namespace rehearse::report::html {

/// A page of the templates in this folder: the frame around `body`, "run", "compare" or "fleet", filled with
/// `view`: an object of texts, numbers, flags, lists
/// and objects. Each text passes printable() and is escaped for HTML; null, false, an empty text and an empty
/// list leave a section out. Names that an inner object lacks are looked up outside: every object sets all of
/// its own. The style and the script are the page's, and the policy lets no other run. Threads: safe.
std::string fill_page(std::string_view body, const Json& view);

}  // namespace rehearse::report::html
