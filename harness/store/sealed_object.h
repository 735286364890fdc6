#pragma once

#include "base/result.h"
#include "store/byte_reader.h"

namespace rehearse::store {

/// Goes past the sealed key of a JCEKS secret key entry: a serialised Java object. Nothing of it is kept, and
/// nothing of it could be executed: only the three classes that Java's own filter lets through are known, and
/// of them only their shape.
///
/// Errors: store-damaged (truncated, or of any other shape). Threads: safe.
/// Source: Java Object Serialization Specification, chapter 6.4; OpenJDK's
/// com.sun.crypto.provider.JceKeyStore.DeserializationChecker and SealedObjectForKeyProtector.
Result<void> skip_sealed_object(ByteReader& reader);

}  // namespace rehearse::store
