#!/bin/sh
# Usage: install.sh CMAKE BUILD_FOLDER. What is installed runs from its own prefix, with its own data.
set -eu
cmake=$1 build=$2
. "$(dirname "$0")/checks.sh"
prefix=$work/usr
expect "install" 0 "$cmake" --install "$build" --prefix "$prefix"
unset SLUSS_SHARE LD_LIBRARY_PATH 2>/dev/null || true
cd "$work"
expect "version" 0 "$prefix/bin/sluss" --version; says "sluss 0."
ldd "$prefix/bin/sluss" > out; grep -q "$prefix/bin/../lib/sluss/libduckdb.so" out || fail "not its own libduckdb.so"
expect "init" 0 "$prefix/bin/sluss" init --municipality Sala
expect "check" 0 "$prefix/bin/sluss" check; says "is right"
expect "config show" 0 "$prefix/bin/sluss" config show; says "$prefix/share/sluss/models"
for file in share/man/man1/sluss.1 share/bash-completion/completions/sluss share/sluss/models/nyckeltal_jamforelse.sql \
    share/sluss/codes/kommuner.csv; do
  [ -f "$prefix/$file" ] || fail "$file is not there"
done
finish
