#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse::store {

/// The modified UTF-8 of java.io.DataInputStream.readUTF(): no byte for U+0000, surrogates one by one.
/// Nothing where Java would throw. Overlong forms pass, as they do there.
std::optional<std::u16string> from_modified_utf8(std::string_view bytes);

/// Big-endian, as a BMPString has it; an odd last byte is dropped.
std::u16string from_utf16be(std::string_view bytes);
std::string to_utf16be(std::u16string_view text);

/// Nothing where `text` is not UTF-8.
std::optional<std::u16string> from_utf8(std::string_view text);
/// A surrogate without its other half becomes U+FFFD.
std::string to_utf8(std::u16string_view text);

/// String.toLowerCase(Locale.ENGLISH), which Java's key stores find their entries by. Nothing if this machine
/// has no Unicode table to look the text up in. (The final sigma is not told apart: it would only matter to
/// two aliases that differ in nothing else.)
std::optional<std::u16string> to_lower(const std::u16string& text);

/// The entries that a walk over all aliases of a key store comes to. `aliases` are the keys of its table, in
/// the order they are put in: a later one of the same name replaces the earlier one. Looking one up changes
/// it to small letters first, so that an entry whose alias has others is not found, or another in its place.
/// Nothing as to_lower(). Source: OpenJDK, sun.security.validator.TrustStoreUtil and
/// JavaKeyStore.convertAlias.
std::optional<std::set<std::size_t>> found_by_alias(const std::vector<std::u16string>& aliases);

}  // namespace rehearse::store
