#pragma once

#include <memory>

namespace rehearse {

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* p) const noexcept {
    Free(p);
  }
};

/// Sole owner of a C object. One pointer wide: the deleter is a type, so it is never wrong or missing.
template <class T, auto Free>
using Handle = std::unique_ptr<T, FreeWith<Free>>;

}  // namespace rehearse
