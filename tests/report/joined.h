#pragma once

#include <vector>

#include "judge/compare.h"
#include "judge/fleet.h"

namespace rehearse::report::test {

/// Two targets that differ in every area, made by hand.
judge::Comparison comparison();
/// The same with hostile text in every field.
judge::Comparison hostile_comparison();
/// Runs of machines of every verdict, one of them of the lab.
std::vector<judge::Member> fleet_members();
/// Of machines whose every text is hostile.
std::vector<judge::Member> hostile_members();

}  // namespace rehearse::report::test
