#pragma once

#include <string_view>

namespace rehearse::launch {

/// The programs by which clients that are libraries are asked: harness/launch/clients. What they read and say
/// stands at their beginning.
struct ClientTexts {
  std::string_view java, go, node, python;
  /// The Java one as a class file, for a Java that has no compiler; empty where the build had none either.
  std::string_view java_class;
};
const ClientTexts& client_texts();

}  // namespace rehearse::launch
