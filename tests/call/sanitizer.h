#pragma once

namespace rehearse::call {

// Under a sanitizer, a child without memory, or with a signal, is ended by the sanitizer first, with an exit
// code of its own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

}  // namespace rehearse::call
