# How a folder becomes a library, and how the arrows between folders are enforced.
#
# A library sees only the faces of the libraries it names in USES, and its own room. Neither is the repository's root:
#   build/<preset>/faces/<library>   links to the library's public headers, under their full path
#   build/<preset>/rooms/<library>   links to its whole folder, where its face is less than that; for its own sources only
# A wrong arrow, or an include of a private header of another room, therefore does not compile. Tests have the root as
# include folder (tests/CMakeLists.txt): they may include private headers. tests/tools/faces.py compares each face with what
# others include, and writes it (--write).

# A designated initialiser leaves out what has its empty value: {.file = path}. Hence no warning of missing fields.
add_library(sluss_warnings INTERFACE)
target_compile_options(sluss_warnings INTERFACE -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion
  -Wno-sign-conversion -Wno-missing-field-initializers $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>
  # libstdc++'s own stable_sort calls what C++17 deprecated; clang warns where it is instantiated.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
if(SLUSS_SANITIZE)
  target_compile_options(sluss_warnings INTERFACE -fsanitize=${SLUSS_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(sluss_warnings INTERFACE -fsanitize=${SLUSS_SANITIZE})
  if(SLUSS_SANITIZE MATCHES "thread")
    # Asio's fences: g++ warns that ThreadSanitizer does not see them; it does see the mutexes beside them.
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
# Debian's hardening (dpkg-buildflags, hardening=+all), in what is optimised: fortified calls need -O1, and have no
# effect with a sanitizer. tests/e2e/hardening.sh checks the program for them.
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

# sluss_library([NO_PCH] NAME <name> FOLDER <path from root> [HEADERS <header> …] [SOURCES …] [USES …] [LINKS …] [PUBLIC_LINKS …])
#   NO_PCH        without the precompiled header: of a library whose own definitions change what the system's headers have
#   FOLDER        whose headers its sources see; several where rooms of one library know one another, single headers where
#                 libraries share a folder. All of it is face where there are no HEADERS
#   HEADERS       its face, by path from the root; without FOLDER it has nothing inside
#   USES          our libraries whose faces it may include (public)
#   LINKS         libraries of others (private)
#   PUBLIC_LINKS  libraries of others that its headers need
function(sluss_library)
  cmake_parse_arguments(L "NO_PCH" "NAME" "FOLDER;SOURCES;HEADERS;USES;LINKS;PUBLIC_LINKS" ${ARGN})
  set(face "${CMAKE_BINARY_DIR}/faces/${L_NAME}")
  set(room "${CMAKE_BINARY_DIR}/rooms/${L_NAME}")
  if(L_HEADERS)
    sluss_link_headers("${face}" ${L_HEADERS})
    sluss_link_headers("${room}" ${L_FOLDER})
  else()
    sluss_link_headers("${face}" ${L_FOLDER})
  endif()
  if(L_SOURCES)
    add_library(${L_NAME} STATIC ${L_SOURCES})
    target_include_directories(${L_NAME} PUBLIC "${face}")
    if(L_HEADERS AND L_FOLDER)
      target_include_directories(${L_NAME} PRIVATE "${room}")
    endif()
    target_link_libraries(${L_NAME} PUBLIC ${L_USES} ${L_PUBLIC_LINKS} PRIVATE ${L_LINKS} sluss_warnings)
    if(NOT L_NO_PCH)
      sluss_use_pch(${L_NAME} sluss_pch)
    endif()
  else()
    add_library(${L_NAME} INTERFACE)
    target_include_directories(${L_NAME} INTERFACE "${face}")
    target_link_libraries(${L_NAME} INTERFACE ${L_USES} ${L_PUBLIC_LINKS} ${L_LINKS})
  endif()
endfunction()

# Makes an include folder of links to headers and folders, given by path from the root. The old content is removed first: a
# link made below an older link to a folder would be made in the tree itself.
function(sluss_link_headers folder)
  file(REMOVE_RECURSE "${folder}")
  foreach(path IN LISTS ARGN)
    get_filename_component(parent "${folder}/${path}" DIRECTORY)
    file(MAKE_DIRECTORY "${parent}")
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${path}" "${folder}/${path}" SYMBOLIC)
  endforeach()
endfunction()
