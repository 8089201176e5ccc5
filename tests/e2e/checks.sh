# For the shell tests: run a command, and check its result.
failures=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# expect NAME CODE COMMAND…: the exit code; standard output in $work/out, standard error in $work/err
expect() {
  name=$1 wanted=$2
  shift 2
  code=0
  "$@" > "$work/out" 2> "$work/err" < /dev/null || code=$?
  [ "$code" = "$wanted" ] || fail "exit code $code instead of $wanted"
}
fail() {
  failures=$((failures + 1))
  echo "FAILED: $name: $1"
  echo "--- out"; head -c 2000 "$work/out"
  echo "--- err"; head -c 2000 "$work/err"
}
says() { grep -qF -- "$1" "$work/out" || fail "standard output lacks: $1"; }
warns() { grep -qF -- "$1" "$work/err" || fail "standard error lacks: $1"; }
silent() { [ ! -s "$work/out" ] || fail "standard output is not empty"; }
# runs_from PREFIX: the program there runs with its own library and its own data; leaves the shell in $work
runs_from() {
  unset SLUSS_SHARE LD_LIBRARY_PATH 2>/dev/null || true
  cd "$work"
  expect "version" 0 "$1/bin/sluss" --version; says "sluss 0."
  ldd "$1/bin/sluss" > out; grep -q "$1/bin/../lib/sluss/libduckdb.so" out || fail "not its own libduckdb.so"
  expect "init" 0 "$1/bin/sluss" init --municipality Sala
  expect "check" 0 "$1/bin/sluss" check; says "is right"
}
finish() {
  [ "$failures" = 0 ] || { echo "$failures failed"; exit 1; }
  echo "all well"
}
