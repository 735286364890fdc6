#pragma once
// URLs that name a namespace and are not called: of XML, of SOAP actions.

#include <cstddef>
#include <string_view>

namespace rehearse::machine {

/// Whether everybody knows the host for the namespaces that it names alone: "www.w3.org".
bool is_namespace_host(std::string_view host);

/// Whether the URL at `from` is the first argument behind such a word: QName("http://...", "login"),
/// setHeader("SOAPAction", "http://..."). `last` is the word before it, a part of `text`; may be empty.
bool is_after_namespace_word(std::string_view text, std::string_view last, std::size_t from);

/// Whether it is the namespace of a pair of xsi:schemaLocation; the other is where its schema lies.
bool is_in_schema_locations(std::string_view text, std::size_t from);

}  // namespace rehearse::machine
