# Precompiled headers: those of the standard library and nlohmann/json (and of GoogleTest for tests), never ours. A source
# includes what it uses all the same: the package is built without (SLUSS_PCH=OFF), and clang-tidy reads each file without
# (tests/tools/tidy.py).
#
# The two owners are compiled without ccache, since a precompiled header has the paths of its build folder in it. What ccache
# takes for their content is a sum that is the same in every build folder (CCACHE_PCH_EXTSUM; CMakePresets.json sets it).
option(SLUSS_PCH "Precompile the standard library's headers" OFF)

# As CMake's own, without -Xclang: what follows that word ccache does not read as a path, and then no other clone finds it.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -include-pch <PCH_FILE>)
endif()

set(sluss_std_headers <algorithm> <array> <atomic> <charconv> <chrono> <cmath> <condition_variable> <cstdint> <cstdlib>
  <cstring> <deque> <expected> <filesystem> <fstream> <functional> <limits> <map> <memory> <mutex> <nlohmann/json.hpp>
  <optional> <random> <ranges> <set> <span> <sstream> <stop_token> <string> <string_view> <system_error> <thread> <tuple>
  <unordered_map> <unordered_set> <utility> <variant> <vector>)

# The sum of what the precompiled header is made of, beside it.
function(sluss_pch_sum owner)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  set(made_of "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}} "
    "${SLUSS_SANITIZE} ${SLUSS_FUZZ} ${SLUSS_COVERAGE} ${SLUSS_TEST_HOOKS} ${ARGN}")
  foreach(header gtest/gtest.h gmock/gmock.h nlohmann/json.hpp)
    if(EXISTS "/usr/include/${header}")
      file(SHA256 "/usr/include/${header}" sum)
      string(APPEND made_of " ${sum}")
    endif()
  endforeach()
  string(SHA256 sum "${made_of}")
  get_target_property(folder ${owner} BINARY_DIR)
  set(header "${folder}/CMakeFiles/${owner}.dir/cmake_pch.hxx")
  file(WRITE "${header}.gch.sum" "${sum}\n")
  file(WRITE "${header}.pch.sum" "${sum}\n")
endfunction()

# For our libraries: sluss_pch. For tests: sluss_test_pch, of an executable as they are (-fPIE).
function(sluss_make_pch)
  if(NOT SLUSS_PCH)
    return()
  endif()
  # GCC forgets where in the standard library a warning of its own may not come from; the package's build has them all.
  target_compile_options(sluss_warnings INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-nonnull>)
  add_library(sluss_pch OBJECT "${CMAKE_SOURCE_DIR}/cmake/pch/pch.cpp")
  target_link_libraries(sluss_pch PRIVATE sluss_warnings)
  target_precompile_headers(sluss_pch PRIVATE ${sluss_std_headers})
  set_target_properties(sluss_pch PROPERTIES CXX_COMPILER_LAUNCHER "")
  sluss_pch_sum(sluss_pch ${sluss_std_headers})
  if(SLUSS_TESTS)
    add_executable(sluss_test_pch "${CMAKE_SOURCE_DIR}/cmake/pch/pch.cpp")
    target_link_libraries(sluss_test_pch PRIVATE sluss_warnings GTest::gtest GTest::gmock)
    target_precompile_headers(sluss_test_pch PRIVATE ${sluss_std_headers} <gmock/gmock.h> <gtest/gtest.h>)
    set_target_properties(sluss_test_pch PROPERTIES CXX_COMPILER_LAUNCHER "")
    sluss_pch_sum(sluss_test_pch ${sluss_std_headers} gmock gtest)
  endif()
endfunction()

function(sluss_use_pch target owner)
  if(SLUSS_PCH)
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()
