#!/bin/sh
# Usage: check_duckdb.sh FOLDER MACHINE [LOCK]. 0 when FOLDER has DuckDB's library and header exactly as the lock names
# them for MACHINE; the library is part of what is shipped, so a copy that was changed in place is not used.
set -eu
folder=$1 machine=$2 lock=${3:-$(dirname "$0")/duckdb.lock}
found=0
while read -r kind file _ sum; do
  case $kind in "$machine-file"|header-file) ;; *) continue ;; esac
  found=$((found + 1))
  [ -f "$folder/$file" ] || exit 1
  if ! echo "$sum  $folder/$file" | sha512sum --check --status; then
    echo "$folder/$file is not the file that $lock names (SHA-512 differs)" >&2
    exit 1
  fi
done < "$lock"
[ "$found" = 2 ] || { echo "$lock names no library for $machine" >&2; exit 1; }
