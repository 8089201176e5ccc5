#!/bin/sh
# Usage: hardening.sh PROGRAM. An optimised program has Debian's hardening: position independent, its tables read-only
# from the start, stacks guarded, calls of libc fortified.
set -eu
program=$1
. "$(dirname "$0")/checks.sh"
# has WORDS READELF_OPTIONS…
has() {
  words=$1
  shift
  expect "$words" 0 readelf -W "$@" "$program"
  grep -qE -- "$words" "$work/out" || fail "readelf $* lacks: $words"
}
has '^ +Type: +DYN ' --file-header
has 'FLAGS_1.* PIE' --dynamic
has '\((FLAGS\).*BIND_NOW|BIND_NOW\))' --dynamic
has 'FLAGS_1.* NOW' --dynamic
has '^ +GNU_RELRO ' --program-headers
has 'GNU_STACK +([^ ]+ +){5}RW ' --program-headers
has 'UND __stack_chk_fail@' --dyn-syms
has 'UND __(mem|str|v?sn?printf|v?f?printf|p?read|realpath|poll|recv|readlink)[a-z]*_chk@' --dyn-syms
finish
