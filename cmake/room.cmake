# rehearse_flags(TARGET): the warnings every target of ours is built with.
function(rehearse_flags target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast)
  # GCC 12 warns of members a designated initialiser leaves at their default, which is what they are for.
  target_compile_options(${target} PRIVATE -Wno-missing-field-initializers)
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/harness)
endfunction()

# Headers that most sources use, compiled once a build where REHEARSE_PCH says so. No compiler misses them then:
# tools/check-includes does. <filesystem> is none of them: its std::quoted is found where ours is called.
set(common_headers <algorithm> <array> <chrono> <fmt/format.h> <functional> <map> <memory> <optional> <set>
  <span> <string> <string_view> <utility> <vector>)

# rehearse_common_headers(NAME FLAGS ... HEADERS ... THIRD_PARTY ...): what targets with the same flags share.
function(rehearse_common_headers name)
  cmake_parse_arguments(ARG "" "" "FLAGS;HEADERS;THIRD_PARTY" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cc CONTENT "")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/${name}.cc)
  rehearse_flags(${name})
  target_compile_options(${name} PRIVATE ${ARG_FLAGS})
  target_link_libraries(${name} PRIVATE fmt::fmt ${ARG_THIRD_PARTY})
  target_precompile_headers(${name} PRIVATE ${common_headers} ${ARG_HEADERS})
endfunction()

# rehearse_use_headers(TARGET NAME): of whom NAME has the flags.
function(rehearse_use_headers target name)
  if(REHEARSE_PCH)
    target_link_libraries(${target} PRIVATE fmt::fmt)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

if(REHEARSE_PCH)
  rehearse_common_headers(rehearse_headers)
  if(REHEARSE_TESTS)
    rehearse_common_headers(rehearse_test_headers
      FLAGS ${REHEARSE_TEST_FLAGS}
      HEADERS <gmock/gmock.h> <gtest/gtest.h> <nlohmann/json.hpp>
      THIRD_PARTY GTest::gmock GTest::gtest)
  endif()
endif()

# rehearse_room(NAME SOURCES a.cc b.cc ROOMS base cert THIRD_PARTY OpenSSL::SSL)
# One static library a room. THIRD_PARTY is private: its headers must not show in the room's own headers.
function(rehearse_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;ROOMS;THIRD_PARTY" ${ARGN})
  add_library(rehearse_${name} STATIC ${ARG_SOURCES})
  add_library(rehearse::${name} ALIAS rehearse_${name})
  rehearse_flags(rehearse_${name})
  rehearse_use_headers(rehearse_${name} rehearse_headers)
  foreach(room IN LISTS ARG_ROOMS)
    target_link_libraries(rehearse_${name} PUBLIC rehearse::${room})
  endforeach()
  target_link_libraries(rehearse_${name} PRIVATE ${ARG_THIRD_PARTY})
endfunction()

# rehearse_test(NAME SOURCES x_test.cc ROOMS cert THIRD_PARTY ...)
# One test program a room, one line in ctest. A skipped test is a failed one where CI is set.
function(rehearse_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;ROOMS;THIRD_PARTY" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  rehearse_flags(${name}_test)
  target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name}_test PRIVATE REHEARSE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_compile_options(${name}_test PRIVATE ${REHEARSE_TEST_FLAGS})
  rehearse_use_headers(${name}_test rehearse_test_headers)
  foreach(room IN LISTS ARG_ROOMS)
    target_link_libraries(${name}_test PRIVATE rehearse::${room})
  endforeach()
  target_link_libraries(${name}_test PRIVATE ${ARG_THIRD_PARTY} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  if(DEFINED ENV{CI})
    set_tests_properties(${name} PROPERTIES FAIL_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
  endif()
endfunction()
