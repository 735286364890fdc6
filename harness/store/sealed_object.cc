#include "store/sealed_object.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "store/java_text.h"

namespace rehearse::store {
namespace {

enum Tag : std::uint8_t {
  null = 0x70,
  reference = 0x71,
  class_description = 0x72,
  object = 0x73,
  string = 0x74,
  array = 0x75,
  end_of_annotation = 0x78,
};

constexpr std::uint32_t kStreamHeader = 0xACED'0005;
constexpr std::uint32_t kFirstHandle = 0x7E'0000;
constexpr std::uint8_t kWritesMore = 0x01, kSerializable = 0x02;
constexpr int kDeepest = 4;  // SealedObjectForKeyProtector, SealedObject, Serializable, and one to spare

// What a handle stands for, as far as it matters here.
enum class Known : std::uint8_t { sealed, protector, bytes, value };

struct Shape {
  std::string_view name;
  std::uint64_t serial;  // 0: Java does not compare that of arrays
  Known known;
};
constexpr Shape kShapes[] = {
    {"com.sun.crypto.provider.SealedObjectForKeyProtector", 0xCD57'CA59'E730'BB53, Known::protector},
    {"javax.crypto.SealedObject", 0x3E36'3DA6'C3B7'5470, Known::sealed},
    {"[B", 0, Known::bytes},
};

struct Description {
  Known known = Known::value;
  std::uint8_t flags = 0;
  std::size_t fields = 0;
};

class Skipper {
 public:
  explicit Skipper(ByteReader& reader) : x_reader(reader) {}

  Result<void> run() {
    if (x_reader.u32() != kStreamHeader) return broken("has no stream header");
    if (x_reader.u8() != Tag::object) return broken("is no object");
    const bool whole = sealed_object();
    return whole && !x_reader.truncated() ? Result<void>() : broken("is not of the form that Java writes");
  }

 private:
  Result<void> broken(std::string_view why) const {
    if (x_reader.truncated()) return fail("store-damaged", *x_reader.truncated());
    return fail("store-damaged", fmt::format("the sealed key before byte {} {}", x_reader.at(), why));
  }

  bool sealed_object() {
    std::vector<Description> classes;  // as written: a class before its super class
    if (!descriptions(classes, 0) || classes.empty() || classes.front().known != Known::protector)
      return false;
    x_handles.push_back(Known::value);
    for (auto it = classes.rbegin(); it != classes.rend(); ++it) {  // the super class's data come first
      if (!fields_of(*it)) return false;
    }
    return true;
  }

  bool fields_of(const Description& description) {
    if ((description.flags & kSerializable) == 0 || description.known == Known::bytes) return false;
    for (std::size_t i = 0; i < description.fields; ++i) {
      if (!value()) return false;
    }
    return (description.flags & kWritesMore) == 0 || x_reader.u8() == Tag::end_of_annotation;
  }

  // A class and what it derives from, up to the null that ends them.
  bool descriptions(std::vector<Description>& out, int depth) {
    switch (x_reader.u8()) {
      case Tag::null:
        return !x_reader.truncated();
      case Tag::reference:
        return referred_class(out);
      case Tag::class_description:
        return depth < kDeepest && description(out, depth);
      default:
        return false;
    }
  }

  bool referred_class(std::vector<Description>& out) {
    const auto known = referred();
    // Only the class of arrays is written once and used again.
    if (!known || *known != Known::bytes) return false;
    out.push_back({.known = *known, .flags = kSerializable});
    return true;
  }

  bool description(std::vector<Description>& out, int depth) {
    const auto name = x_reader.take(x_reader.u16());
    const auto serial = x_reader.u64();
    const auto* shape = shape_of(name, serial);
    if (shape == nullptr) return false;
    x_handles.push_back(shape->known);
    Description one{.known = shape->known, .flags = x_reader.u8(), .fields = x_reader.u16()};
    for (std::size_t i = 0; i < one.fields; ++i) {
      if (!field()) return false;
    }
    if (x_reader.u8() != Tag::end_of_annotation) return false;
    out.push_back(one);
    return descriptions(out, depth + 1);
  }

  static const Shape* shape_of(std::string_view name, std::uint64_t serial) {
    for (const auto& shape : kShapes) {
      if (shape.name == name && (shape.serial == serial || shape.serial == 0)) return &shape;
    }
    return nullptr;
  }

  // All fields of these classes are objects or arrays: two texts and two runs of bytes.
  bool field() {
    const auto type = x_reader.u8();
    const auto name = from_modified_utf8(x_reader.take(x_reader.u16()));
    return name && (type == 'L' || type == '[') && text(x_reader.u8());
  }

  // Not value(): an array here would bring a class with fields, and so on without end.
  bool text(std::uint8_t tag) {
    if (tag == Tag::reference) return referred().has_value();
    if (tag != Tag::string) return false;
    x_handles.push_back(Known::value);
    return from_modified_utf8(x_reader.take(x_reader.u16())) && !x_reader.truncated();
  }

  bool value() {
    const auto tag = x_reader.u8();
    if (tag == Tag::null) return !x_reader.truncated();
    return tag == Tag::array ? byte_array() : text(tag);
  }

  bool byte_array() {
    std::vector<Description> classes;
    if (!descriptions(classes, 0) || classes.size() != 1 || classes.front().known != Known::bytes)
      return false;
    x_handles.push_back(Known::value);
    const auto length = x_reader.i32();
    if (length < 0) return false;
    x_reader.take(static_cast<std::size_t>(length));
    return !x_reader.truncated();
  }

  std::optional<Known> referred() {
    const auto handle = x_reader.u32();
    if (x_reader.truncated() || handle < kFirstHandle || handle - kFirstHandle >= x_handles.size())
      return std::nullopt;
    return x_handles[handle - kFirstHandle];
  }

  ByteReader& x_reader;
  std::vector<Known> x_handles;
};

}  // namespace

Result<void> skip_sealed_object(ByteReader& reader) {
  return Skipper(reader).run();
}

}  // namespace rehearse::store
