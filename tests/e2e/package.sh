#!/bin/sh
# Usage: package.sh CPACK BUILD_FOLDER SOURCE_FOLDER. The Debian package is whole, clean, and what it unpacks runs; the
# service is locked in.
set -eu
cpack=$1 build=$2 source=$3
. "$(dirname "$0")/checks.sh"
expect "cpack" 0 "$cpack" --config "$build/CPackConfig.cmake" -G DEB -B "$work/deb"
package=$(echo "$work"/deb/sluss_*.deb)
expect "lintian" 0 lintian --allow-root --fail-on error,warning "$package"
mkdir "$work/root"
expect "unpack" 0 dpkg-deb -x "$package" "$work/root"
runs_from "$work/root/usr"
# Where it searches for libraries: beside itself, and nowhere in the tree that it was built in.
expect "run path" 0 readelf -dW "$work/root/usr/bin/sluss"
[ "$(grep -cE 'R(UN)?PATH' "$work/out")" = 1 ] || fail "not one run path"
says 'Library runpath: [$ORIGIN/../lib/sluss]'
expect "the tree's name" 1 grep -qaF "$build" "$work/root/usr/bin/sluss"
# Hardened: packed from an optimised build.
grep -q '^CMAKE_BUILD_TYPE:.*=Release$' "$build/CMakeCache.txt" &&
  { expect "hardened" 0 sh "$(dirname "$0")/hardening.sh" "$work/root/usr/bin/sluss"; }
# DuckDB's library is the one that the lock names, byte for byte.
sum=$(sha512sum < "$work/root/usr/lib/sluss/libduckdb.so" | cut -d' ' -f1)
grep -q "^$(uname -m)-file  lib/libduckdb.so  -  $sum$" "$source/cmake/duckdb.lock" || fail "libduckdb.so: $sum"
for file in lib/systemd/system/sluss.service lib/systemd/system/sluss-failed@.service lib/sysusers.d/sluss.conf lib/tmpfiles.d/sluss.conf \
    share/doc/sluss/copyright share/man/man1/sluss.1.gz share/sluss/monitoring/rules.yml \
    share/sluss/monitoring/grafana-dashboard.json share/bash-completion/completions/sluss share/doc/sluss/alerts.md \
    share/zsh/vendor-completions/_sluss share/fish/vendor_completions.d/sluss.fish share/doc/sluss/operations.md \
    share/doc/sluss/examples/conf.d/mail.toml share/doc/sluss/examples/conf.d/control.toml \
    share/doc/sluss/examples/conf.d/publish.toml share/doc/sluss/examples/conf.d/odbc.toml \
    share/doc/sluss/examples/conf.d/register.toml; do
  [ -f "$work/root/usr/$file" ] || fail "$file is not there"
done
expect "links of the pages" 0 python3 "$source/tests/tools/page_links.py" "$work/root/usr/share/doc/sluss"
for line in 'StateDirectoryMode=0711' 'UMask=0077' 'SupplementaryGroups=sluss-door' 'RuntimeDirectory=sluss' \
    'OnFailure=sluss-failed@%n.service' 'MemoryHigh=75%' 'TasksMax=1024'; do
  grep -qx "$line" "$work/root/usr/lib/systemd/system/sluss.service" || fail "the unit lacks $line"
done
grep -q '^g sluss-door ' "$work/root/usr/lib/sysusers.d/sluss.conf" || fail "the socket's group is not made"
dpkg-deb -I "$package" control > out; grep -q '^Depends: .*libcurl4' out || fail "its libraries are not named"
# The scrub's idle priority: allowed, and after the line that forbids its set. A later line wins.
filters=$(grep '^SystemCallFilter=' "$work/root/usr/lib/systemd/system/sluss.service")
[ "${filters##*SystemCallFilter=~*@resources*SystemCallFilter=ioprio_set}" != "$filters" ] || fail "ioprio_set is forbidden"
# systemd understands both units; the program that they start is not installed here.
mkdir "$work/units"
sed "s#/usr/bin/sluss #$work/root/usr/bin/sluss #" "$work/root/usr/lib/systemd/system/sluss.service" > "$work/units/sluss.service"
cp "$work/root/usr/lib/systemd/system/sluss-failed@.service" "$work/units"
expect "verify" 0 systemd-analyze verify --man=no --recursive-errors=no "$work/units/sluss.service" \
  "$work/units/sluss-failed@.service"
# Exposure 1.5 at most, with the network allowed.
expect "exposure" 0 systemd-analyze security --no-pager --offline=true --threshold=15 "$source/systemd/sluss.service"
# docs/installation.md explains each option that is left open.
LC_ALL=C.UTF-8 systemd-analyze security --no-pager --offline=true "$source/systemd/sluss.service" |
  sed -n 's/^✗ \([^ ]*\).*/\1/p' > "$work/open"
[ -s "$work/open" ] || fail "nothing is left open: not even the network"
while read -r option; do
  grep -qF -- "\`$option\`" "$source/docs/installation.md" || fail "docs/installation.md does not say why $option is open"
done < "$work/open"
sed -i '/^ProtectSystem=/d; /^PrivateUsers=/d; /^SystemCallFilter=/d' "$work/root/usr/lib/systemd/system/sluss.service"
expect "exposure without them" 1 systemd-analyze security --no-pager --offline=true --threshold=15 \
  "$work/root/usr/lib/systemd/system/sluss.service"
finish
