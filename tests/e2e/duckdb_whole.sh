#!/bin/sh
# Usage: duckdb_whole.sh SOURCE_FOLDER. A copy of DuckDB's library that was changed in place is not used.
set -eu
source=$1
. "$(dirname "$0")/checks.sh"
check() { sh "$source/cmake/check_duckdb.sh" "$work/deps" "$1" "$work/lock"; }
mkdir -p "$work/deps/lib" "$work/deps/include"
echo library > "$work/deps/lib/libduckdb.so"
echo header > "$work/deps/include/duckdb.h"
sum() { sha512sum < "$work/deps/$1" | cut -d' ' -f1; }
{
  echo "# machine-file of a comment"
  echo "here  package  archive.tgz  0000"
  echo "here-file  lib/libduckdb.so  -  $(sum lib/libduckdb.so)"
  echo "there-file  lib/libduckdb.so  -  0000"
  echo "header-file  include/duckdb.h  -  $(sum include/duckdb.h)"
} > "$work/lock"
expect "as it was fetched" 0 check here
expect "another machine's" 1 check there; warns "SHA-512 differs"
expect "a machine without a library" 1 check nowhere; warns "names no library for nowhere"
echo x >> "$work/deps/lib/libduckdb.so"
expect "changed where it lies" 1 check here; warns "lib/libduckdb.so is not the file"
echo library > "$work/deps/lib/libduckdb.so"
expect "mended" 0 check here
echo x >> "$work/deps/include/duckdb.h"
expect "a changed header" 1 check here; warns "duckdb.h is not the file"
rm "$work/deps/include/duckdb.h"
expect "no header" 1 check here
for machine in x86_64 aarch64; do
  grep -qE "^$machine-file  lib/libduckdb.so  -  [0-9a-f]{128}$" "$source/cmake/duckdb.lock" || fail "$machine has no sum"
done
finish
