#pragma once

#include <map>
#include <string>

#include "call/call.h"

namespace rehearse::judge {

/// One header of an answer, as it is held against another answer's.
struct AnswerHeader {
  std::string name;   ///< as the peer wrote it: redact before it is lower-cased
  std::string value;  ///< several of a name joined; empty where it changes by nature
};

/// By lower-case name, without what concerns one connection (RFC 9110 section 7.6.1) or how the message is
/// framed on it. Of headers that change by nature (Date, Age, request ids) there is the name alone; of
/// Set-Cookie the cookies' names and attributes but when they expire. Threads: safe.
std::map<std::string, AnswerHeader> answer_headers(const call::Response& response);

}  // namespace rehearse::judge
