# How a folder becomes a library, and how the arrows between folders are kept.
#
# A library sees only the include folders of the libraries it names in USES. The include folder of a library is
# not the repository's root but build/<preset>/arrows/<library>, which holds nothing but links to that library's
# own headers under their full path. A wrong arrow therefore does not compile.

# A designated initialiser leaves out what has its empty value: {.file = path}. Hence no warning of missing fields.
add_library(sluss_warnings INTERFACE)
target_compile_options(sluss_warnings INTERFACE -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion
  -Wno-sign-conversion -Wno-missing-field-initializers $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>
  # libstdc++'s own stable_sort calls what C++17 deprecated; clang says it where it is instantiated.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
if(SLUSS_SANITIZE)
  target_compile_options(sluss_warnings INTERFACE -fsanitize=${SLUSS_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(sluss_warnings INTERFACE -fsanitize=${SLUSS_SANITIZE})
  if(SLUSS_SANITIZE MATCHES "thread")
    # Asio's fences: g++ says that ThreadSanitizer does not see them; the mutexes beside them it does.
    target_compile_options(sluss_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  endif()
  if(SLUSS_SANITIZE MATCHES "undefined")
    target_compile_options(sluss_warnings INTERFACE -fno-sanitize-recover=undefined)
  endif()
endif()
if(SLUSS_COVERAGE)
  target_compile_options(sluss_warnings INTERFACE --coverage)
  target_link_options(sluss_warnings INTERFACE --coverage)
endif()
if(SLUSS_FUZZ)
  target_compile_options(sluss_warnings INTERFACE -fsanitize=fuzzer-no-link)
endif()
# Debian's hardening (dpkg-buildflags, hardening=+all), in what is optimised: fortified calls need -O1, and say nothing
# beside a sanitizer. tests/e2e/hardening.sh looks at the program whether they hold.
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT SLUSS_SANITIZE AND NOT SLUSS_COVERAGE)
  target_compile_options(sluss_warnings INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
    -fstack-clash-protection -Wformat -Werror=format-security)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    target_compile_options(sluss_warnings INTERFACE -fcf-protection)
  elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
    target_compile_options(sluss_warnings INTERFACE -mbranch-protection=standard)
  endif()
  target_link_options(sluss_warnings INTERFACE -Wl,-z,relro,-z,now)
endif()
if(SLUSS_TEST_HOOKS)
  target_compile_definitions(sluss_warnings INTERFACE SLUSS_TEST_HOOKS=1)
endif()

# sluss_library(NAME <name> FOLDER <path from root> [SOURCES …] [HEADERS_ONLY_OF <header> …] [USES …] [LINKS …])
#   FOLDER    linked whole into the include folder of the library; several where rooms of one library know one another
#   HEADERS   instead of FOLDER: single headers, by path from the root
#   USES      our libraries whose headers it may include (public)
#   LINKS     libraries of others (private)
function(sluss_library)
  cmake_parse_arguments(L "" "NAME" "FOLDER;SOURCES;HEADERS;USES;LINKS;PUBLIC_LINKS" ${ARGN})
  set(arrow "${CMAKE_BINARY_DIR}/arrows/${L_NAME}")
  file(MAKE_DIRECTORY "${arrow}")
  foreach(path IN LISTS L_FOLDER L_HEADERS)
    get_filename_component(parent "${arrow}/${path}" DIRECTORY)
    file(MAKE_DIRECTORY "${parent}")
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${path}" "${arrow}/${path}" SYMBOLIC)
  endforeach()
  if(L_SOURCES)
    add_library(${L_NAME} STATIC ${L_SOURCES})
    target_include_directories(${L_NAME} PUBLIC "${arrow}")
    target_link_libraries(${L_NAME} PUBLIC ${L_USES} ${L_PUBLIC_LINKS} PRIVATE ${L_LINKS} sluss_warnings)
  else()
    add_library(${L_NAME} INTERFACE)
    target_include_directories(${L_NAME} INTERFACE "${arrow}")
    target_link_libraries(${L_NAME} INTERFACE ${L_USES} ${L_PUBLIC_LINKS} ${L_LINKS})
  endif()
endfunction()
