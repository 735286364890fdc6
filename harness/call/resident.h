#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "call/child.h"

namespace rehearse::call {

/// A child process that stays, for work that has an expensive beginning: shut in as in_child() has it, it
/// prepares once and answers each question in a copy of itself, which the limits bound anew. What a copy
/// breaks is the copy's.
///
/// Threads: one caller at a time. It ends with this object, or with this process.
class Resident {
 public:
  struct Work {
    /// In the child that stays, before each answer; bounded by memory and by patience alone.
    std::function<void(const std::string& subject)> prepare;
    /// In a copy of it.
    std::function<std::string(const std::string& subject, std::string_view question)> answer;
  };

  /// Errors: child-unavailable.
  static Result<Resident> start(const ChildLimits& limits, const Work& work);
  Resident(Resident&&) noexcept;
  Resident& operator=(Resident&&) noexcept;
  ~Resident();

  /// Errors: child-over-limit, child-crashed: this answer's; child-unavailable: the child that stays is gone,
  /// and another has to be started.
  Result<std::string> ask(const std::string& subject, std::string_view question);

 private:
  struct Process;
  explicit Resident(std::unique_ptr<Process> process);
  std::unique_ptr<Process> x_process;
};

}  // namespace rehearse::call
