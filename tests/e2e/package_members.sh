#!/bin/sh
# Usage: package_members.sh SOURCE_FOLDER. The package's scripts with the accounts of a machine of their own: who could
# open the socket before the upgrade can open it afterwards, and no one else. Ends with 77 without root or namespaces.
set -eu
source=$1
[ "$(id -u)" = 0 ] || { echo "SKIPPED: only root has namespaces of its own here"; exit 77; }
unshare -m true 2> /dev/null || { echo "SKIPPED: no mount namespaces"; exit 77; }
if [ "${2:-}" != inside ]; then exec unshare -m --propagation private sh "$0" "$source" inside; fi

. "$(dirname "$0")/checks.sh"
# /etc and /usr/lib/sysusers.d are copies: what the scripts write in them is seen here only.
mkdir "$work/etc" "$work/sysusers"
cp -a /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/login.defs /etc/nsswitch.conf "$work/etc/"
mount --bind "$work/etc" /etc
cp "$source/systemd/sluss.sysusers" "$work/sysusers/sluss.conf"
mount --bind "$work/sysusers" /usr/lib/sysusers.d
mkdir "$work/tmpfiles"
mount --bind "$work/tmpfiles" /usr/lib/tmpfiles.d  # nothing to make: /etc/sluss is not checked here
members() { getent group sluss-door | cut -d: -f4; }

# As 0.1 left it.
grep -v sluss-door "$source/systemd/sluss.sysusers" > /usr/lib/sysusers.d/sluss.conf
systemd-sysusers sluss.conf
getent passwd www-data > /dev/null || useradd --system www-data
useradd --gid sluss primary
useradd anna
for name in www-data anna root; do gpasswd --add "$name" sluss > /dev/null; done
sed -i '/^sluss:/s/$/,gone/' /etc/group  # an account that is no more
cp "$source/systemd/sluss.sysusers" /usr/lib/sysusers.d/sluss.conf

expect "upgrade from 0.1" 0 sh "$source/packaging/postinst" configure 0.1.0
[ "$(members | tr , '\n' | sort | tr '\n' ' ')" = "anna primary www-data " ] || fail "members: $(members)"
says "added to group sluss-door: anna primary www-data"
warns "gone is in group sluss and could not be added"
getent group sluss | grep -q www-data || fail "nobody is taken out of sluss"

# Somebody who is taken out later stays out.
gpasswd --delete anna sluss-door > /dev/null
for before in 0.2.0 1.0; do
  expect "upgrade from $before" 0 sh "$source/packaging/postinst" configure "$before"
  silent
done
expect "a first installation" 0 sh "$source/packaging/postinst" configure ""
[ "$(members | tr , '\n' | sort | tr '\n' ' ')" = "primary www-data " ] || fail "members later: $(members)"
finish
