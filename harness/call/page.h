#pragma once
// What kind of page an answer is, whoever wrote it.

#include <string>
#include <string_view>

#include "call/call.h"

namespace rehearse::call {

/// The value of the first header of that name; empty where there is none.
std::string header(const Response& response, std::string_view name);

/// Whether the body is HTML, by its first bytes behind comments, else by its declared type.
bool is_html(const Response& response);
/// Of an HTML page; may be empty.
std::string title_of(std::string_view html);

/// Whether an edge wrote the answer itself, by `Server`: what the origin says they pass on with the origin's
/// own. (Cloudflare and Edgecast put theirs on everything, so they are not known here.)
bool server_is_edge(const Response& response);

/// Whether a proxy that signs everything wrote the answer itself: plain text of its own, as "error code:
/// 1020" or "no healthy upstream". An API's own plain text behind such a proxy is taken for the proxy's.
bool is_proxys_own(const Response& response);

}  // namespace rehearse::call
